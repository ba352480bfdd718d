import type { Partner } from '@essaim/shared/partners.ts'
import { Button, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changePartner } from './queries.ts'

/** To whom the notices of a partner's credentials go, and the way to change it. */
export function TechnicalContact({ partner, etag }: { partner: Partner; etag: string | null }) {
  const [changing, setChanging] = useState(false)
  return (
    <span className="row-ways">
      {partner.technical_email ?? <span className="unknown">{t('partner.technical.none')}</span>}
      <Button size="compact-sm" variant="default" onClick={() => setChanging(true)}>
        {t('action.edit')}
        <span className="sr-only"> {t('partner.technical')}</span>
      </Button>
      {changing && <ContactDialog partner={partner} etag={etag} close={() => setChanging(false)} />}
    </span>
  )
}

function ContactDialog({ partner, etag, close }: { partner: Partner; etag: string | null; close: () => void }) {
  const form = useForm({ technical_email: partner.technical_email ?? '' }, async ({ technical_email }) => {
    await changePartner(partner.id, { technical_email: technical_email.trim() || null }, etag)
    say(t('partner.technical.saved'))
  })
  return (
    <FormDialog title={t('partner.technical')} close={close} form={form} action={t('action.save')}>
      <TextInput
        type="email"
        label={t('partner.technical.email')}
        description={t('partner.technical.hint')}
        maxLength={254}
        autoComplete="off"
        data-autofocus
        {...form.field('technical_email')}
      />
    </FormDialog>
  )
}
