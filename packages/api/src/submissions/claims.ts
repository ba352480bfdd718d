import { CLAIM_MINUTES } from '@essaim/shared/handling.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { invalid, problem } from '../lib/problem.ts'
import { staffOf } from '../plugins/access.ts'
import { visibleTo } from '../policy.ts'
import { staffWithReach } from '../users/reach.ts'
import { findSubmission, lockSubmission, type SubmissionRow } from './queries.ts'

const tell = (trx: Trx, caller: Caller, row: SubmissionRow, action: string, detail: Record<string, unknown> = {}) =>
  recordEvent(trx, caller, {
    action: `submission.${action}`,
    subject: { kind: 'submission', id: row.id },
    association_id: row.association_id,
    detail,
  })

/**
 * Says that the caller works on a submission, or still does. What another holds is refused with their name, unless it is
 * taken over with a reason. Only who holds it is an event; that they still do is none.
 */
export async function claim(trx: Trx, caller: Caller, id: string, takeOver?: string): Promise<SubmissionRow> {
  const { id: me } = staffOf(caller.actor)
  const row = await lockSubmission(trx, caller.actor, id)
  const isMine = row.claimed_by === me
  const isOthers = row.claimed_by !== null && !isMine
  if (isOthers && takeOver === undefined)
    throw problem('conflict', {
      detail: { fr: 'Quelqu’un d’autre s’en occupe en ce moment.', en: 'Somebody else works on it just now.' },
      members: {
        state: row.state,
        by: { id: row.claimed_by, name: row.claimed_by_name },
        at: row.claimed_at,
        until: row.claimed_until,
      },
    })
  await sql`
    insert into submission_claim (submission_id, staff_member_id, claimed_at, expires_at)
    values (${id}, ${me}, clock_timestamp(), clock_timestamp() + make_interval(mins => ${sql.lit(CLAIM_MINUTES)}))
    on conflict (submission_id) do update set staff_member_id = excluded.staff_member_id,
      claimed_at = ${isMine ? sql`submission_claim.claimed_at` : sql`excluded.claimed_at`},
      expires_at = excluded.expires_at`.execute(trx)
  if (isOthers) await tell(trx, caller, row, 'take_over', { from: row.claimed_by, reason: takeOver })
  else if (!isMine) await tell(trx, caller, row, 'claim')
  return findSubmission(trx, caller.actor, id)
}

/** Says that the caller no longer works on it; nothing to another's claim, or to none. */
export async function release(trx: Trx, caller: Caller, id: string): Promise<SubmissionRow> {
  const { id: me } = staffOf(caller.actor)
  const row = await lockSubmission(trx, caller.actor, id)
  if (row.claimed_by !== me) return row
  await trx.deleteFrom('submission_claim').where('submission_id', '=', id).execute()
  await tell(trx, caller, row, 'release')
  return findSubmission(trx, caller.actor, id)
}

/** Gives a submission to a member of staff to follow, who may moderate it; null takes it back. */
export async function assign(trx: Trx, caller: Caller, id: string, to: string | null): Promise<SubmissionRow> {
  const row = await lockSubmission(trx, caller.actor, id)
  if (row.assignee_id === to) return row
  if (to !== null && !(await mayModerate(trx, to, id)))
    throw invalid(
      '/assignee',
      'not-concerned',
      'Cette personne ne peut pas instruire cette réponse.',
      'This person cannot moderate this submission.',
    )
  await trx.updateTable('submission').set({ assignee_id: to }).where('id', '=', id).execute()
  await tell(trx, caller, row, 'assign', { from: row.assignee_id, to })
  return findSubmission(trx, caller.actor, id)
}

async function mayModerate(trx: Trx, member: string, submission: string): Promise<boolean> {
  const found = await staffWithReach(trx).where('m.id', '=', member).executeTakeFirst()
  if (!found?.roles.some((role) => role !== 'reader')) return false
  const reach = visibleTo({ kind: 'staff', ...found, session: '' }, 'submission')
  const seen = await trx
    .selectFrom('submission')
    .select('id')
    .where('id', '=', submission)
    .where(reach)
    .executeTakeFirst()
  return seen !== undefined
}
