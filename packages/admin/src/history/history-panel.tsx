import { sentenceOf } from '@essaim/shared/history-sentences.ts'
import { useQuery } from '@tanstack/react-query'
import { ago, instant } from '../lib/format.ts'
import { locale, t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { type HistoryOf, history } from './queries.ts'

const PAGES = { submissions: '/reponses/$id/historique', innovations: '/fiches/$id/historique' } as const

/** The last that happened, and the way to the rest. */
export function HistoryPanel({ of, id }: { of: HistoryOf; id: string }) {
  return (
    <Panel title={t('history.whole')}>
      <Await query={useQuery(history(of, id, { limit: 5 }))} lines={4}>
        {({ items }) => (
          <>
            <ol className="timeline compact">
              {items.map((event) => (
                <li key={event.id}>
                  <TextLink to={PAGES[of]} params={{ id }} hash={`evt-${event.id}`}>
                    {sentenceOf(event, locale()).text}
                  </TextLink>
                  <time className="hint" dateTime={event.at} title={instant(event.at)}>
                    {ago(event.at)}
                  </time>
                </li>
              ))}
            </ol>
            <TextLink to={PAGES[of]} params={{ id }}>
              {t('history.all')}
            </TextLink>
          </>
        )}
      </Await>
    </Panel>
  )
}
