import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { recordEvent, timeOf } from '../events/commands.ts'
import { invalid } from '../lib/problem.ts'
import type { Desk } from '../submissions/desk.ts'
import { findSubmission, lockSubmission, type SubmissionRow } from '../submissions/queries.ts'
import { refuseWriter } from '../submissions/rights.ts'

/** Notes which record of another association an answer takes up, or that it takes up none after all. */
export async function takeUp(
  trx: Trx,
  { caller }: Pick<Desk, 'caller'>,
  id: string,
  innovation: string | null,
): Promise<SubmissionRow> {
  const row = await lockSubmission(trx, caller.actor, id)
  await refuseWriter(trx, row, caller)
  if (row.takes_up === innovation) return row
  if (innovation !== null && !(await isOfAnother(trx, row.association_id, innovation)))
    throw invalid(
      '/innovation_id',
      'unknown',
      'Aucune autre association n’a publié cette fiche.',
      'No other association has published this record.',
    )
  await trx
    .updateTable('submission')
    .set({ takes_up: innovation, version: row.version + 1, updated_at: timeOf(caller) })
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'submission.take_up',
    subject: { kind: 'submission', id },
    association_id: row.association_id,
    detail: { from: row.takes_up, to: innovation },
  })
  return findSubmission(trx, caller.actor, id)
}

/** Whether members read this record today, and as another association's. */
async function isOfAnother(trx: Trx, association: string, innovation: string): Promise<boolean> {
  const document = await trx
    .selectFrom('document')
    .select(sql<string | null>`card::json -> 'association' ->> 'id'`.as('of'))
    .where('innovation_id', '=', innovation)
    .where('current', '=', true)
    .where('from_audience', '<=', 'members')
    .where('to_audience', '>=', 'members')
    .executeTakeFirst()
  return document !== undefined && document.of !== association
}
