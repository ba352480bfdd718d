import type { Actor } from '@essaim/shared/actors.ts'
import type { Confirmation, ConfirmationRequest } from '@essaim/shared/own-records.ts'
import type { Trx } from '../db/database.ts'
import { recordEvent, whoWas } from '../events/commands.ts'
import { transitionInnovation } from '../innovations/commands.ts'
import { confirmInnovation } from '../innovations/confirm.ts'
import { findInnovation, lockInnovation, type ModeratedRow } from '../innovations/queries.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { createSubmission } from '../submissions/commands.ts'
import type { Desk } from '../submissions/desk.ts'

type Respondent = Extract<Actor, { kind: 'respondent' }>

/** What an association says of its published record, and what follows from it; answers about one record take turns. */
export async function answerForRecord(
  trx: Trx,
  desk: Desk,
  actor: Respondent,
  innovation: string,
  { answer, note }: ConfirmationRequest,
): Promise<Confirmation> {
  const row = await lockInnovation(trx, actor, innovation)
  if (row.state !== 'published')
    throw problem('conflict', { members: { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at } })
  const submission_id = answer === 'changed' ? await renewalOf(trx, desk, actor, row) : null
  const id = newId()
  const { created_at } = await trx
    .insertInto('record_confirmation')
    .values({
      id,
      innovation_id: row.id,
      association_id: actor.association,
      campaign_id: await campaignOf(trx, actor),
      answer,
      note: note ?? null,
      submission_id,
      contact_id: actor.contact,
    })
    .returning('created_at')
    .executeTakeFirstOrThrow()
  await recordEvent(trx, desk.caller, {
    action: 'innovation.confirm',
    subject: { kind: 'innovation', id: row.id },
    association_id: actor.association,
    detail: { answer, confirmation: id, submission_id },
  })
  // the readers' views move last: see publishViews
  if (answer === 'still_true' || answer === 'taken_up_elsewhere') await confirmInnovation(trx, desk.terms, row.id)
  if (answer === 'stopped')
    await transitionInnovation(trx, desk, row.id, {
      transition: 'withdraw',
      reason: 'stopped',
      ...(note && { comment: note }),
    })
  const now = await findInnovation(trx, actor, row.id)
  return {
    id,
    innovation_id: row.id,
    answer,
    note: note ?? null,
    at: created_at,
    submission_id,
    state: now.state,
    confirmed_at: now.confirmed_at,
  } as unknown as Confirmation
}

/** The draft in which the record is renewed: the one that was begun already, else a new one. */
async function renewalOf(trx: Trx, desk: Desk, actor: Respondent, row: ModeratedRow): Promise<string> {
  const begun = await trx
    .selectFrom('submission')
    .select('id')
    .where('innovation_id', '=', row.id)
    .where('association_id', '=', actor.association)
    .where('state', 'in', ['draft', 'changes_requested'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (begun) return begun.id
  const made = await createSubmission(trx, desk, {
    association_id: actor.association,
    channel: 'link',
    contact_id: actor.contact,
    innovation_id: row.id,
  })
  return made.id
}

/** The campaign whose invitation the answer came by; null: none. */
async function campaignOf(trx: Trx, actor: Respondent): Promise<string | null> {
  if (actor.invitation === null) return null
  const found = await trx
    .selectFrom('invitation')
    .select('campaign_id')
    .where('id', '=', actor.invitation)
    .executeTakeFirst()
  return found?.campaign_id ?? null
}
