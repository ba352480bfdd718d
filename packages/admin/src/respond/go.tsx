import type { ReactNode } from 'react'
import { type Address, goTo, writeAddress } from './address.ts'

export type GoProps = {
  to: Partial<Address>
  children: ReactNode
  className?: string
  /** It is where one is. */
  current?: boolean
  onGo?: () => void
}

/** A link to another place of the page: it may be opened elsewhere, and does not load the page again. */
export function Go({ to, children, className, current = false, onGo = () => goTo(to) }: GoProps) {
  return (
    <a
      href={writeAddress(to) || location.pathname}
      className={className}
      aria-current={current ? 'step' : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return
        event.preventDefault()
        onGo()
      }}
    >
      {children}
    </a>
  )
}
