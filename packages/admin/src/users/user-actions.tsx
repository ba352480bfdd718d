import type { User } from '@essaim/shared/users.ts'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog, FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changeUser, createSignInLink } from './queries.ts'

/** Makes a link by which someone signs in once, and shows it once. */
export function LinkDialog({ user, close }: { user: User; close: () => void }) {
  const [link, setLink] = useState<{ url: string; expires_at: string } | null>(null)
  const form = useForm({}, async () => setLink(await createSignInLink(user.id)))
  if (link)
    return (
      <Dialog title={t('user.link.made')} opened close={close} size="lg">
        <div className="form">
          <p>{t('user.link.made.lead', { name: user.name, when: instant(link.expires_at) })}</p>
          <CopyField label={t('user.link')} value={link.url} hint={t('secret.once')} />
        </div>
      </Dialog>
    )
  const submit = async () => {
    await form.submit()
    return false
  }
  return (
    <FormDialog title={t('user.link')} close={close} form={{ ...form, submit }} action={t('user.link.do')}>
      <p>{t('user.link.explained', { name: user.name })}</p>
    </FormDialog>
  )
}

/** Suspends someone, at once and everywhere, or lets them back in. */
export function StateDialog({ user, close }: { user: User; close: () => void }) {
  const suspending = user.state === 'active'
  const form = useForm({}, async () => {
    await changeUser(user.id, { state: suspending ? 'suspended' : 'active' })
    say(t(suspending ? 'user.suspended' : 'user.restored', { name: user.name }))
  })
  return (
    <FormDialog
      title={t(suspending ? 'user.suspend' : 'user.restore')}
      close={close}
      form={form}
      action={t(suspending ? 'user.suspend' : 'user.restore')}
      danger={suspending}
    >
      <p>{t(suspending ? 'user.suspend.explained' : 'user.restore.explained', { name: user.name })}</p>
    </FormDialog>
  )
}
