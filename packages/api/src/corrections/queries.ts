import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'

export type PointRow = Awaited<ReturnType<typeof pointsOf>>[number]

/** The points of a submission, the first noted first; with moderation's own notes where they are asked for. */
export function pointsOf(trx: Trx, submissionId: string, { notes }: { notes: boolean }) {
  const points = trx
    .selectFrom('correction_point as point')
    .leftJoin('staff_member as author', 'author.id', 'point.author_id')
    .selectAll('point')
    .select('author.name as author_name')
    .where('point.submission_id', '=', submissionId)
    .orderBy('point.id')
  return (notes ? points : points.where('point.state', '<>', 'note')).execute()
}

/** One of them. */
export async function findPoint(
  trx: Trx,
  submissionId: string,
  id: string,
  seen: { notes: boolean },
): Promise<PointRow> {
  const found = (await pointsOf(trx, submissionId, seen)).find((point) => point.id === id)
  if (!found) throw problem('not-found')
  return found
}

/** What was answered to the questions of these points, by the number of the hand-in. */
export async function answersOfRevisions(
  trx: Trx,
  submissionId: string,
  points: Pick<PointRow, 'asked_revision' | 'answered_revision'>[],
): Promise<Map<number, Record<string, unknown>>> {
  const numbers = [...new Set(points.flatMap((one) => [one.asked_revision, one.answered_revision]))].filter(
    (number) => number !== null,
  )
  if (numbers.length === 0) return new Map()
  const rows = await trx
    .selectFrom('submission_revision')
    .select(['number', sql<Record<string, unknown>>`answers`.as('answers')])
    .where('submission_id', '=', submissionId)
    .where('number', 'in', numbers)
    .execute()
  return new Map(rows.map(({ number, answers }) => [number, answers]))
}
