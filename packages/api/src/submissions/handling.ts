import { type Actor, isModerator } from '@essaim/shared/actors.ts'
import { type RawBuilder, sql } from 'kysely'

// Fragments of queries that join `in_charge`, the active delegation in charge, and `claim`.

/** For how many days a level of moderation may leave a submission waiting. */
const DUE_DAYS = 15

/** Whose move is awaited; the queue's order knows moderation's turn from the association's (see the migration of the queue). */
export const turn = sql<string>`case
  when submission.queue_order = 2 then 'nobody'
  when submission.queue_order = 1 then 'association'
  when submission.state = 'endorsed' or submission.escalated_at is not null or in_charge.id is null then 'headquarters'
  else 'delegation' end`

/** By when moderation should have moved, where it is its turn. */
export const dueAt = sql<Date | null>`case when submission.queue_order = 0
  then submission.turn_since + make_interval(days => ${sql.lit(DUE_DAYS)}) end`

export const isLate = sql<boolean>`submission.queue_order = 0
  and submission.turn_since < now() - make_interval(days => ${sql.lit(DUE_DAYS)})`

/** Whether the move is the actor's own: that of their delegation, or of headquarters. */
export function isOurs(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'respondent') return sql<boolean>`submission.queue_order = 1`
  if (actor.kind !== 'staff') return sql<boolean>`false`
  const ours = [
    ...(isModerator(actor) ? [sql`${turn} = 'headquarters'`] : []),
    ...(actor.roles.includes('delegate')
      ? [sql`(${turn} = 'delegation' and in_charge.id = any (${actor.regional_delegations}::uuid[]))`]
      : []),
  ]
  return ours.length === 0
    ? sql<boolean>`false`
    : sql<boolean>`(submission.queue_order = 0 and (${sql.join(ours, sql` or `)}))`
}

/** Whether a claim still holds: not for long after its last renewal, and not beyond a change of state. */
export const claimHolds = sql<boolean>`claim.expires_at > now() and claim.claimed_at >= submission.state_at`
