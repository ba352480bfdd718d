import { PARTICIPATION_STEPS, type ParticipationDay, type ParticipationStep } from '@essaim/shared/participation.ts'
import { number, shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { ceiling } from '../lib/scale.ts'
import { DataTable } from '../ui/data-table.tsx'

const WIDTH = 720
const HEIGHT = 240
const LEFT = 46
const BOTTOM = 26

/** Day by day, how many had come so far; the same as a table below. */
export function Curve({ days }: { days: readonly ParticipationDay[] }) {
  const top = ceiling(Math.max(1, ...days.map(({ sent, opened }) => Math.max(sent, opened))))
  const x = (place: number) => LEFT + ((WIDTH - LEFT - 8) * place) / Math.max(1, days.length - 1)
  const y = (value: number) => 8 + (HEIGHT - BOTTOM - 8) * (1 - value / top)
  const line = (step: ParticipationStep) =>
    days.map((day, place) => `${place === 0 ? 'M' : 'L'}${x(place).toFixed(1)} ${y(day[step]).toFixed(1)}`).join('') +
    (days.length === 1 ? 'h0.01' : '')
  const [first, last] = [days[0], days.at(-1)]
  return (
    <>
      <svg className="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('participation.curve.label')}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line className="curve-rule" x1={LEFT} x2={WIDTH - 8} y1={y(top * share)} y2={y(top * share)} />
            <text className="curve-text" x={LEFT - 6} y={y(top * share) + 4} textAnchor="end">
              {number(top * share)}
            </text>
          </g>
        ))}
        {PARTICIPATION_STEPS.map((step) => (
          <path key={step} className={`curve-line ${step}${days.length === 1 ? ' dot' : ''}`} d={line(step)} />
        ))}
        <text className="curve-text" x={LEFT} y={HEIGHT - 6}>
          {shortDay(first?.day)}
        </text>
        {days.length > 1 && (
          <text className="curve-text" x={WIDTH - 8} y={HEIGHT - 6} textAnchor="end">
            {shortDay(last?.day)}
          </text>
        )}
      </svg>
      <ul className="legend">
        {PARTICIPATION_STEPS.map((step) => (
          <li key={step}>
            <svg width="34" height="10" aria-hidden>
              <path className={`curve-line ${step}`} d="M1 5H33" />
            </svg>
            {t(`participation.${step}`)}
          </li>
        ))}
      </ul>
      <details className="twin">
        <summary>{t('participation.as-table')}</summary>
        <DataTable
          caption={t('participation.curve')}
          items={days}
          keyOf={({ day }) => day}
          columns={[
            { key: 'day', title: t('participation.day'), cell: ({ day }) => shortDay(day) },
            ...PARTICIPATION_STEPS.map((step) => ({
              key: step,
              title: t(`participation.${step}`),
              numeric: true,
              cell: (day: ParticipationDay) => number(day[step]),
            })),
          ]}
        />
      </details>
    </>
  )
}
