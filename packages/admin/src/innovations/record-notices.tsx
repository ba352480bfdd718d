import type { ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { innovationTitle, reasonName } from './labels.tsx'

/** What one has to know of a record before reading it: why it is away, what is planned, what is missing. */
export function RecordNotices({ one, draft }: { one: ModeratedInnovation; draft: number | null }) {
  const { merged_into, merged } = one
  return (
    <>
      {one.state === 'withdrawn' && one.withdrawn_reason && (
        <p className="notice warn">{t('innovation.withdrawn-because', { reason: reasonName(one.withdrawn_reason) })}</p>
      )}
      {merged_into && (
        <p className="notice warn">
          <span>
            {t('innovation.merged-into')}{' '}
            <TextLink to="/fiches/$id" params={{ id: merged_into.id }}>
              {innovationTitle(merged_into)}
            </TextLink>
          </span>
        </p>
      )}
      {merged.length > 0 && (
        <div className="notice info">
          <p>{t('innovation.merged', { count: merged.length })}</p>
          <ul>
            {merged.map((lesser) => (
              <li key={lesser.id}>
                <TextLink to="/fiches/$id" params={{ id: lesser.id }}>
                  {innovationTitle(lesser)}
                </TextLink>
              </li>
            ))}
          </ul>
        </div>
      )}
      {one.split_from && (
        <p className="notice info">
          <TextLink to="/fiches/$id" params={{ id: one.split_from }}>
            {t('innovation.split-from')}
          </TextLink>
        </p>
      )}
      {one.publish_at && <p className="notice info">{t('innovation.scheduled', { at: instant(one.publish_at) })}</p>}
      {draft !== null && one.state === 'published' && one.published_version !== null && (
        <p className="notice info">{t('innovation.draft-beside', { draft, published: one.published_version })}</p>
      )}
      <Confirmation one={one} />
    </>
  )
}

/** Where the yearly confirmation stands: the furthest step says it all. */
function Confirmation({ one }: { one: ModeratedInnovation }) {
  if (one.state !== 'published') return null
  const { withdrawal_announced_at, stale_since, confirmation_asked_at } = one
  if (stale_since)
    return (
      <p className="notice warn">
        {t('innovation.stale', { since: day(stale_since) })}
        {withdrawal_announced_at && ` ${t('innovation.withdrawal-announced', { on: day(withdrawal_announced_at) })}`}
      </p>
    )
  if (confirmation_asked_at)
    return <p className="notice info">{t('innovation.confirmation-asked', { on: day(confirmation_asked_at) })}</p>
  return null
}
