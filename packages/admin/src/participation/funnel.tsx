import { PARTICIPATION_COUNTS, type ParticipationCounts } from '@essaim/shared/participation.ts'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { percent } from '../lib/percent.ts'

/** Every count as a bar against those invited, with its number and share in words. */
export function Funnel({ counts }: { counts: ParticipationCounts }) {
  return (
    <dl className="funnel">
      {PARTICIPATION_COUNTS.map((name) => (
        <div key={name} className="funnel-row">
          <dt>{t(`participation.${name}`)}</dt>
          <dd>
            <svg className="funnel-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
              <rect className="funnel-ground" width="100" height="10" />
              <rect
                className="funnel-part"
                width={counts.invited ? (100 * counts[name]) / counts.invited : 0}
                height="10"
              />
            </svg>
            <span className="funnel-number">
              {number(counts[name])} · {percent(counts[name], counts.invited)}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
