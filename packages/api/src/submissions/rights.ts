import { mayWriteAnswers, type Refusal, type SubmissionSubject } from '@essaim/shared/submission-rules.ts'
import type { SubmissionState } from '@essaim/shared/submissions.ts'
import { ownContactRefused } from '../associations/own-contact.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, whoWas } from '../events/commands.ts'
import { type Bilingual, problem } from '../lib/problem.ts'
import type { SubmissionRow } from './queries.ts'

/** What the rules look at. */
export const subjectOf = (row: SubmissionRow): SubmissionSubject => ({
  state: row.state as SubmissionState,
  revision: row.revision,
  in_charge: row.in_charge_id,
  home: row.association_department,
  unsent: row.unsent,
  escalated: row.escalated_at !== null,
  own_contact: row.own_contact,
  second_pair_of_eyes: row.second_pair_of_eyes ?? false,
  endorsed_by: row.endorsed_by,
  undoable: row.undo_to === null ? null : { to: row.undo_to as SubmissionState, by: row.state_by ?? '' },
})

const TWO_PEOPLE: Bilingual = {
  fr: 'Cette campagne demande deux personnes : l’une vise la réponse, une autre décide.',
  en: 'This campaign asks for two people: an answer is endorsed first, then somebody else decides.',
}

/** Refuses the writer whom the rules do not let write these answers now. */
export const refuseWriter = (trx: Trx, row: SubmissionRow, caller: Caller): Promise<void> =>
  refuse(trx, row, mayWriteAnswers(subjectOf(row), caller.actor))

/** Refuses as the rules say: who may not at all, what is no longer open, with who moved it and when, or what somebody else decides. */
export async function refuse(trx: Trx, row: SubmissionRow, refusal: Refusal | null): Promise<void> {
  if (refusal === null) return
  if (refusal === 'forbidden') throw problem('forbidden')
  if (refusal === 'own_contact') throw ownContactRefused()
  const members = { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at }
  if (refusal === 'conflict') throw problem('conflict', { members })
  throw problem('conflict', { detail: TWO_PEOPLE, members: { ...members, reason: 'second-pair-of-eyes' } })
}
