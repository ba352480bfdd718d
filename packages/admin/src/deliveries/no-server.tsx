import { IconMailOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { t } from '../lib/i18n.ts'
import { mailServer } from './queries.ts'

/** Says so where mails go nowhere, because no server is set. */
export function NoServer() {
  const { data } = useQuery(mailServer())
  if (!data || data.host !== null) return null
  return (
    <div className="notice warn">
      <IconMailOff size={18} aria-hidden />
      <p>
        <strong>{t('mail.no-server')}</strong> {t('mail.no-server.detail')}
      </p>
    </div>
  )
}
