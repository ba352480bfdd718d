import type { StaffActor } from '@essaim/shared/actors.ts'
import type { NoticeKind, Pace } from '@essaim/shared/notifications.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { type Scoped, visibleTo } from '../policy.ts'
import { activeStaff } from './audience.ts'
import { mailNotices } from './mails.ts'
import { type Concern, type Happened, NOTICES, noticeOf, recipientsOf } from './notices.ts'

const BATCH = 200
const MACHINE = { kind: 'job' } as const

type Event = Happened & { id: string; seq: number; subject_kind: string; subject_id: string; at: Date }
type Telling = { event: Event; kind: NoticeKind }

/** Tells staff of what was sealed since the last time; says of how many entries. Whoever tells at the same time takes turns. */
export async function tellStaff(app: FastifyInstance): Promise<number> {
  let total = 0
  for (;;) {
    const read = await inScope(app.db, MACHINE, (trx) => tellBatch(app, trx))
    total += read
    if (read < BATCH) return total
  }
}

async function tellBatch(app: FastifyInstance, trx: Trx): Promise<number> {
  const cursor = await trx
    .selectFrom('notification_cursor')
    .select(['seq', 'since'])
    .forUpdate()
    .executeTakeFirstOrThrow()
  const events = await sealedSince(trx, cursor.seq)
  const last = events.at(-1)
  if (!last) return 0
  const tellings = events.flatMap((event) => {
    const kind = event.at >= cursor.since ? noticeOf(event) : null
    return kind ? [{ event, kind }] : []
  })
  for (const table of ['submission', 'innovation'] as const) {
    const ofTable = tellings.filter(({ event }) => event.subject_kind === table)
    if (ofTable.length > 0) await tell(trx, table, ofTable)
  }
  await trx.updateTable('notification_cursor').set({ seq: last.seq }).execute()
  await mailNotices(app, trx, 'at_once')
  return events.length
}

const sealedSince = (trx: Trx, seq: number): Promise<Event[]> =>
  trx
    .selectFrom('event_seal as s')
    .innerJoin('event as e', 'e.id', 's.event_id')
    .leftJoin('event_detail as d', 'd.event_id', 'e.id')
    .select([
      'e.id',
      's.seq',
      'e.at',
      'e.action',
      'e.actor_kind',
      'e.actor_id',
      'e.subject_kind',
      sql<string>`e.subject_id`.as('subject_id'),
      sql<Record<string, unknown> | null>`d.detail`.as('detail'),
    ])
    .where('s.seq', '>', seq)
    .orderBy('s.seq')
    .limit(BATCH)
    .execute()

async function tell(trx: Trx, table: Scoped, tellings: Telling[]): Promise<void> {
  const ids = [...new Set(tellings.map(({ event }) => event.subject_id))]
  const concerns = await concernsOf(trx, table, ids)
  const staff = await activeStaff(trx)
  const wanted = tellings.flatMap(({ event, kind }) => {
    const concern = concerns.get(event.subject_id)
    return concern ? recipientsOf(kind, event, concern, staff).map((to) => ({ event, kind, to })) : []
  })
  const sight = new Map<string, Set<string>>()
  for (const to of new Set(wanted.map((one) => one.to))) sight.set(to.id, await seenBy(trx, table, to, ids))
  const theirs = wanted.filter(({ event, to }) => sight.get(to.id)?.has(event.subject_id))
  if (theirs.length === 0) return
  const paces = await pacesOf(trx, [...sight.keys()])
  await trx
    .insertInto('notification')
    .values(
      theirs.map(({ event, kind, to }) => ({
        id: newId(),
        staff_member_id: to.id,
        seq: event.seq,
        kind,
        submission_id: table === 'submission' ? event.subject_id : null,
        innovation_id: table === 'innovation' ? event.subject_id : null,
        by: [event.actor_kind, event.actor_id].filter(Boolean).join(':'),
        mail: paces.get(`${to.id} ${kind}`) ?? NOTICES[kind].mail,
        created_at: event.at,
      })),
    )
    .onConflict((c) => c.columns(['staff_member_id', 'seq']).doNothing())
    .execute()
}

/** Whom each of these concerns now. */
async function concernsOf(trx: Trx, table: Scoped, ids: string[]): Promise<Map<string, Concern>> {
  const one = sql.table(table)
  const ofSubmission = table === 'submission'
  const { rows } = await sql<Concern & { id: string }>`
    select one.id, in_charge.id as in_charge,
      ${ofSubmission ? sql`one.escalated_at is not null` : sql`false`} as escalated,
      ${ofSubmission ? sql`one.assignee_id` : sql`null`} as assignee,
      ${
        ofSubmission
          ? sql`array(select distinct split_part(m.author, ':', 2) from message m
              where m.submission_id = one.id and m.author like 'staff:%')`
          : sql`'{}'::text[]`
      } as participants
    from ${one} as one
    left join association a on a.id = one.association_id
    left join regional_delegation_department covering on covering.department = coalesce(one.main_department, a.department)
    left join active_delegation in_charge on in_charge.id = coalesce(one.rerouted_to, covering.regional_delegation_id)
    where one.id = any (${ids})`.execute(trx)
  return new Map(rows.map(({ id, ...concern }) => [id, concern]))
}

async function seenBy(trx: Trx, table: Scoped, actor: StaffActor, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select ${sql.ref(`${table}.id`)} from ${sql.table(table)}
    where ${sql.ref(`${table}.id`)} = any (${ids}) and ${visibleTo(actor, table)}`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}

async function pacesOf(trx: Trx, staff: string[]): Promise<Map<string, Pace>> {
  const rows = await trx
    .selectFrom('notification_setting')
    .select(['staff_member_id', 'kind', sql<Pace>`mail`.as('mail')])
    .where('staff_member_id', 'in', staff)
    .execute()
  return new Map(rows.map((row) => [`${row.staff_member_id} ${row.kind}`, row.mail]))
}
