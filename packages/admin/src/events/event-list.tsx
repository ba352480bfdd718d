import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ago, instant } from '../lib/format.ts'
import type { Query } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { Await } from '../ui/states.tsx'
import { actionName, actorName } from './labels.ts'
import { events } from './queries.ts'

/** The latest events as short lines: who did what, and when. */
export function EventList({ query, compact = false }: { query: Query; compact?: boolean }) {
  return (
    <Await query={useQuery(events(query))} lines={4}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="hint">{t('events.none')}</p>
        ) : (
          <ol className={compact ? 'timeline compact' : 'timeline'}>
            {items.map((event) => (
              <li key={event.id}>
                <span className="timeline-what">
                  <SubjectLink kind={compact ? '' : event.subject.kind} id={event.subject.id}>
                    {actionName(event.action)}
                  </SubjectLink>
                </span>
                <span className="hint">
                  {actorName(event.actor)} ·{' '}
                  <time dateTime={event.at} title={instant(event.at)}>
                    {ago(event.at)}
                  </time>
                </span>
              </li>
            ))}
          </ol>
        )
      }
    </Await>
  )
}

/** The way to what an event is about, where it has a page; else only the words. */
export function SubjectLink({ kind, id, children }: { kind: string; id: string | null; children: ReactNode }) {
  if (!id || !isPaged(kind)) return children
  return (
    <TextLink to={PAGES[kind]} params={{ id }}>
      {children}
    </TextLink>
  )
}

const PAGES = {
  submission: '/reponses/$id',
  innovation: '/fiches/$id',
  association: '/associations/$id',
  campaign: '/campagnes/$id',
  delivery: '/courriers/$id',
  dossier: '/dossiers/$id',
  partner: '/partenaires/$id',
  association_import: '/associations/imports/$id',
} as const
const isPaged = (kind: string): kind is keyof typeof PAGES => Object.hasOwn(PAGES, kind)
