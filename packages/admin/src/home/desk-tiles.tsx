import { IconArrowRight, IconHelpCircle, IconUserShare } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { officeName } from '../associations/labels.ts'
import { helpRequests } from '../help-requests/queries.ts'
import { ago } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { successions } from '../successions/queries.ts'
import { TextLink } from '../ui/links.tsx'
import { Await } from '../ui/states.tsx'
import { Tile } from './tile.tsx'

/** The successors whom nobody has confirmed or refused yet. */
export function Successions() {
  const query = useQuery(successions({ state: ['proposed'], count: 'exact', limit: 5 }))
  return (
    <Tile
      icon={IconUserShare}
      title={t('home.successions')}
      hint={t('home.successions.hint')}
      count={query.data?.total}
    >
      <Await query={query} lines={3}>
        {({ items, total }) => (
          <>
            {items.length === 0 && <p className="hint">{t('home.nothing')}</p>}
            <ul className="tile-list">
              {items.map(({ id, name, office, association, created_at }) => (
                <li key={id}>
                  <TextLink to="/successions" search={{ state: ['proposed'] }} className="row-link">
                    {name}
                  </TextLink>
                  <span className="hint">{[officeName(office), association.name, ago(created_at)].join(' · ')}</span>
                </li>
              ))}
            </ul>
            {items.length > 0 && (
              <TextLink to="/successions" search={{ state: ['proposed'] }} className="link more">
                {t('home.see', { count: total ?? items.length })}
                <IconArrowRight size={16} aria-hidden />
              </TextLink>
            )}
          </>
        )}
      </Await>
    </Tile>
  )
}

/** The requests for help that nobody has answered yet. */
export function HelpRequests() {
  const query = useQuery(helpRequests({ state: ['open'], count: 'exact', limit: 5 }))
  return (
    <Tile icon={IconHelpCircle} title={t('home.help')} hint={t('home.help.hint')} count={query.data?.total}>
      <Await query={query} lines={3}>
        {({ items, total }) => (
          <>
            {items.length === 0 && <p className="hint">{t('home.nothing')}</p>}
            <ul className="tile-list">
              {items.map(({ id, message, association, created_at }) => (
                <li key={id}>
                  <TextLink to="/aides" search={{ state: ['open'] }} className="row-link">
                    {association.name}
                  </TextLink>
                  <span className="hint">
                    {message.length > 90 ? `${message.slice(0, 90).trimEnd()}…` : message} · {ago(created_at)}
                  </span>
                </li>
              ))}
            </ul>
            {items.length > 0 && (
              <TextLink to="/aides" search={{ state: ['open'] }} className="link more">
                {t('home.see', { count: total ?? items.length })}
                <IconArrowRight size={16} aria-hidden />
              </TextLink>
            )}
          </>
        )}
      </Await>
    </Tile>
  )
}
