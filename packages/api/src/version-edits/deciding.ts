import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import type { EditDecisionRequest } from '@essaim/shared/version-edits.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { answerChanges } from '../events/answer-changes.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { writeDraft } from '../innovations/drafts.ts'
import { findInnovationVersion, lockInnovation, type ModeratedRow } from '../innovations/queries.ts'
import { invalid, problem } from '../lib/problem.ts'
import { withdrawEdits } from './commands.ts'
import { type EditRow, editsOf, findOwnEdit } from './queries.ts'

/** What the association makes of an edit that was proposed to it: accepted, it is in the version at once. */
export async function decideEdit(
  trx: Trx,
  caller: Caller,
  id: string,
  { decision, because }: EditDecisionRequest,
): Promise<void> {
  const { innovation_id, number } = await findOwnEdit(trx, caller.actor, id)
  const innovation = await lockInnovation(trx, caller.actor, innovation_id)
  const edit = await findOwnEdit(trx, caller.actor, id)
  refuseDecided(edit)
  if (because !== undefined && decision !== 'refused')
    throw invalid('/because', 'not-allowed', 'Seul un refus se motive.', 'Only a refusal has a reason.')
  await trx
    .updateTable('version_edit')
    .set({
      state: decision,
      refused_because: because ?? null,
      decided_by: callerName(caller),
      decided_at: sql`now()`,
    })
    .where('id', '=', id)
    .execute()
  const version = await findInnovationVersion(trx, innovation_id, number)
  const answers = version.answers as Answers
  const accepted = decision === 'accepted' ? { [edit.question]: edit.after } : {}
  await writeDraft(trx, innovation, version, accepted)
  await recordEdit(trx, caller, innovation, decision === 'accepted' ? 'accept_edit' : 'refuse_edit', {
    number,
    edit: id,
    question: edit.question,
    ...(because !== undefined && { reason: because }),
    changes: answerChanges(answers, accepted),
  })
}

/** Takes back an edit that the association has not decided on. */
export async function withdrawEdit(
  trx: Trx,
  caller: Caller,
  innovation: ModeratedRow,
  number: number,
  id: string,
): Promise<void> {
  const edit = (await editsOf(trx, innovation.id, number)).find((one) => one.id === id)
  if (!edit) throw problem('not-found')
  refuseDecided(edit)
  await withdrawEdits(trx, caller, edit, [edit.question])
  await writeDraft(trx, innovation, await findInnovationVersion(trx, innovation.id, number), {})
  await recordEdit(trx, caller, innovation, 'withdraw_edit', { number, edit: id, question: edit.question })
}

function refuseDecided({ state }: Pick<EditRow, 'state'>): void {
  if (state !== 'proposed') throw problem('conflict', { members: { state } })
}

const recordEdit = (trx: Trx, caller: Caller, row: ModeratedRow, verb: string, detail: Record<string, unknown>) =>
  recordEvent(trx, caller, {
    action: `innovation.${verb}`,
    subject: { kind: 'innovation', id: row.id },
    association_id: row.association_id,
    detail,
  })
