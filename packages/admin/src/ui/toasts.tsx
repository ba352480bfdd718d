import { CloseButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { t } from '../lib/i18n.ts'

type Toast = { id: number; text: string }
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

/** Says what was done, on screen and to a screen reader, for eight seconds. */
export function say(text: string): void {
  const id = ++last
  toasts = [...toasts.slice(-2), { id, text }]
  changed()
  setTimeout(() => dismiss(id), 8000)
}

function dismiss(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id)
  changed()
}

/** Where the messages of `say` appear; drawn once, for ever, since a live region must exist before it speaks. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map(({ id, text }) => (
        <div className="toast" key={id}>
          <IconCheck size={18} aria-hidden />
          <span>{text}</span>
          <CloseButton size="sm" aria-label={t('action.dismiss')} onClick={() => dismiss(id)} />
        </div>
      ))}
    </div>
  )
}
