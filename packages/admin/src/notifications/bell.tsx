import { IconBell } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { unread } from './queries.ts'

/** The way to one's notifications, with how many are unread. */
export function Bell() {
  const { data: count = 0 } = useQuery(unread)
  return (
    <TextLink to="/notifications" className="bell" activeProps={{ 'aria-current': 'page' }}>
      <IconBell size={22} stroke={1.7} aria-hidden />
      <span className="sr-only">{t('notifications.bell', { count })}</span>
      {count > 0 && (
        <span className="bell-count" aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      )}
    </TextLink>
  )
}
