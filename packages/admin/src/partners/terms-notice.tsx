import { type Partner, TERMS_VERSION } from '@essaim/shared/partners.ts'
import { Button } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { t } from '../lib/i18n.ts'
import { TermsDialog } from './terms-dialog.tsx'

/** Says that a partner has not accepted the terms in force, with what to do about it; nothing once it has. */
export function TermsNotice({ partner, etag }: { partner: Partner; etag: string | null }) {
  const [noting, setNoting] = useState(false)
  if (partner.terms?.version === TERMS_VERSION) return null
  return (
    <div className="notice warn">
      <IconAlertTriangle size={18} aria-hidden />
      <p>{t(partner.terms ? 'terms.outdated' : 'terms.missing', { name: partner.name })}</p>
      <Button size="compact-sm" variant="default" onClick={() => setNoting(true)}>
        {t('terms.note')}
      </Button>
      {noting && <TermsDialog partner={partner} etag={etag} close={() => setNoting(false)} />}
    </div>
  )
}
