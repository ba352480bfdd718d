import type { Submission } from '@essaim/shared/submissions.ts'
import { useQueries } from '@tanstack/react-query'
import { EventList } from '../events/event-list.tsx'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Panel } from '../ui/page.tsx'
import { revision } from './queries.ts'

/** The hand-ins, newest first; and the events, for who may read them. */
export function History({ one }: { one: Submission }) {
  const { user } = useSession()
  const numbers = Array.from({ length: one.revision }, (_, place) => one.revision - place)
  const revisions = useQueries({ queries: numbers.map((number) => revision(one.id, number)) })
  return (
    <>
      {one.revision > 0 && (
        <Panel title={t('history.title')}>
          <ol className="revisions">
            {numbers.map((number, place) => (
              <li key={number}>
                <span>
                  {t('history.revision', { number })}
                  <span className="hint">{instant(revisions[place]?.data?.submitted_at)}</span>
                </span>
              </li>
            ))}
          </ol>
        </Panel>
      )}
      {hasRole(user, 'admin') && (
        <Panel title={t('events.title')}>
          <EventList query={{ subject_kind: 'submission', subject_id: one.id, limit: 20 }} compact />
        </Panel>
      )}
    </>
  )
}
