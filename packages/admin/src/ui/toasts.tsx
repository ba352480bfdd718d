import { CloseButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { t } from '../lib/i18n.ts'

/** What one may still do about what was said, such as taking it back. */
export type ToastAction = { label: string; act: () => void }
type Toast = { id: number; text: string; action?: ToastAction | undefined }
let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()
const changed = () => {
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const timers = new Map<number, ReturnType<typeof setTimeout>>()
const stays = (id: number, milliseconds: number) => {
  hold(id)
  timers.set(
    id,
    setTimeout(() => dismiss(id), milliseconds),
  )
}
// As long as it is pointed at or has the focus, it stays.
const hold = (id: number) => clearTimeout(timers.get(id))

/** Says what was done, on screen and to a screen reader, for eight seconds; for fifteen where something may be done about it. */
export function say(text: string, action?: ToastAction): void {
  const id = ++last
  toasts = [...toasts.slice(-2), { id, text, action }]
  changed()
  stays(id, action ? 15_000 : 8000)
}

function dismiss(id: number): void {
  hold(id)
  timers.delete(id)
  toasts = toasts.filter((toast) => toast.id !== id)
  changed()
}

/** Where the messages of `say` appear; drawn once, for ever, since a live region must exist before it speaks. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text, action }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: what is pointed at stays, it does nothing else
        <div
          className="toast"
          key={id}
          onMouseEnter={() => hold(id)}
          onMouseLeave={() => stays(id, 8000)}
          onFocus={() => hold(id)}
          onBlur={() => stays(id, 8000)}
        >
          <IconCheck size={18} aria-hidden />
          <span>{text}</span>
          {action && (
            <button
              type="button"
              className="toast-action"
              onClick={() => {
                dismiss(id)
                action.act()
              }}
            >
              {action.label}
            </button>
          )}
          <CloseButton size="sm" aria-label={t('action.dismiss')} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  )
}
