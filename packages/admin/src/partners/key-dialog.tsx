import type { Scope } from '@essaim/shared/actors.ts'
import type { Partner } from '@essaim/shared/partners.ts'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog, FormDialog } from '../ui/dialog.tsx'
import { createKey } from './queries.ts'
import { missingScopes, ScopesField } from './scopes.tsx'
import { expiryOf, MonthsField } from './term.tsx'

/** A key with its scopes and its end; shown once, then only its beginning is known. */
export function KeyDialog({ partner, close }: { partner: Partner; close: () => void }) {
  const [made, setMade] = useState<{ key: string; expires_at: string } | null>(null)
  const form = useForm(
    { scopes: ['innovations:read', 'feed:read'] as Scope[], months: '12' },
    async ({ scopes, months }) => {
      setMade(await createKey(partner.id, { scopes, ...expiryOf({ months }) }))
    },
    missingScopes,
  )
  if (made)
    return (
      <Dialog title={t('key.made')} opened close={close} size="lg">
        <div className="form">
          <p>{t('key.made.lead', { name: partner.name, day: day(made.expires_at) })}</p>
          <CopyField label={t('key.one')} value={made.key} hint={t('secret.once')} />
        </div>
      </Dialog>
    )
  const submit = async () => {
    await form.submit()
    return false
  }
  return (
    <FormDialog title={t('key.create')} close={close} form={{ ...form, submit }} action={t('key.create')} size="lg">
      <ScopesField form={form} />
      <MonthsField form={form} />
    </FormDialog>
  )
}
