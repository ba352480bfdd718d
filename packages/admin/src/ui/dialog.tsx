import { Button, Modal } from '@mantine/core'
import { type FormEvent, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react'
import { t } from '../lib/i18n.ts'
import { Refused } from './states.tsx'

// The library draws the title in a <header>, which would be a second banner of the document.
const NOT_A_BANNER = { header: { role: 'presentation' } }

/** A dialog: named, closed by Escape, and the focus goes back where it was. */
export function Dialog({
  title,
  opened,
  close,
  children,
  size = 'md',
}: {
  title: string
  opened: boolean
  close: () => void
  children: ReactNode
  size?: string
}) {
  useFocusBack(opened)
  return (
    <Modal
      title={title}
      opened={opened}
      onClose={close}
      size={size}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      attributes={NOT_A_BANNER}
    >
      {children}
    </Modal>
  )
}

/** Dialogs are drawn opened, so that the library does not see them open: where the focus was is kept here. */
function useFocusBack(opened: boolean): void {
  const before = useRef<Element | null>(null)
  useLayoutEffect(() => {
    if (!opened) return
    before.current = document.activeElement
    return () => {
      // After the dialog is gone; who closed it may have put the focus elsewhere.
      requestAnimationFrame(() => {
        const { current } = before
        const lost = document.activeElement === null || document.activeElement === document.body
        if (lost && current instanceof HTMLElement && current.isConnected) current.focus()
      })
    }
  }, [opened])
}

// From within a text of several lines, where Enter alone begins a line; an open list has taken it for its own choice.
function sendByKey(event: KeyboardEvent<HTMLFormElement>): void {
  if (event.defaultPrevented || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  event.currentTarget.requestSubmit()
}

type FormDialogProps = {
  title: string
  close: () => void
  form: { submit: () => Promise<boolean>; busy: boolean; failure: Error | null }
  action: string
  children: ReactNode
  danger?: boolean
  size?: string
  reload?: () => void
  /** Whether there is nothing to send. */
  disabled?: boolean
}

/** A dialog that sends a form; it closes once the form is accepted. */
export function FormDialog({
  title,
  close,
  form: { submit, busy, failure },
  action,
  children,
  danger = false,
  size = 'md',
  reload,
  disabled = false,
}: FormDialogProps) {
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (!busy && !disabled && (await submit())) close()
  }
  return (
    <Dialog title={title} opened close={close} size={size}>
      <form className="form" noValidate onSubmit={(event) => void send(event)} onKeyDown={sendByKey}>
        <Refused error={failure} reload={reload} />
        {children}
        <div className="form-actions">
          <Button variant="default" onClick={close}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={disabled} color={danger ? 'red.8' : 'ink'}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
