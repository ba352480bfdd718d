import { useRef, useState } from 'react'
import { Chips } from './chips.tsx'
import { Combobox } from './combobox.tsx'
import type { ControlProps } from './control.ts'
import { type Choice, communeLabel, useSetting } from './setting.ts'
import { useCommunes } from './use-communes.ts'
import { matching } from './values.ts'

const shownAs = (choice: Choice): string => (choice.hint ? `${choice.hint} ${choice.label}` : choice.label)

/** One of a long list: proposed as one types. */
export function ListControl({ choices, value, onChange, ...props }: ControlProps & { choices: Choice[] }) {
  const { words } = useSetting()
  const chosen = choices.find((choice) => choice.value === value)
  const shown = chosen ? shownAs(chosen) : typeof value === 'string' ? value : ''
  return (
    <Combobox
      {...props}
      shown={shown}
      placeholder={words.type_to_search}
      find={(typed) => matching(choices, typed)}
      onChoose={(choice) => onChange(choice?.value ?? null)}
    />
  )
}

/** Several of a long list: each choice becomes a chip. */
export function ListsControl({ choices, value, onChange, ...props }: ControlProps & { choices: Choice[] }) {
  const { words } = useSetting()
  const chosen = Array.isArray(value) ? (value as string[]) : []
  const most = props.asked.max_items
  const labels = new Map(choices.map((choice) => [choice.value, shownAs(choice)]))
  return (
    <>
      {most !== undefined && <p className="q-left">{words.at_most(most)}</p>}
      <Chips
        items={chosen.map((code) => ({ key: code, label: labels.get(code) ?? code }))}
        controlId={props.id}
        onRemove={(key) => onChange(listOrNull(chosen.filter((code) => code !== key)))}
      />
      <Combobox
        {...props}
        shown=""
        placeholder={words.type_to_search}
        find={(typed) =>
          matching(
            choices.filter((choice) => !chosen.includes(choice.value)),
            typed,
          )
        }
        onChoose={(choice) => choice && onChange([...chosen, choice.value])}
      />
    </>
  )
}

const listOrNull = <T,>(list: T[]): T[] | null => (list.length > 0 ? list : null)

/** A commune, found by the beginning of its name or its postal code. */
export function CommuneControl({ value, onChange, ...props }: ControlProps) {
  const { communes, language, words } = useSetting()
  const [known, setKnown] = useState<Choice | null>(null)
  const names = useCommunes(typeof value === 'string' && value !== known?.value ? [value] : [])
  const shown = typeof value !== 'string' ? '' : known?.value === value ? known.label : (names.get(value) ?? value)
  const find = async (typed: string, signal: AbortSignal): Promise<Choice[]> => {
    await new Promise((resolve) => setTimeout(resolve, 180))
    if (signal.aborted) return []
    const found = await communes({ q: typed.trim() }, signal)
    return found.map((commune) => ({
      value: commune.code,
      label: communeLabel(commune, language),
      hint: /^\d/.test(typed.trim()) ? commune.postal_codes.find((code) => code.startsWith(typed.trim())) : undefined,
    }))
  }
  return (
    <Combobox
      {...props}
      shown={shown}
      placeholder={words.type_to_search}
      from={2}
      find={find}
      onChoose={(choice) => {
        setKnown(choice)
        onChange(choice?.value ?? null)
      }}
    />
  )
}

/** Free words, each added by Enter, a comma or the button. */
export function TagsControl({ asked, id, value, describedBy, invalid, onChange }: ControlProps) {
  const { words } = useSetting()
  const [typed, setTyped] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const tags = Array.isArray(value) ? (value as string[]) : []
  const add = (text: string) => {
    const known = new Set(tags.map((tag) => tag.toLocaleLowerCase('fr')))
    const fresh = text
      .split(/[,;\n]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== '' && !known.has(tag.toLocaleLowerCase('fr')))
    if (fresh.length > 0) onChange([...tags, ...new Set(fresh)])
    setTyped('')
  }
  return (
    <>
      {asked.max_items !== undefined && <p className="q-left">{words.at_most(asked.max_items)}</p>}
      <Chips
        items={tags.map((tag) => ({ key: tag, label: tag }))}
        controlId={id}
        onRemove={(key) => onChange(listOrNull(tags.filter((tag) => tag !== key)))}
      />
      <span className="q-row">
        <input
          ref={field}
          id={id}
          className="q-input"
          aria-describedby={describedBy}
          aria-invalid={invalid || undefined}
          autoComplete="off"
          value={typed}
          onChange={(event) =>
            event.target.value.includes(',') ? add(event.target.value) : setTyped(event.target.value)
          }
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            add(typed)
          }}
          onBlur={() => typed.trim() !== '' && add(typed)}
        />
        <button
          type="button"
          className="q-button"
          onClick={() => {
            add(typed)
            field.current?.focus()
          }}
        >
          {words.add}
        </button>
      </span>
    </>
  )
}
