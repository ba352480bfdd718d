import { type Partner, TERMS_VERSION } from '@essaim/shared/partners.ts'
import { TextInput } from '@mantine/core'
import { apiUrl } from '../lib/config.ts'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changePartner } from './queries.ts'

/** Notes that a partner accepted the terms in force, and by what office of it. */
export function TermsDialog({
  partner: { id, name, terms },
  etag,
  close,
}: {
  partner: Partner
  etag: string | null
  close: () => void
}) {
  const form = useForm(
    { accepted_by: terms?.accepted_by ?? '' },
    async ({ accepted_by }) => {
      await changePartner(id, { terms: { version: TERMS_VERSION, accepted_by: accepted_by.trim() } }, etag)
      say(t('terms.noted', { name }))
    },
    ({ accepted_by }) => (accepted_by.trim() ? {} : { accepted_by: t('form.required') }),
  )
  return (
    <FormDialog title={t('terms.note')} close={close} form={form} action={t('terms.note')}>
      <p>
        {t('terms.explained', { name, version: TERMS_VERSION })}{' '}
        <a className="link" href={apiUrl('/docs/terms')} target="_blank" rel="noreferrer">
          {t('terms.read')}
          <span className="sr-only"> ({t('link.new-tab')})</span>
        </a>
      </p>
      <TextInput
        label={t('terms.by')}
        description={t('terms.by.hint')}
        required
        maxLength={200}
        data-autofocus
        {...form.field('accepted_by')}
      />
    </FormDialog>
  )
}
