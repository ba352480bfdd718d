import { useState } from 'react'
import { type ControlProps, described } from './control.ts'
import { useSetting } from './setting.ts'
import { type DateParts, readDate, writeDate } from './values.ts'

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1)

/** The names of the months in the language of the page. */
export const monthName = (month: number, language: string): string =>
  new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1))

/** A day or a month in separate fields: the browser's own calendar speaks the browser's language, not the page's. */
export function DateControl(props: ControlProps & { kind: 'date' | 'month' }) {
  const { id, value, onChange, kind } = props
  const { words, language } = useSetting()
  const [typed, setTyped] = useState<DateParts>(readDate(value))
  const parts = writeDate(typed, kind) === (value ?? null) ? typed : readDate(value)
  const set = (change: Partial<DateParts>) => {
    const next = { ...parts, ...change }
    setTyped(next)
    onChange(writeDate(next, kind))
  }
  const shared = { ...described({ ...props, describedBy: undefined }) }
  return (
    <div className="q-date">
      {kind === 'date' && (
        <label>
          <span>{words.day}</span>
          <input
            {...shared}
            aria-describedby={props.describedBy}
            id={id}
            className="q-input q-two"
            inputMode="numeric"
            maxLength={2}
            value={parts.day}
            onChange={(event) => set({ day: event.target.value })}
          />
        </label>
      )}
      <label>
        <span>{words.month}</span>
        <select
          {...shared}
          aria-describedby={kind === 'month' ? props.describedBy : undefined}
          id={kind === 'month' ? id : `${id}-month`}
          className="q-input q-select"
          value={parts.month}
          onChange={(event) => set({ month: event.target.value })}
        >
          <option value=""> </option>
          {MONTHS.map((month) => (
            <option key={month} value={String(month).padStart(2, '0')}>
              {monthName(month, language)}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{words.year}</span>
        <input
          {...shared}
          id={`${id}-year`}
          className="q-input q-four"
          inputMode="numeric"
          maxLength={4}
          value={parts.year}
          onChange={(event) => set({ year: event.target.value })}
        />
      </label>
    </div>
  )
}
