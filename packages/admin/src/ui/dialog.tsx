import { Button, Modal } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
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

type FormDialogProps = {
  title: string
  close: () => void
  submit: () => Promise<boolean>
  busy: boolean
  failure: Error | null
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
  submit,
  busy,
  failure,
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
      <form className="form" noValidate onSubmit={(event) => void send(event)}>
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
