import { whyNotDue as rule } from '@essaim/shared/campaign-rules.ts'
import type { NotDueReason, PlannedLetter } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

export type Person = {
  participant_id: string
  invitation_id: string
  association_id: string
  association_name: string
  office: string | null
  name: string | null
  email: string | null
  address: string | null
  reason: NotDueReason | null
}

type Asked = {
  letter: PlannedLetter
  campaign: string
  /** Only these invitations; null: all. */
  invitations?: readonly string[] | null
  /** Only these addresses, in lower case. */
  addresses?: readonly string[]
  /** Only whom this delivery speaks to; the delivery itself is not held against them. */
  delivery?: string
  spanDays: number
}

type Facts = Omit<Person, 'reason'> & {
  ended: boolean
  objected: boolean
  bounced: boolean
  answered: boolean
  declined: boolean
  nothing_declared: boolean
  already_sent: boolean
  last_reminded_at: Date | null
  now: Date
}

/** The participants whom a letter might reach, each with why it does not (null: it is due), as far as the scope shows. */
export async function whoIsDue(trx: Trx, asked: Asked): Promise<Person[]> {
  const { letter, campaign, invitations = null, addresses, delivery = null, spanDays } = asked
  const { rows } = await sql<Facts>`
    select p.id as participant_id, i.id as invitation_id, a.id as association_id, a.name as association_name,
      c.office, c.name, c.email, lower(c.email) as address,
      p.ended_at is not null or c.id is null as ended,
      c.objected_at is not null as objected, c.bounced_at is not null as bounced,
      exists (select from submission s
        where s.invitation_id = i.id and s.state <> 'withdrawn' and s.revision > 0) as answered,
      i.declined_at is not null as declined, i.nothing_declared_at is not null as nothing_declared,
      exists (select from delivery_participant dp join delivery d on d.id = dp.delivery_id
        where dp.participant_id = p.id and d.kind = ${letter} and d.id is distinct from ${delivery}::uuid
          and d.state in ('waiting', 'sending', 'sent')) as already_sent,
      (select max(coalesce(d.sent_at, d.created_at)) from delivery d
        where lower(d.recipient) = lower(c.email) and d.kind in ('reminder', 'last_call', 'completion')
          and d.state in ('waiting', 'sending', 'sent') and d.id is distinct from ${delivery}::uuid) as last_reminded_at,
      now() as now
    from participant p
    join invitation i on i.id = p.invitation_id
    join association a on a.id = i.association_id
    left join contact c on c.id = p.contact_id
    where i.campaign_id = ${campaign}
      ${invitations === null ? sql`` : sql`and i.id = any (${invitations}::uuid[])`}
      ${addresses === undefined ? sql`` : sql`and lower(c.email) = any (${addresses})`}
      ${delivery === null ? sql`` : sql`and p.id in (select dp.participant_id from delivery_participant dp where dp.delivery_id = ${delivery})`}
    order by a.name, i.id, p.id`.execute(trx)
  return rows.map((facts) => {
    const { participant_id, invitation_id, association_id, association_name, office, name, email, address } = facts
    const reason = rule({ ...facts, letter }, { spanDays, now: facts.now })
    return { participant_id, invitation_id, association_id, association_name, office, name, email, address, reason }
  })
}

/** Those of a delivery who are still due it at the moment when it leaves, and why nobody is, if so. */
export async function stillDue(
  trx: Trx,
  deliveryId: string,
): Promise<{ participants: string[]; reason: NotDueReason | null }> {
  const row = await trx
    .selectFrom('delivery')
    .innerJoin('campaign', 'campaign.id', 'delivery.campaign_id')
    .select([
      'delivery.kind',
      'delivery.recipient',
      'campaign.id as campaign',
      'campaign.reminder_span_days as spanDays',
      sql<string>`campaign_state(campaign.scheduled_at, campaign.opens_at, campaign.closes_at)`.as('state'),
    ])
    .where('delivery.id', '=', deliveryId)
    .executeTakeFirst()
  if (!row) return { participants: [], reason: 'ended' }
  const letter = row.kind as PlannedLetter
  if (row.state !== 'open' && letter !== 'announcement') return { participants: [], reason: 'not_open' }
  const people = await whoIsDue(trx, { letter, campaign: row.campaign, spanDays: row.spanDays, delivery: deliveryId })
  // an address that was changed meanwhile is another one
  const due = people.filter(({ reason, address }) => reason === null && address === row.recipient.toLowerCase())
  if (due.length > 0) return { participants: due.map((one) => one.participant_id), reason: null }
  return { participants: [], reason: people.find(({ reason }) => reason !== null)?.reason ?? 'ended' }
}

/** Why a delivery of the plan is not to leave any more; null: it may. Asked again at the moment when it leaves. */
export const whyNotDue = async (trx: Trx, deliveryId: string): Promise<NotDueReason | null> =>
  (await stillDue(trx, deliveryId)).reason
