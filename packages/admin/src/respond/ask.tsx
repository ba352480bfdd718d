import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import { Trouble } from './frame.tsx'

type Field = {
  name: string
  label: string
  kind?: 'text' | 'email' | 'tel' | 'long'
  complete?: string
  optional?: boolean
  /** What the field says before anybody typed. */
  proposed?: string | undefined
}
export type AskProps = {
  title: string
  note: string
  fields: Field[]
  send: string
  done: string
  onSend: (values: Record<string, string>) => Promise<unknown>
  onError: (error: unknown) => string
  children?: ReactNode
}

/** A short form behind its title: sent once, and told what became of it. */
export function Ask({ title, note, fields, send, done, onSend, onError, children }: AskProps) {
  const id = useId()
  const busy = useRef(false)
  const [said, setSaid] = useState<{ trouble: boolean; words: string } | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    if (busy.current) return
    busy.current = true
    setSaid(null)
    const values = [...new FormData(form)].map(([name, value]) => [name, String(value).trim()])
    try {
      await onSend(Object.fromEntries(values.filter(([, value]) => value)))
      form.reset()
      setSaid({ trouble: false, words: done })
    } catch (error) {
      setSaid({ trouble: true, words: onError(error) })
    } finally {
      busy.current = false
    }
  }
  return (
    <details className="r-summary r-ask">
      <summary>{title}</summary>
      <p>{note}</p>
      {children}
      <form onSubmit={(event) => void submit(event)}>
        {fields.map(({ name, label, kind = 'text', complete = 'off', optional, proposed }) => {
          const common = {
            id: `${id}${name}`,
            name,
            className: 'r-field',
            autoComplete: complete,
            required: !optional,
            defaultValue: proposed,
          }
          return (
            <p key={name}>
              <label htmlFor={common.id}>{label}</label>
              {kind === 'long' ? (
                <textarea {...common} rows={4} maxLength={1000} />
              ) : (
                <input {...common} type={kind} maxLength={kind === 'tel' ? 40 : 200} />
              )}
            </p>
          )
        })}
        {said?.trouble && <Trouble>{said.words}</Trouble>}
        <button type="submit" className="r-button">
          {send}
        </button>
        <p role="status">{said && !said.trouble ? said.words : ''}</p>
      </form>
    </details>
  )
}
