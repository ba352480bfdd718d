import type { ReactNode } from 'react'
import { t } from '../lib/i18n.ts'

/** What is known of a thing: names and values; what is unknown says so. In columns where there is room and it is asked for. */
export function Facts({ items, wide = false }: { items: [name: string, value: ReactNode][]; wide?: boolean }) {
  return (
    <dl className={wide ? 'facts wide-facts' : 'facts'}>
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {value === null || value === undefined || value === '' ? (
              <span className="unknown">{t('value.unknown')}</span>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
