import { type Static, Type } from '@sinclair/typebox'
import { TURNS } from './handling.ts'
import { closed, nullable, oneOf, ref, repeated, text, Uuid } from './schema.ts'
import { SubmissionCard, SubmissionQuery } from './submissions.ts'

export const QUEUE_SORTS = ['updated', 'age', 'due', 'title'] as const
export type QueueSort = (typeof QUEUE_SORTS)[number]

/** Who works on a submission, as a filter asks it. */
export const CLAIM_HOLDERS = ['me', 'others', 'nobody'] as const

/** `me` and `none` hold for whoever looks: a shared view means each its own. */
const Assignee = Type.String({
  pattern: '^(me|none|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$',
  maxLength: 36,
  examples: ['me'],
})

const { limit, cursor, count, ...submissionFilters } = SubmissionQuery.properties

/** What a view of the queue is made of: the filters and the order, without where one is in it. */
export const queueFilters = {
  ...submissionFilters,
  q: Type.Optional(text(200, { description: 'Words of the title, of the answers or of the association’s name.' })),
  turn: repeated(oneOf(TURNS), { description: 'Whose move is awaited.' }),
  ours: Type.Optional(Type.Boolean({ description: 'Whether the move is the caller’s.' })),
  assignee: repeated(Assignee, { description: 'Who follows it: a member of staff, `me`, or `none`.' }),
  claimed: repeated(oneOf(CLAIM_HOLDERS), { description: 'Who works on it just now.' }),
  escalated: Type.Optional(
    Type.Boolean({ description: 'Whether headquarters has taken over from a silent delegation.' }),
  ),
  corrected: Type.Optional(Type.Boolean({ description: 'Handed in again, and not yet judged anew.' })),
  ready_to_publish: Type.Optional(
    Type.Boolean({ description: 'Accepted, nothing missing, and the version that it made waits to be published.' }),
  ),
  late: Type.Optional(Type.Boolean({ description: 'Whether `due_at` has passed.' })),
  waits_days: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 3650, description: 'Waiting for at least so many days.' }),
  ),
  campaign: repeated(Uuid),
  questionnaire: repeated(Uuid),
  sort: Type.Optional(
    oneOf(QUEUE_SORTS, {
      description:
        '`updated` (by default): the ones changed last first; `age` and `due`: what waits longest for moderation first, then what waits for the association, what is over last; `title`: by title, what has none last.',
    }),
  ),
}
export const QueueFilters = closed(queueFilters)
export type QueueFilters = Static<typeof QueueFilters>

export const QueueQuery = closed({ limit, cursor, count, ...queueFilters })
export type QueueQuery = Static<typeof QueueQuery>

export const Neighbours = closed(
  { before: nullable(ref(SubmissionCard)), after: nullable(ref(SubmissionCard)) },
  { $id: 'Neighbours', description: 'The submissions before and after one in a view; null at its ends.' },
)
export type Neighbours = Static<typeof Neighbours>

export const ClaimRequest = closed(
  {
    take_over: Type.Optional(
      text(1000, { description: 'Why it is taken over from whoever holds it; without it, held by another is 409.' }),
    ),
  },
  { $id: 'ClaimRequest' },
)
export type ClaimRequest = Static<typeof ClaimRequest>

const Ids = Type.Array(Uuid, { minItems: 1, maxItems: 200, uniqueItems: true })
export const BulkClaimRequest = closed({ ids: Ids }, { $id: 'BulkClaimRequest' })

const AssigneeId = Type.Unsafe<string | null>({
  ...Uuid,
  type: ['string', 'null'],
  description: 'A member of staff who may moderate it; null: nobody in particular.',
})
export const AssignmentRequest = closed({ assignee: AssigneeId }, { $id: 'AssignmentRequest' })
export const BulkAssignmentRequest = closed({ ids: Ids, assignee: AssigneeId }, { $id: 'BulkAssignmentRequest' })
