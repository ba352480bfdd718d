import { TRANSITIONS, UNDOABLE } from '@essaim/shared/submission-rules.ts'
import type { SubmissionTransitionRequest } from '@essaim/shared/submissions.ts'
import { sql } from 'kysely'
import { takeBackPoints } from '../corrections/note-commands.ts'
import type { Trx } from '../db/database.ts'
import { timeOf } from '../events/commands.ts'
import { invalid, problem } from '../lib/problem.ts'
import { takeBackNotice } from '../mail/commands.ts'
import { letterOf } from './decision-letters.ts'
import type { Desk } from './desk.ts'
import { writeToAssociation } from './letters.ts'
import type { SubmissionRow } from './queries.ts'

/** Refuses what a request lacks or says too much. */
export function refuseRequest({ transition, comment, opinion, points }: SubmissionTransitionRequest): void {
  if (points !== undefined && transition !== 'request_changes')
    throw invalid(
      '/points',
      'not-allowed',
      'Seule une demande de correction a des points.',
      'Only a request for changes has points.',
    )
  if (opinion !== undefined && transition !== 'endorse')
    throw invalid('/opinion', 'not-allowed', 'Seul un visa a un avis.', 'Only an endorsement has an opinion.')
  if (comment) return
  if (TRANSITIONS[transition].comment === 'required')
    throw invalid('/comment', 'required', 'Un commentaire est nécessaire.', 'A comment is needed.')
  if (opinion !== undefined && opinion !== 'favourable')
    throw invalid('/comment', 'required', 'Dites ce qui motive cet avis.', 'Say what this opinion rests on.')
}

/** Keeps what the endorsement of this hand-in says of it. */
export async function giveOpinion(
  trx: Trx,
  { caller }: Desk,
  row: SubmissionRow,
  { opinion = 'favourable', comment = null }: { opinion?: string | undefined; comment?: string | null | undefined },
): Promise<void> {
  if (caller.actor.kind !== 'staff') throw problem('forbidden')
  await trx
    .insertInto('opinion')
    .values({
      submission_id: row.id,
      revision: row.revision,
      opinion,
      comment,
      staff_member_id: caller.actor.id,
      regional_delegation_id: row.in_charge_id,
      at: timeOf(caller),
    })
    .execute()
}

/** Tells the association what was decided, and keeps whence it came for as long as it can be undone. */
export async function announceDecision(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  { transition, comment }: SubmissionTransitionRequest,
) {
  // an answer of before Essaim was taken in: nobody waits for a decision on it
  const letter = row.channel === 'import' ? null : letterOf(row, transition, comment)
  const letter_id = letter && (await writeToAssociation(trx, desk, row, letter))
  const kept = UNDOABLE.includes(transition)
  return {
    letter_id,
    before_state: kept ? row.state : null,
    before_by: kept ? row.state_by : null,
    before_at: kept ? row.state_at : null,
  }
}

/** Undoes the last decision: the letter that told of it never leaves, and the answer waits as it did before. */
export async function undoDecision(trx: Trx, row: SubmissionRow) {
  if (row.letter_id && !(await takeBackNotice(trx, row.letter_id)))
    throw problem('conflict', {
      detail: {
        fr: 'La lettre qui l’annonce à l’association vient de partir : la décision tient.',
        en: 'The letter that tells the association has just left: the decision holds.',
      },
      members: { state: row.state, by: null, at: row.state_at },
    })
  if (row.state === 'changes_requested') await takeBackPoints(trx, row.id)
  if (row.state === 'endorsed')
    await trx.deleteFrom('opinion').where('submission_id', '=', row.id).where('revision', '=', row.revision).execute()
  return {
    ...(row.state === 'endorsed' ? { endorsed_revision: null } : { comment: null }),
    // as old as it was: the days that it has waited go on
    state_by: sql.ref('before_by'),
    state_at: sql.ref('before_at'),
    letter_id: null,
    before_state: null,
    before_by: null,
    before_at: null,
  }
}
