import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { described } from './control.ts'
import { type Choice, useSetting } from './setting.ts'
import { folded } from './values.ts'

export type ComboboxProps = {
  id: string
  describedBy: string | undefined
  invalid: boolean
  required: boolean
  /** What the field says when nobody is typing. */
  shown: string
  /** The choices for what was typed; at once, or after asking a server. */
  find: (typed: string, signal: AbortSignal) => Choice[] | Promise<Choice[]>
  /** From how many letters on choices are looked for; 0 shows the whole list. */
  from?: number
  /** null: the field was emptied. */
  onChoose: (choice: Choice | null) => void
  placeholder?: string
}

/** A field that proposes as one types (ARIA combobox with a list): arrows, Enter, Escape, or a finger. */
export function Combobox({ shown, find, from = 0, onChoose, placeholder, id, ...props }: ComboboxProps) {
  const { words } = useSetting()
  const listId = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const [open, setOpen] = useState(false)
  const [choices, setChoices] = useState<Choice[]>([])
  const [active, setActive] = useState(-1)
  const [said, setSaid] = useState('')
  const list = useRef<HTMLDivElement>(null)
  const asked = useRef<AbortController | null>(null)
  const query = typed ?? ''

  const look = (text: string) => {
    asked.current?.abort()
    const mine = new AbortController()
    asked.current = mine
    if (folded(text).length < from) {
      setChoices([])
      setSaid(words.type_to_search)
      return
    }
    const take = (found: Choice[]) => {
      if (mine.signal.aborted) return
      setChoices(found)
      setActive(-1)
      setSaid(words.results(found.length))
    }
    const found = find(text, mine.signal)
    if (Array.isArray(found)) take(found)
    else found.then(take, () => !mine.signal.aborted && setSaid(words.search_failed))
  }
  const show = (text: string) => {
    setOpen(true)
    look(text)
  }
  const close = () => {
    asked.current?.abort()
    setOpen(false)
    setTyped(null)
    setActive(-1)
    setSaid('')
  }
  const choose = (choice: Choice | undefined) => {
    if (!choice) return
    onChoose(choice)
    close()
  }
  useEffect(() => () => asked.current?.abort(), [])
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  const onKeyDown = (event: KeyboardEvent) => {
    const last = choices.length - 1
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      if (!open) show(query)
      else if (event.key === 'ArrowDown') setActive(active >= last ? 0 : active + 1)
      else setActive(active <= 0 ? last : active - 1)
    } else if (event.key === 'Enter' && open) {
      event.preventDefault()
      // Enter without an arrow takes the best match.
      choose(choices[active] ?? (query === '' ? undefined : choices[0]))
    } else if (event.key === 'Escape' && open) {
      event.preventDefault()
      close()
    }
  }
  const onBlur = () => {
    const exact = choices.filter((choice) => folded(choice.label) === folded(query))
    if (typed !== null && typed.trim() === '' && shown !== '') onChoose(null)
    else if (typed && exact.length === 1) onChoose(exact[0] ?? null)
    close()
  }

  return (
    <div className="q-combo">
      <input
        {...described(props)}
        id={id}
        className="q-input"
        role="combobox"
        aria-expanded={open && choices.length > 0}
        aria-controls={open && choices.length > 0 ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={open && active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={typed ?? shown}
        onChange={(event) => {
          setTyped(event.target.value)
          show(event.target.value)
        }}
        onClick={() => !open && show(query)}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {open && choices.length > 0 && (
        <div className="q-list" role="listbox" id={listId} aria-label={words.suggestions} ref={list}>
          {choices.map((choice, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard is the field's, which keeps the focus
            <div
              key={choice.value}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === active}
              tabIndex={-1}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => choose(choice)}
            >
              {choice.hint && <span className="q-hint">{choice.hint}</span>} {choice.label}
            </div>
          ))}
        </div>
      )}
      {open && choices.length === 0 && said !== '' && <p className="q-list q-none">{said}</p>}
      <span className="q-hidden" role="status">
        {open && choices.length > 0 ? said : ''}
      </span>
    </div>
  )
}
