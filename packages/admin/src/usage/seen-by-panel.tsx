import { useQuery } from '@tanstack/react-query'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { seenBy } from './queries.ts'

/** The partners that a record reached: those that read it, and those that hold it in their copy. */
export function SeenByPanel({ record }: { record: string }) {
  return (
    <Panel title={t('seen-by.title')}>
      <Await query={useQuery(seenBy(record))} lines={2}>
        {(seen) =>
          seen.length === 0 ? (
            <p className="unknown">{t('seen-by.none')}</p>
          ) : (
            <ul className="revisions">
              {seen.map(({ partner, how, at }) => (
                <li key={partner}>
                  <span>
                    {partner}
                    <span className="hint">{t(`seen-by.${how}`, { day: day(at) })}</span>
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Panel>
  )
}
