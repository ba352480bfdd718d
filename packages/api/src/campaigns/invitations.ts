import type { Actor } from '@essaim/shared/actors.ts'
import type { Call, CallCreation, Invitation, InvitationQuery } from '@essaim/shared/campaigns.ts'
import type { AssociationSize } from '@essaim/shared/participation.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent, timeOf } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { invalid, problem } from '../lib/problem.ts'
import { associationVisibleTo } from '../policy.ts'

// within JSON, dates would be written in PostgreSQL's own way
const instant = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const joined = (trx: Trx, actor: Actor, campaign: string) =>
  trx
    .selectFrom('invitation')
    .innerJoin('invitation_progress as progress', 'progress.invitation_id', 'invitation.id')
    .innerJoin('association', 'association.id', 'invitation.association_id')
    .leftJoin('regional_delegation_department as covering', 'covering.department', 'association.department')
    .leftJoin('regional_delegation as delegation', 'delegation.id', 'covering.regional_delegation_id')
    .leftJoinLateral(
      (e) =>
        e
          .selectFrom('call')
          .select(['call.next_on', 'call.outcome', 'call.note', 'call.called_at'])
          .whereRef('call.invitation_id', '=', 'invitation.id')
          .orderBy('call.called_at', 'desc')
          .orderBy('call.id', 'desc')
          .limit(1)
          .as('last_call'),
      (join) => join.onTrue(),
    )
    .where('invitation.campaign_id', '=', campaign)
    .where(associationVisibleTo(actor, 'invitation.association_id'))

const selected = (trx: Trx, actor: Actor, campaign: string) =>
  joined(trx, actor, campaign).select([
    'invitation.id',
    'invitation.campaign_id',
    'invitation.association_id',
    'invitation.answer_reason',
    'invitation.version',
    'association.name as association_name',
    'association.department',
    'delegation.id as delegation_id',
    'delegation.name as delegation_name',
    'progress.state',
    'progress.reachable',
    'progress.sent_at',
    'progress.bounced_at',
    'progress.opened_at',
    'progress.started_at',
    'progress.handed_in_at',
    'progress.published_at',
    'progress.nothing_declared_at',
    'progress.declined_at',
    sql<Invitation['contacts']>`coalesce((select jsonb_agg(jsonb_build_object(
        'participant_id', p.id, 'contact_id', p.contact_id, 'office', c.office, 'name', c.name, 'telephone', c.telephone,
        'address', case when c.objected_at is not null then 'objected' when c.email is null then 'missing'
          when c.bounced_at is not null then 'bounced' else 'working' end,
        'ended', p.ended_at is not null or c.id is null, 'printed_at', ${instant('p.printed_at')}) order by p.id)
      from (select * from participant where participant.invitation_id = invitation.id order by id limit 200) p
      left join contact c on c.id = p.contact_id), '[]')`.as('contacts'),
    sql<number>`(select count(*)::int from call where call.invitation_id = invitation.id)`.as('calls'),
    'association.telephone',
    'last_call.next_on as next_call_on',
    'last_call.outcome as call_outcome',
    'last_call.note as call_note',
    'last_call.called_at',
  ])

export type InvitationRow = Awaited<ReturnType<typeof findInvitation>>

export async function findInvitation(trx: Trx, actor: Actor, campaign: string, id: string) {
  const row = await selected(trx, actor, campaign).where('invitation.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

// the least and the most employees of each size, as the figures count them
const HEADCOUNTS: Record<AssociationSize, [number | null, number | null]> = {
  'moins-de-10': [0, 9],
  '10-a-49': [10, 49],
  '50-a-249': [50, 249],
  '250-a-999': [250, 999],
  '1000-et-plus': [1000, null],
  unknown: [null, null],
}

const isOfSize = (size: AssociationSize) => {
  const [least, most] = HEADCOUNTS[size]
  if (least === null) return sql`association.headcount is null`
  return most === null
    ? sql`association.headcount >= ${least}`
    : sql`association.headcount between ${least} and ${most}`
}

const runs = (criterion: RawBuilder<unknown>) => sql`exists (
  select from establishment e join term t on t.vocabulary = 'essms-categories' and t.code = e.category
  where e.association_id = invitation.association_id and not e.closed
    and (e.closed_on is null or e.closed_on > current_date) and ${criterion})`

/** By the head office's region and by what the association is, as the figures count it. */
export const ofKind = (
  query: Pick<InvitationQuery, 'region' | 'field' | 'category' | 'size'>,
): RawBuilder<unknown>[] => [
  ...(query.region
    ? [
        sql`exists (select from term d where d.vocabulary = 'departements' and d.code = association.department
          and d.attributes ->> 'region' = any (${query.region}))`,
      ]
    : []),
  ...(query.field ? [runs(sql`t.attributes ->> 'field' = any (${query.field})`)] : []),
  ...(query.category ? [runs(sql`t.code = any (${query.category})`)] : []),
  ...(query.size ? [sql`(${sql.join(query.size.map(isOfSize), sql` or `)})`] : []),
]

const matching = (query: InvitationQuery) =>
  sql<SqlBool>`${sql.join(
    [
      sql`true`,
      ...(query.state ? [sql`progress.state = any (${query.state})`] : []),
      ...(query.regional_delegation ? [sql`delegation.id = any (${query.regional_delegation}::uuid[])`] : []),
      ...(query.department ? [sql`association.department = any (${query.department})`] : []),
      ...(query.association ? [sql`invitation.association_id = any (${query.association}::uuid[])`] : []),
      ...ofKind(query),
      ...(query.call_due === undefined
        ? []
        : [sql`coalesce(last_call.next_on <= current_date, false) = ${query.call_due}`]),
      ...(query.reachable === undefined ? [] : [sql`progress.reachable = ${query.reachable}`]),
    ],
    sql` and `,
  )}`

/** A page of invitations by the association's name, one more than asked. */
export async function listInvitations(
  trx: Trx,
  actor: Actor,
  campaign: string,
  query: InvitationQuery,
  page: PageRequest,
): Promise<InvitationRow[]> {
  let list = selected(trx, actor, campaign).where(matching(query))
  if (page.after)
    list = list.where(sql<SqlBool>`(association.name, invitation.id) > (${page.after[0]}, ${page.after[1]}::uuid)`)
  return list
    .orderBy('association.name')
    .orderBy('invitation.id')
    .limit(page.limit + 1)
    .execute()
}

export async function countInvitations(trx: Trx, actor: Actor, campaign: string, query: InvitationQuery) {
  const { n } = await joined(trx, actor, campaign)
    .where(matching(query))
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow()
  return n
}

export const presentInvitation = (row: InvitationRow) => ({
  id: row.id,
  campaign_id: row.campaign_id,
  association: { id: row.association_id, name: row.association_name },
  department: row.department,
  regional_delegation: row.delegation_id === null ? null : { id: row.delegation_id, name: row.delegation_name ?? '' },
  state: row.state as Invitation['state'],
  reachable: row.reachable ?? false,
  contacts: row.contacts,
  sent_at: row.sent_at,
  bounced_at: row.bounced_at,
  opened_at: row.opened_at,
  started_at: row.started_at,
  handed_in_at: row.handed_in_at,
  published_at: row.published_at,
  nothing_declared_at: row.nothing_declared_at,
  declined_at: row.declined_at,
  answer_reason: row.answer_reason,
  calls: row.calls,
  next_call_on: row.next_call_on as unknown as string | null,
  last_call:
    row.called_at === null
      ? null
      : {
          outcome: row.call_outcome as NonNullable<Invitation['last_call']>['outcome'],
          note: row.call_note,
          called_at: row.called_at,
        },
  telephone: row.telephone,
})

const selectedCalls = (trx: Trx, actor: Actor, campaign: string) =>
  trx
    .selectFrom('call')
    .innerJoin('invitation', 'invitation.id', 'call.invitation_id')
    .innerJoin('association', 'association.id', 'invitation.association_id')
    .leftJoin('staff_member', 'staff_member.id', 'call.staff_member_id')
    .selectAll('call')
    .select([
      'association.id as association_id',
      'association.name as association_name',
      'staff_member.name as staff_name',
      sql<string>`coalesce(call.next_on, 'infinity')::text`.as('sort_key'),
    ])
    .where('invitation.campaign_id', '=', campaign)
    .where(associationVisibleTo(actor, 'invitation.association_id'))

type CallRow = Awaited<ReturnType<typeof listCalls>>[number]

/** A page of calls by the date of the next one; `due`: the last call of each that still owes an answer, to be made again by today. */
export async function listCalls(
  trx: Trx,
  actor: Actor,
  campaign: string,
  { due = false, invitation }: { due?: boolean; invitation?: string },
  page: PageRequest,
) {
  let list = selectedCalls(trx, actor, campaign)
  if (invitation) list = list.where('call.invitation_id', '=', invitation)
  if (due)
    list = list
      .where(sql<SqlBool>`call.next_on <= current_date`)
      .where(
        sql<SqlBool>`not exists (select from call later where later.invitation_id = call.invitation_id
          and (later.called_at, later.id) > (call.called_at, call.id))`,
      )
      .where(
        sql<SqlBool>`exists (select from invitation_progress g where g.invitation_id = call.invitation_id
          and g.state not in ('submitted', 'declined', 'nothing_to_declare'))`,
      )
  if (page.after)
    list = list.where(
      sql<SqlBool>`(coalesce(call.next_on, 'infinity'), call.id) > (${page.after[0]}::date, ${page.after[1]}::uuid)`,
    )
  return list
    .orderBy(sql`coalesce(call.next_on, 'infinity')`)
    .orderBy('call.id')
    .limit(page.limit + 1)
    .execute()
}

export const presentCall = (row: CallRow) => ({
  id: row.id,
  invitation_id: row.invitation_id,
  association: { id: row.association_id, name: row.association_name },
  contact_id: row.contact_id,
  outcome: row.outcome as Call['outcome'],
  note: row.note,
  next_on: row.next_on as unknown as string | null,
  called_by: row.staff_member_id === null ? null : { id: row.staff_member_id, name: row.staff_name ?? '' },
  called_at: row.called_at,
})

/** Notes a call, with what came of it and when to call again. */
export async function recordCall(
  trx: Trx,
  caller: Caller,
  invitation: InvitationRow,
  body: CallCreation,
): Promise<CallRow> {
  if (body.contact_id) {
    const known = await trx
      .selectFrom('contact')
      .select('id')
      .where('id', '=', body.contact_id)
      .where('association_id', '=', invitation.association_id)
      .executeTakeFirst()
    if (!known)
      throw invalid(
        '/contact_id',
        'unknown',
        'Cette personne n’est pas de cette association.',
        'This person is not of this association.',
      )
  }
  const id = newId()
  await trx
    .insertInto('call')
    .values({
      id,
      invitation_id: invitation.id,
      contact_id: body.contact_id ?? null,
      outcome: body.outcome,
      note: body.note ?? null,
      next_on: body.next_on ?? null,
      staff_member_id: caller.actor.kind === 'staff' ? caller.actor.id : null,
      called_at: timeOf(caller),
    })
    .execute()
  await recordEvent(trx, caller, {
    action: 'invitation.call',
    subject: { kind: 'invitation', id: invitation.id },
    association_id: invitation.association_id,
    detail: { outcome: body.outcome },
  })
  return selectedCalls(trx, caller.actor, invitation.campaign_id).where('call.id', '=', id).executeTakeFirstOrThrow()
}
