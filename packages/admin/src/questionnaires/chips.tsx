import { useSetting } from './setting.ts'

export type ChipsProps = {
  items: { key: string; label: string }[]
  /** The field to return to when a chip is gone. */
  controlId: string
  onRemove: (key: string) => void
}

/** What was chosen, each with a button that removes it. */
export function Chips({ items, controlId, onRemove }: ChipsProps) {
  const { words } = useSetting()
  if (items.length === 0) return null
  return (
    <ul className="q-chips" aria-label={words.chosen}>
      {items.map(({ key, label }) => (
        <li key={key}>
          <button
            type="button"
            className="q-chip"
            aria-label={words.remove(label)}
            onClick={() => {
              onRemove(key)
              document.getElementById(controlId)?.focus()
            }}
          >
            <span>{label}</span>
            <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
