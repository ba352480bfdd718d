import { useState } from 'react'
import { Refusal } from './http.ts'
import { t } from './i18n.ts'

export type Form<T extends object> = {
  values: T
  set: <K extends keyof T>(name: K, value: T[K]) => void
  errors: Partial<Record<string, string>>
  /** What is refused as a whole, or on a member that has no field here. */
  failure: Error | null
  busy: boolean
  dirty: boolean
  submit: () => Promise<boolean>
  /** The members that a text field needs. */
  field: (name: keyof T & string) => {
    value: string
    error: string | undefined
    name: string
    onChange: (event: { currentTarget: { value: string } }) => void
  }
}

/** The values of a form, sent as one; what the API refuses comes back at its field. */
export function useForm<T extends object>(
  initial: T,
  send: (values: T) => Promise<unknown>,
  check?: (values: T) => Partial<Record<string, string>>,
): Form<T> {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<Partial<Record<string, string>>>({})
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const set: Form<T>['set'] = (name, value) => {
    setValues((now) => ({ ...now, [name]: value }))
    setErrors(({ [name as string]: _, ...rest }) => rest)
  }
  const submit = async () => {
    const own = check?.(values) ?? {}
    setErrors(own)
    setFailure(null)
    if (Object.keys(own).length > 0) {
      focusFirstError()
      return false
    }
    setBusy(true)
    try {
      await send(values)
      return true
    } catch (cause) {
      const { fields, rest } = sort(cause, values)
      setErrors(fields)
      setFailure(rest)
      focusFirstError()
      return false
    } finally {
      setBusy(false)
    }
  }
  return {
    values,
    set,
    errors,
    failure,
    busy,
    dirty: JSON.stringify(values) !== JSON.stringify(initial),
    submit,
    field: (name) => ({
      name,
      value: String(values[name] ?? ''),
      error: errors[name],
      onChange: (event) => set(name, event.currentTarget.value as T[typeof name]),
    }),
  }
}

function sort(cause: unknown, values: object): { fields: Partial<Record<string, string>>; rest: Error | null } {
  if (!(cause instanceof Error)) return { fields: {}, rest: new Error(t('error.unknown')) }
  if (!(cause instanceof Refusal)) return { fields: {}, rest: cause }
  const fields: Partial<Record<string, string>> = {}
  let whole = cause.faults.length === 0
  for (const { pointer, detail } of cause.faults) {
    const name = pointer?.split('/')[1] ?? ''
    if (Object.hasOwn(values, name)) fields[name] ??= detail
    else whole = true
  }
  return { fields, rest: whole ? cause : null }
}

// After the faults are drawn.
function focusFirstError(): void {
  setTimeout(() => document.querySelector<HTMLElement>('form [aria-invalid="true"], form [role="alert"]')?.focus(), 60)
}

/** `''` is unknown, and unknown is null. */
export const orNull = (text: string): string | null => text.trim() || null

/** « 13/06/2026 » or 2026-06-13 to 2026-06-13; null when empty, undefined when it is no day. */
export function dayFrom(text: string): string | null | undefined {
  const trimmed = text.trim()
  if (!trimmed) return null
  const french = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/.exec(trimmed)
  const iso = french ? `${french[3]}-${french[2]?.padStart(2, '0')}-${french[1]?.padStart(2, '0')}` : trimmed
  const time = Date.parse(`${iso}T00:00:00Z`)
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso)
    ? iso
    : undefined
}
