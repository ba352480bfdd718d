import type { TSchema } from '@sinclair/typebox'
import type { Trx } from '../db/database.ts'
import type { Access } from '../plugins/access.ts'
import type { Desk } from './desk.ts'
import type { SubmissionRow } from './queries.ts'

/** What differs where submissions are reached from: an address, a name, who may, and how one begins. */
export type Door = {
  path: string
  tag: string
  /** Makes the operation ids: getSubmission, getOwnSubmission. */
  name: string
  readers: Access
  writers: Access
  /** What the list may be asked for. */
  query: TSchema
  body: TSchema
  /** Begins one, as the body says or from the rejected one that it takes up again. */
  create: (trx: Trx, desk: Desk, body: unknown, copies?: SubmissionRow) => Promise<SubmissionRow>
}
