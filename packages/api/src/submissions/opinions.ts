import type { Actor } from '@essaim/shared/actors.ts'
import type { Opinion, OpinionWord } from '@essaim/shared/opinions.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** What was said at the endorsements of a submission, the last one first; for staff alone. */
export async function opinionsOf(trx: Trx, actor: Actor, submission: string): Promise<Opinion[]> {
  if (actor.kind !== 'staff') return []
  const rows = await trx
    .selectFrom('opinion')
    .innerJoin('staff_member', 'staff_member.id', 'opinion.staff_member_id')
    .leftJoin('regional_delegation', 'regional_delegation.id', 'opinion.regional_delegation_id')
    .select([
      'opinion.revision',
      sql<OpinionWord>`opinion.opinion`.as('opinion'),
      'opinion.comment',
      'opinion.at',
      'staff_member.id as staff_member_id',
      'staff_member.name as staff_member_name',
      'regional_delegation.id as delegation_id',
      'regional_delegation.name as delegation_name',
    ])
    .where('opinion.submission_id', '=', submission)
    .orderBy('opinion.revision', 'desc')
    .execute()
  return rows.map(({ revision, opinion, comment, at, ...row }) => ({
    revision,
    opinion,
    comment,
    by: { id: row.staff_member_id, name: row.staff_member_name },
    regional_delegation: row.delegation_id && { id: row.delegation_id, name: row.delegation_name ?? '' },
    at: at.toISOString(),
  })) as Opinion[]
}
