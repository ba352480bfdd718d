import type { ReactNode } from 'react'

/** A table that may be wider than its place: it scrolls by itself, with the keyboard too, and the page does not. */
export function WideTable({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached with the keyboard
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form
    <div className="wide-table" role="group" tabIndex={0} aria-label={label}>
      {children}
    </div>
  )
}
