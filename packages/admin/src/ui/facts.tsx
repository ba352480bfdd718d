import { Fragment, type ReactNode } from 'react'
import { t } from '../lib/i18n.ts'

/** What is known of a thing: names and values; what is unknown says so. */
export function Facts({ items }: { items: [name: string, value: ReactNode][] }) {
  return (
    <dl className="facts">
      {items.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>
            {value === null || value === undefined || value === '' ? (
              <span className="unknown">{t('value.unknown')}</span>
            ) : (
              value
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  )
}
