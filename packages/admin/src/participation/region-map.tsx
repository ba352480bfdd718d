import type { ParticipationOfRegion } from '@essaim/shared/participation.ts'
import { number } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { percent } from '../lib/percent.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { shadeOf } from './shares.ts'

// Where each region lies among the others: column, row, and its three letters.
const TILES: Record<string, [column: number, row: number, letters: string]> = {
  32: [2, 0, 'HDF'],
  28: [1, 1, 'NOR'],
  11: [2, 1, 'IDF'],
  44: [3, 1, 'GES'],
  53: [0, 2, 'BRE'],
  52: [1, 2, 'PDL'],
  24: [2, 2, 'CVL'],
  27: [3, 2, 'BFC'],
  75: [1, 3, 'NAQ'],
  84: [3, 3, 'ARA'],
  76: [2, 4, 'OCC'],
  93: [3, 4, 'PAC'],
  94: [4, 5, 'COR'],
  '01': [0, 6, 'GUA'],
  '02': [1, 6, 'MTQ'],
  '03': [2, 6, 'GUF'],
  '04': [3, 6, 'REU'],
  '06': [4, 6, 'MAY'],
}
const SIDE = 72

/** The 18 regions as tiles, as dark as their share of hand-ins, with its figure in each; the same as a table below. */
export function RegionMap({ campaign, regions }: { campaign: string; regions: readonly ParticipationOfRegion[] }) {
  const of = new Map(regions.map((row) => [row.region?.code ?? '', row]))
  return (
    <div className="region-map">
      <svg viewBox={`0 0 ${5 * SIDE} ${7 * SIDE}`} role="img" aria-label={t('participation.map.label')}>
        {Object.entries(TILES).map(([code, [column, row, letters]]) => {
          const { invited = 0, handed_in = 0 } = of.get(code) ?? {}
          return (
            <g key={code} className={`tile shade-${shadeOf(handed_in, invited) ?? 'none'}`}>
              <rect x={column * SIDE + 2} y={row * SIDE + 2} width={SIDE - 4} height={SIDE - 4} rx={8} />
              <text x={(column + 0.5) * SIDE} y={row * SIDE + 32} textAnchor="middle" className="tile-name">
                {letters}
              </text>
              <text x={(column + 0.5) * SIDE} y={row * SIDE + 52} textAnchor="middle">
                {percent(handed_in, invited)}
              </text>
            </g>
          )
        })}
      </svg>
      <DataTable
        caption={t('participation.map')}
        items={regions}
        keyOf={({ region }) => region?.code ?? ''}
        columns={[
          {
            key: 'region',
            title: t('participation.region'),
            wide: true,
            cell: ({ region }) =>
              region ? (
                <TextLink
                  to="/campagnes/$id/invitations"
                  params={{ id: campaign }}
                  search={{ region: region.code }}
                  className="row-link"
                >
                  {labelOf(region.label)}
                </TextLink>
              ) : (
                t('participation.nowhere')
              ),
          },
          { key: 'invited', title: t('participation.invited'), numeric: true, cell: ({ invited }) => number(invited) },
          {
            key: 'handed_in',
            title: t('participation.handed_in'),
            numeric: true,
            cell: ({ handed_in }) => number(handed_in),
          },
          {
            key: 'share',
            title: t('participation.share'),
            numeric: true,
            cell: ({ handed_in, invited }) => percent(handed_in, invited),
          },
        ]}
      />
    </div>
  )
}
