import {
  ASSOCIATION_SIZES,
  type AssociationSize,
  PARTICIPATION_COUNTS,
  type Participation,
  type ParticipationCounts,
} from '@essaim/shared/participation.ts'
import type { Coded, Named } from '@essaim/shared/schema.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { Dimension, FigureRow } from './queries.ts'

const countsOf = (row: ParticipationCounts | undefined): ParticipationCounts =>
  Object.fromEntries(PARTICIPATION_COUNTS.map((name) => [name, row?.[name] ?? 0])) as ParticipationCounts

const delegationOf = ({ place, name }: FigureRow): Named | null =>
  place === null ? null : { id: place, name: name ?? '' }

/** The figures as they are answered: delegations by name, terms in their own order, sizes from small to large. */
export function presentParticipation(rows: FigureRow[], terms: Terms): Participation {
  const of = (dimension: Dimension) => rows.filter((row) => row.dimension === dimension)
  const termOf = (vocabulary: string, code: string | null): Coded | null =>
    code === null ? null : terms.coded(vocabulary, code)
  const inOrder = (vocabulary: string, found: FigureRow[]): FigureRow[] => {
    const places = new Map(terms.list(vocabulary).map(({ code }, place) => [code, place]))
    const place = ({ key }: FigureRow) => (key === null ? Infinity : (places.get(key) ?? Number.MAX_SAFE_INTEGER))
    return found.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)))
  }
  return {
    total: countsOf(of('total')[0]),
    by: {
      regional_delegation: of('regional_delegation').map((row) => ({
        regional_delegation: delegationOf(row),
        ...countsOf(row),
      })),
      region: inOrder('regions', of('region')).map((row) => ({
        region: termOf('regions', row.key),
        ...countsOf(row),
      })),
      category: inOrder('essms-categories', of('category')).map((row) => ({
        category: termOf('essms-categories', row.key),
        ...countsOf(row),
      })),
      size: of('size')
        .map((row) => ({ size: row.key as AssociationSize, ...countsOf(row) }))
        .toSorted((a, b) => ASSOCIATION_SIZES.indexOf(a.size) - ASSOCIATION_SIZES.indexOf(b.size)),
      field: inOrder('fields', of('field')).map((row) => ({ field: termOf('fields', row.key), ...countsOf(row) })),
    },
    field_by_delegation: inOrder('fields', of('field_by_delegation')).map((row) => ({
      field: termOf('fields', row.key),
      regional_delegation: delegationOf(row),
      invited: row.invited,
      handed_in: row.handed_in,
    })),
  }
}
