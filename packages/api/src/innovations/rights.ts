import type { InnovationSubject } from '@essaim/shared/innovation-rules.ts'
import type { InnovationState } from '@essaim/shared/innovations.ts'
import type { Trx } from '../db/database.ts'
import { whoWas } from '../events/commands.ts'
import { problem, type Refusal } from '../lib/problem.ts'
import type { ModeratedRow } from './queries.ts'

/** What the rules look at. */
export const subjectOf = (row: ModeratedRow): InnovationSubject => ({
  state: row.state as InnovationState,
  has_draft: row.draft_number !== null,
  merged_from: row.merged_from as InnovationState | null,
  scheduled: row.publish_at !== null,
  has_sibling: row.has_sibling,
  own_contact: row.own_contact,
})

/** The refusal of what is not open any more: with who moved the record, and when. */
export const noLongerOpen = async (trx: Trx, row: ModeratedRow): Promise<Refusal> =>
  problem('conflict', { members: { state: row.state, by: await whoWas(trx, row.state_by), at: row.state_at } })
