import { number, shortDay, size } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { ceiling } from '../lib/scale.ts'
import { DataTable } from '../ui/data-table.tsx'
import type { DayOfAll } from './days.ts'

const WIDTH = 720
const HEIGHT = 200
const LEFT = 60
const BOTTOM = 28
const TOP = 16

/** How many answers each day had, and how many of them were refusals; the same as a table below. */
export function DayBars({ days }: { days: readonly DayOfAll[] }) {
  const top = ceiling(Math.max(1, ...days.map(({ requests }) => requests)))
  const step = (WIDTH - LEFT - 8) / days.length
  const y = (value: number) => TOP + (HEIGHT - BOTTOM - TOP) * (1 - value / top)
  const bar = (className: string, value: number, place: number) =>
    value > 0 && (
      <rect
        className={className}
        x={LEFT + step * (place + 0.15)}
        width={step * 0.7}
        // the smallest shows as well
        y={Math.min(y(value), y(0) - 2)}
        height={Math.max(2, y(0) - y(value))}
      />
    )
  return (
    <>
      <svg className="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('usage.days.label')}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line className="curve-rule" x1={LEFT} x2={WIDTH - 8} y1={y(top * share)} y2={y(top * share)} />
            {Number.isInteger(top * share) && (
              <text className="curve-text" x={LEFT - 6} y={y(top * share) + 4} textAnchor="end">
                {number(top * share)}
              </text>
            )}
          </g>
        ))}
        {days.map(({ day, requests, problems }, place) => (
          <g key={day}>
            {bar('bar', requests, place)}
            {bar('bar problems', problems, place)}
          </g>
        ))}
        <text className="curve-text" x={LEFT} y={HEIGHT - 6}>
          {shortDay(days[0]?.day)}
        </text>
        <text className="curve-text" x={WIDTH - 8} y={HEIGHT - 6} textAnchor="end">
          {shortDay(days.at(-1)?.day)}
        </text>
      </svg>
      <ul className="legend">
        {(['requests', 'problems'] as const).map((what) => (
          <li key={what}>
            <svg width="14" height="14" aria-hidden>
              <rect className={what === 'problems' ? 'bar problems' : 'bar'} x="1" y="1" width="12" height="12" />
            </svg>
            {t(`usage.${what}`)}
          </li>
        ))}
      </ul>
      <details className="twin">
        <summary>{t('participation.as-table')}</summary>
        <DataTable
          caption={t('usage.days')}
          items={days.filter(({ requests }) => requests > 0)}
          keyOf={({ day }) => day}
          columns={[
            { key: 'day', title: t('participation.day'), cell: ({ day }) => shortDay(day) },
            { key: 'requests', title: t('usage.requests'), numeric: true, cell: ({ requests }) => number(requests) },
            { key: 'problems', title: t('usage.problems'), numeric: true, cell: ({ problems }) => number(problems) },
            { key: 'bytes', title: t('usage.bytes'), numeric: true, cell: ({ bytes }) => size(bytes) },
          ]}
        />
      </details>
    </>
  )
}
