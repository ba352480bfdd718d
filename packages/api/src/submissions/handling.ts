import { type Actor, isModerator } from '@essaim/shared/actors.ts'
import type { Turn } from '@essaim/shared/handling.ts'
import { type RawBuilder, sql } from 'kysely'

/** For how many days a level of moderation may leave a submission waiting: a delegation loses it then, where the federation says so. */
const dueDays = sql`(select coalesce((select delegation_escalation_days from federation), 15))`

/** Whose move is awaited, where `in_charge`, the active delegation in charge, is joined; the queue's order knows moderation's turn from the association's (see the migration of the queue). */
export const turn = sql<string>`case
  when submission.queue_order = 2 then 'nobody'
  when submission.queue_order = 1 then 'association'
  when submission.state = 'endorsed' or submission.escalated_at is not null or in_charge.id is null then 'headquarters'
  else 'delegation' end`

/** By when moderation should have moved, where it is its turn. */
export const dueAt = sql<Date | null>`case when submission.queue_order = 0
  then submission.turn_since + make_interval(days => ${dueDays}) end`

export const isLate = sql<boolean>`submission.queue_order = 0
  and submission.turn_since < now() - make_interval(days => ${dueDays})`

/**
 * Whether one of these delegations, or any, is in charge: of what was routed to it, else of the département where the
 * innovation mainly takes place, else of that of the head office. Asked without a join, of what an index walks along.
 */
export function isInCharge(ids?: readonly string[]): RawBuilder<boolean> {
  const among = ids ? sql`where d.id = any (${ids}::uuid[])` : sql``
  return sql<boolean>`(case when submission.rerouted_to is not null
    then submission.rerouted_to = any (array(select d.id from active_delegation d ${among}))
    else coalesce(coalesce(submission.main_department,
        (select a.department from association a where a.id = submission.association_id))
      = any (array(select c.department from active_delegation d
        join regional_delegation_department c on c.regional_delegation_id = d.id ${among})), false) end)`
}

const beforeHeadquarters = sql`submission.queue_order = 0 and submission.state <> 'endorsed' and submission.escalated_at is null`

/** The same as `turn`, as conditions that an index serves. */
export const IS_TURN_OF: Record<Turn, RawBuilder<boolean>> = {
  association: sql<boolean>`submission.queue_order = 1`,
  delegation: sql<boolean>`(${beforeHeadquarters} and ${isInCharge()})`,
  headquarters: sql<boolean>`(submission.queue_order = 0
    and (submission.state = 'endorsed' or submission.escalated_at is not null or not ${isInCharge()}))`,
  nobody: sql<boolean>`submission.queue_order = 2`,
}

/** Whether the move is the actor's own: that of their delegation, or of headquarters. */
export function isOurs(actor: Actor): RawBuilder<boolean> {
  if (actor.kind === 'respondent') return IS_TURN_OF.association
  if (actor.kind !== 'staff') return sql<boolean>`false`
  const ours = [
    ...(isModerator(actor) ? [IS_TURN_OF.headquarters] : []),
    ...(actor.roles.includes('delegate')
      ? [sql<boolean>`(${beforeHeadquarters} and ${isInCharge(actor.regional_delegations)})`]
      : []),
  ]
  return ours.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(ours, sql` or `)})`
}

/** Whether a claim still holds: not for long after its last renewal, and not beyond a change of state. */
export const claimHolds = sql<boolean>`claim.expires_at > now() and claim.claimed_at >= submission.state_at`
