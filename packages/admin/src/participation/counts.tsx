import { PARTICIPATION_COUNTS, type ParticipationCounts } from '@essaim/shared/participation.ts'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { percent } from '../lib/percent.ts'
import type { Column } from '../ui/data-table.tsx'

/** A column for each figure, with its share of those invited. */
export const counts = <T extends ParticipationCounts>(): Column<T>[] =>
  PARTICIPATION_COUNTS.map((name) => ({
    key: name,
    title: t(`participation.${name}`),
    numeric: true,
    cell: (row) =>
      name === 'invited' ? (
        number(row.invited)
      ) : (
        <span className="count-share">
          {number(row[name])} <span className="hint">{percent(row[name], row.invited)}</span>
        </span>
      ),
  }))
