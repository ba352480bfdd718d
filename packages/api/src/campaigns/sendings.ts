import type { Actor } from '@essaim/shared/actors.ts'
import type { ReminderPreview, ReminderRequest, Sending, SendingCreation } from '@essaim/shared/campaigns.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { invalid, problem } from '../lib/problem.ts'
import { associationVisibleTo } from '../policy.ts'
import { whoIsDue } from './due.ts'
import { byAddress } from './expanding.ts'
import { ofKind } from './invitations.ts'
import { requireState } from './presentation.ts'
import type { CampaignRow } from './queries.ts'

const selected = (trx: Trx, campaign: string) =>
  trx
    .selectFrom('sending')
    .selectAll('sending')
    .select([
      sql<number | null>`cardinality(sending.invitations)`.as('chosen'),
      sql<Partial<Record<string, number>>>`coalesce((select jsonb_object_agg(state, n) from (
        select d.state, count(*)::int as n from delivery d where d.sending_id = sending.id group by d.state) x), '{}')`.as(
        'states',
      ),
    ])
    .where('sending.campaign_id', '=', campaign)

export type SendingRow = Awaited<ReturnType<typeof findSending>>

export async function findSending(trx: Trx, campaign: string, id: string) {
  const row = await selected(trx, campaign).where('sending.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

export async function lockSending(trx: Trx, campaign: string, id: string): Promise<SendingRow> {
  await trx.selectFrom('sending').select('id').where('id', '=', id).forUpdate().execute()
  return findSending(trx, campaign, id)
}

/** A page of a campaign's sendings by date, one more than asked; only those asked for by hand, or all. */
export async function listSendings(trx: Trx, campaign: string, page: PageRequest, byHand: { actor: Actor } | null) {
  let list = selected(trx, campaign).select(sql<string>`sending.due_at::text`.as('sort_key'))
  if (byHand)
    list = list.where('sending.invitations', 'is not', null).where(
      sql<SqlBool>`exists (select from invitation i where i.id = any (sending.invitations)
        and ${associationVisibleTo(byHand.actor, 'i.association_id')})`,
    )
  if (page.after)
    list = list.where(
      sql<SqlBool>`(sending.due_at, sending.id) > (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`,
    )
  return list
    .orderBy('sending.due_at')
    .orderBy('sending.id')
    .limit(page.limit + 1)
    .execute()
}

export const presentSending = (row: SendingRow) => {
  const n = (state: string) => row.states[state] ?? 0
  return {
    id: row.id,
    letter: row.letter as Sending['letter'],
    due_at: row.due_at,
    state: row.cancelled_at !== null ? 'cancelled' : row.prepared_at !== null ? 'prepared' : 'planned',
    chosen: row.chosen,
    deliveries: {
      waiting: n('waiting') + n('sending'),
      sent: n('sent'),
      bounced: n('bounced'),
      failed: n('failed'),
      cancelled: n('cancelled'),
    },
    prepared_at: row.prepared_at,
    cancelled_at: row.cancelled_at,
    created_at: row.created_at,
  }
}

/** Plans a letter to all who will be due it. */
export async function planSending(
  trx: Trx,
  caller: Caller,
  campaign: CampaignRow,
  { letter, due_at }: SendingCreation,
): Promise<SendingRow> {
  requireState(campaign, 'draft', 'scheduled', 'open')
  const at = new Date(due_at)
  if (campaign.closes_at !== null && at >= campaign.closes_at)
    throw invalid('/due_at', 'after-close', 'La campagne sera close.', 'The campaign will be closed.')
  if (letter !== 'announcement' && campaign.opens_at !== null && at < campaign.opens_at)
    throw invalid('/due_at', 'before-open', 'La campagne ne sera pas ouverte.', 'The campaign will not be open.')
  return insertSending(trx, caller, campaign.id, { letter, due_at, invitations: null })
}

async function insertSending(
  trx: Trx,
  caller: Caller,
  campaign: string,
  facts: { letter: string; due_at: string | null; invitations: string[] | null },
): Promise<SendingRow> {
  const id = newId()
  await trx
    .insertInto('sending')
    .values({
      id,
      campaign_id: campaign,
      letter: facts.letter,
      due_at: facts.due_at ?? sql<Date>`now()`,
      invitations: facts.invitations,
      created_by: callerName(caller),
    })
    .execute()
  await recordEvent(trx, caller, {
    action: 'sending.create',
    subject: { kind: 'sending', id },
    detail: { campaign, letter: facts.letter, chosen: facts.invitations?.length ?? null },
  })
  return findSending(trx, campaign, id)
}

/** Calls off what has not begun to leave. */
export async function cancelSending(trx: Trx, caller: Caller, row: SendingRow): Promise<void> {
  if (row.prepared_at !== null || row.cancelled_at !== null)
    throw problem('conflict', { members: { state: row.cancelled_at !== null ? 'cancelled' : 'prepared' } })
  await trx
    .updateTable('sending')
    .set((e) => ({ cancelled_at: sql`now()`, version: e('version', '+', 1) }))
    .where('id', '=', row.id)
    .execute()
  // what a first batch had written stays at home too
  await trx
    .updateTable('delivery')
    .set({ state: 'cancelled', reason: 'cancelled' })
    .where('sending_id', '=', row.id)
    .where('state', '=', 'waiting')
    .execute()
  await recordEvent(trx, caller, { action: 'sending.cancel', subject: { kind: 'sending', id: row.id } })
}

/** The invitations that a request names or filters, of those that the actor sees. */
async function chosenInvitations(
  trx: Trx,
  actor: Actor,
  campaign: string,
  request: ReminderRequest,
): Promise<string[]> {
  const { invitations, regional_delegations, departments, regions, fields, categories, sizes, states } = request
  const criteria = [
    ...(departments ? [sql`association.department = any (${departments})`] : []),
    ...(regional_delegations
      ? [
          sql`association.department in (select c.department from regional_delegation_department c
            where c.regional_delegation_id = any (${regional_delegations}::uuid[]))`,
        ]
      : []),
    ...ofKind({ region: regions, field: fields, category: categories, size: sizes } as Parameters<typeof ofKind>[0]),
    ...(states
      ? [
          sql`exists (select from invitation_progress g where g.invitation_id = invitation.id and g.state = any (${states}))`,
        ]
      : []),
  ]
  const { rows } = await sql<{ id: string }>`
    select invitation.id from invitation join association on association.id = invitation.association_id
    where ${sql.join(
      [
        sql`invitation.campaign_id = ${campaign} and ${associationVisibleTo(actor, 'invitation.association_id')}`,
        ...(invitations ? [sql`invitation.id = any (${invitations}::uuid[])`] : []),
        ...criteria,
      ],
      sql` and `,
    )}
    order by invitation.id`.execute(trx)
  if (invitations && criteria.length === 0 && rows.length < invitations.length) {
    const known = new Set(rows.map((row) => row.id))
    const at = invitations.findIndex((id) => !known.has(id.toLowerCase()))
    throw invalid(`/invitations/${at}`, 'unknown', 'Cette invitation n’existe pas.', 'There is no such invitation.')
  }
  return rows.map((row) => row.id)
}

/** Whom a reminder by hand would reach now, and who is left out and why. */
export async function previewReminder(
  trx: Trx,
  actor: Actor,
  campaign: CampaignRow,
  request: ReminderRequest,
): Promise<ReminderPreview> {
  requireState(campaign, 'open')
  const people = await whoIsDue(trx, {
    letter: request.letter,
    campaign: campaign.id,
    invitations: await chosenInvitations(trx, actor, campaign.id, request),
    spanDays: campaign.reminder_span_days,
  })
  const shown = (one: (typeof people)[number]) => ({
    invitation_id: one.invitation_id,
    participant_id: one.participant_id,
    association: { id: one.association_id, name: one.association_name },
    office: one.office as 'president',
    name: one.name,
  })
  const due = people.filter(({ reason }) => reason === null)
  const left = people.flatMap((one) => (one.reason === null ? [] : [{ ...shown(one), reason: one.reason }]))
  const reasons: Record<string, number> = {}
  for (const { reason } of left) reasons[reason] = (reasons[reason] ?? 0) + 1
  return {
    letter: request.letter,
    mails: byAddress(people).size,
    people: due.length,
    associations: new Set(due.map((one) => one.association_id)).size,
    recipients: due.slice(0, 500).map((one) => ({ ...shown(one), email: one.email ?? '' })),
    left_out: left.slice(0, 500),
    reasons,
  }
}

/** Asks for a reminder now; who is due it is found out once more when it is written. */
export async function sendReminder(
  trx: Trx,
  caller: Caller,
  campaign: CampaignRow,
  request: ReminderRequest,
): Promise<SendingRow> {
  requireState(campaign, 'open')
  const invitations = await chosenInvitations(trx, caller.actor, campaign.id, request)
  return insertSending(trx, caller, campaign.id, { letter: request.letter, due_at: null, invitations })
}
