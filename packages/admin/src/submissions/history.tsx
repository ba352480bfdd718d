import type { Submission } from '@essaim/shared/submissions.ts'
import { useQueries } from '@tanstack/react-query'
import { HistoryPanel } from '../history/history-panel.tsx'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { revision } from './queries.ts'

/** The hand-ins, newest first; and the last that happened. */
export function History({ one }: { one: Submission }) {
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
      <HistoryPanel of="submissions" id={one.id} />
    </>
  )
}
