import { type CampaignDates, campaignState, maySend, whyNotDue } from '@essaim/shared/campaign-rules.ts'
import type { LetterKind, NotDueReason } from '@essaim/shared/campaigns.ts'
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
  letter: LetterKind
  campaign: string
  /** Only these invitations; null: all. */
  invitations?: readonly string[] | null
  /** Only these addresses, in lower case. */
  addresses?: readonly string[]
  /** Only whom this delivery speaks to; of what has not left yet, only what was written before it is held against them. */
  delivery?: string
  /** Asked for once more: what left before is not held against them, what is on its way is. */
  again?: boolean
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
  const { letter, campaign, invitations = null, addresses, delivery = null, again = false, spanDays } = asked
  // no index is taken for the state: of an address, or of a person, there are few deliveries, in that state there are all
  const counts = sql`coalesce(d.state = 'sent' or (d.state in ('waiting', 'sending')
    and ${delivery === null ? sql`true` : sql`d.id < ${delivery}::uuid`}), false)
    and d.id is distinct from ${delivery}::uuid`
  const { rows } = await sql<Facts>`
    select p.id as participant_id, i.id as invitation_id, a.id as association_id, a.name as association_name,
      c.office, c.name, c.email, lower(c.email) as address,
      p.ended_at is not null or c.id is null as ended,
      c.objected_at is not null as objected, c.bounced_at is not null as bounced,
      exists (select from submission s
        where s.invitation_id = i.id and s.state <> 'withdrawn' and s.revision > 0) as answered,
      i.declined_at is not null as declined, i.nothing_declared_at is not null as nothing_declared,
      exists (select from delivery_participant dp join delivery d on d.id = dp.delivery_id
        where dp.participant_id = p.id and d.kind = ${letter} and ${counts}
          ${again ? sql`and d.state <> 'sent'` : sql``}) as already_sent,
      (select max(case d.state when 'sent' then d.sent_at else now() end) from delivery d
        where lower(d.recipient) = lower(c.email) and d.kind in ('reminder', 'last_call', 'completion')
          and ${counts}) as last_reminded_at,
      now() as now
    from participant p
    join invitation i on i.id = p.invitation_id
    join association a on a.id = i.association_id
    left join contact c on c.id = p.contact_id
    where ${
      delivery === null
        ? sql`i.campaign_id = ${campaign}`
        : sql`p.id = any (array(select dp.participant_id from delivery_participant dp where dp.delivery_id = ${delivery}))`
    }
      ${invitations === null ? sql`` : sql`and i.id = any (${invitations}::uuid[])`}
      ${addresses === undefined ? sql`` : sql`and lower(c.email) = any (${addresses})`}
    order by a.name, i.id, p.id`.execute(trx)
  return rows.map((facts) => {
    const { participant_id, invitation_id, association_id, association_name, office, name, email, address } = facts
    const reason = whyNotDue({ ...facts, letter }, { spanDays, now: facts.now })
    return { participant_id, invitation_id, association_id, association_name, office, name, email, address, reason }
  })
}

/** Why a letter does not leave after all. */
export type CancelReason = NotDueReason | 'address_changed'

/** Those of a delivery who are still due it at the moment when it leaves, or why nobody is. */
export async function stillDue(
  trx: Trx,
  delivery: { id: string; kind: string; recipient: string; again?: boolean },
  campaign: CampaignDates & { id: string; reminder_span_days: number },
): Promise<string[] | CancelReason> {
  const letter = delivery.kind as LetterKind
  if (!maySend(letter, campaignState(campaign, new Date()))) return 'not_open'
  const people = await whoIsDue(trx, {
    letter,
    campaign: campaign.id,
    spanDays: campaign.reminder_span_days,
    delivery: delivery.id,
    again: delivery.again ?? false,
  })
  const due = people.filter(({ reason }) => reason === null)
  if (due.length === 0) return people[0]?.reason ?? 'ended'
  // an address that was changed meanwhile is another one
  const there = due.filter(({ address }) => address === delivery.recipient.toLowerCase())
  return there.length > 0 ? there.map((one) => one.participant_id) : 'address_changed'
}
