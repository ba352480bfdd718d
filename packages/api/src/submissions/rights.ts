import { mayWriteAnswers, type SubmissionSubject } from '@essaim/shared/submission-rules.ts'
import type { SubmissionState } from '@essaim/shared/submissions.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, whoWas } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import type { SubmissionRow } from './queries.ts'

/** What the rules look at. */
export const subjectOf = (row: SubmissionRow): SubmissionSubject => ({
  state: row.state as SubmissionState,
  revision: row.revision,
  in_charge: row.in_charge_id,
  home: row.association_department,
  unsent: row.unsent,
})

/** Refuses the writer whom the rules do not let write these answers now. */
export const refuseWriter = (trx: Trx, row: SubmissionRow, caller: Caller): Promise<void> =>
  refuse(trx, row, mayWriteAnswers(subjectOf(row), caller.actor))

/** Refuses as the rules say: who may not at all, or what is no longer open, with who moved it and when. */
export async function refuse(trx: Trx, row: SubmissionRow, refusal: 'forbidden' | 'conflict' | null): Promise<void> {
  if (refusal === 'forbidden') throw problem('forbidden')
  if (refusal === 'conflict')
    throw problem('conflict', { members: { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at } })
}
