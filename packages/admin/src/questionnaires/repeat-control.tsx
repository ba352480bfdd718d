import type { Answers, Field, Question } from '@essaim/shared/questionnaires/model.ts'
import { useId } from 'react'
import { ConsentControl } from './choice-control.tsx'
import type { ControlProps } from './control.ts'
import { FieldControl, isGroup } from './field-control.tsx'
import { choicesOf, labelIn, useSetting } from './setting.ts'
import { isRecord } from './values.ts'

export type RepeatProps = ControlProps & {
  /** What is wrong in a field, by `line/field`. */
  problems: Record<string, string>
}

/** A group of fields asked for each line: added, moved, removed. Lines keep their ids. */
export function RepeatControl({ asked, id, value, problems, onChange }: RepeatProps) {
  const { words } = useSetting()
  const lines = Array.isArray(value) ? value.filter(isRecord) : []
  const fields = (asked as Question).fields ?? []
  const set = (next: Answers[]) => onChange(next.length > 0 ? next : null)
  const focus = (place: string) => requestAnimationFrame(() => document.getElementById(place)?.focus())
  const move = (from: number, to: number) => {
    const next = [...lines]
    next.splice(to, 0, ...next.splice(from, 1))
    set(next)
    focus(`${id}-${to}-legend`)
  }
  const remove = (index: number) => {
    set(lines.filter((_, place) => place !== index))
    focus(`${id}-add`)
  }
  const add = () => {
    set([...lines, { id: crypto.randomUUID() }])
    focus(`${id}-${lines.length}-legend`)
  }
  return (
    <div className="q-repeat">
      {lines.map((line, index) => (
        <fieldset key={String(line.id ?? index)} className="q-line">
          <legend id={`${id}-${index}-legend`} tabIndex={-1}>
            {words.line(index + 1)}
          </legend>
          {fields.map((field) => (
            <LineField
              key={field.code}
              field={field}
              id={`${id}-${index}-${field.code}`}
              value={line[field.code]}
              problem={problems[`${index}/${field.code}`]}
              onChange={(cell) =>
                set(lines.map((one, place) => (place === index ? { ...one, [field.code]: cell } : one)))
              }
            />
          ))}
          <div className="q-row q-line-actions">
            <button
              type="button"
              className="q-quiet"
              aria-label={words.move_up(index + 1)}
              hidden={index === 0}
              onClick={() => move(index, index - 1)}
            >
              ↑
            </button>
            <button
              type="button"
              className="q-quiet"
              aria-label={words.move_down(index + 1)}
              hidden={index === lines.length - 1}
              onClick={() => move(index, index + 1)}
            >
              ↓
            </button>
            <button type="button" className="q-quiet" onClick={() => remove(index)}>
              {words.remove_line(index + 1)}
            </button>
          </div>
        </fieldset>
      ))}
      {lines.length < (asked.max_items ?? 200) && (
        <button type="button" className="q-button" id={lines.length === 0 ? id : `${id}-add`} onClick={add}>
          {words.add_line}
        </button>
      )}
    </div>
  )
}

type LineFieldProps = {
  field: Field
  id: string
  value: unknown
  problem: string | undefined
  onChange: (cell: unknown) => void
}

function LineField({ field, id, value, problem, onChange }: LineFieldProps) {
  const setting = useSetting()
  const own = useId()
  const label = labelIn(field.label, setting.language)
  const help = labelIn(field.help, setting.language)
  const describedBy = [help && `${own}-help`, problem && `${own}-problem`].filter(Boolean).join(' ') || undefined
  const control: ControlProps = {
    asked: field,
    id,
    value,
    describedBy,
    invalid: problem !== undefined,
    required: field.required === 'submit',
    onChange,
  }
  const below = problem && (
    <p className="q-problem" id={`${own}-problem`}>
      {problem}
    </p>
  )
  const note = help && (
    <p className="q-help" id={`${own}-help`}>
      {help}
    </p>
  )
  if (field.kind === 'consent')
    return (
      <div className="q-field">
        <ConsentControl {...control} label={label} />
        {note}
        {below}
      </div>
    )
  if (isGroup(field, choicesOf(field, setting).length)) {
    return (
      <fieldset className="q-field">
        <legend className="q-label">{label}</legend>
        {note}
        <FieldControl {...control} />
        {below}
      </fieldset>
    )
  }
  return (
    <div className="q-field">
      <label className="q-label" htmlFor={id}>
        {label}
      </label>
      {note}
      <FieldControl {...control} />
      {below}
    </div>
  )
}
