import type { Partner } from '@essaim/shared/partners.ts'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changePartner } from './queries.ts'

/** Suspends a partner, or lets it call again. */
export function StateDialog({
  partner: { id, name, state },
  etag,
  close,
}: {
  partner: Partner
  etag: string | null
  close: () => void
}) {
  const suspending = state === 'active'
  const form = useForm({}, async () => {
    await changePartner(id, { state: suspending ? 'suspended' : 'active' }, etag)
    say(t(suspending ? 'user.suspended' : 'user.restored', { name }))
  })
  const action = t(suspending ? 'user.suspend' : 'user.restore')
  return (
    <FormDialog title={action} close={close} form={form} action={action} danger={suspending}>
      <p>{t(suspending ? 'partner.suspend.explained' : 'partner.restore.explained', { name })}</p>
    </FormDialog>
  )
}
