import type { NoticeKind, Pace } from '@essaim/shared/notifications.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { activeStaff } from './audience.ts'
import { listNotifications } from './queries.ts'
import { mailOf } from './words.ts'

// what a mail spells out; the rest is found in the console
const MOST = 100

/**
 * Mails what waits: to each person one mail of all that they may see today. Only of what happened before `before`, and
 * was not read meanwhile.
 */
export async function mailNotices(
  app: FastifyInstance,
  trx: Trx,
  pace: Exclude<Pace, 'never'>,
  before?: Date,
): Promise<void> {
  let waiting = trx
    .updateTable('notification')
    .set({ mailed_at: sql`now()` })
    .where('mail', '=', pace)
    .where('mailed_at', 'is', null)
    .where('read_at', 'is', null)
  if (before) waiting = waiting.where('created_at', '<', before)
  const claimed = await waiting.returning(['id', 'staff_member_id']).execute()
  if (claimed.length === 0) return
  const addresses = new Map(
    (await trx.selectFrom('staff_member').select(['id', 'email']).where('state', '=', 'active').execute()).map(
      (one) => [one.id, one.email],
    ),
  )
  for (const person of await activeStaff(trx)) {
    const ids = claimed.filter((one) => one.staff_member_id === person.id).map(({ id }) => id)
    const to = addresses.get(person.id)
    if (ids.length === 0 || !to) continue
    const rows = await listNotifications(trx, person, { limit: MOST }, { ids })
    if (rows.length === 0) continue
    const console_ = `${app.publicUrl()}/admin`
    const told = rows.toReversed().map((row) => ({
      kind: row.kind as NoticeKind,
      title: row.title,
      association: row.association_name,
      by: row.by_name,
      url: row.submission_id ? `${console_}/reponses/${row.submission_id}` : `${console_}/fiches/${row.innovation_id}`,
    }))
    await app.jobs.mail(trx, { to, ...mailOf(told, `${console_}/notifications/reglages`) })
  }
}

/** The morning's mail: what happened until seven o'clock, once that is past, on working days. What is a year old is forgotten. */
export const mailDaily = (app: FastifyInstance, now = new Date()): Promise<void> =>
  inScope(app.db, { kind: 'job' }, async (trx) => {
    const { rows } = await sql<{ seven: Date; due: boolean }>`
      select seven at time zone 'Europe/Paris' as seven, there >= seven and extract(isodow from there) < 6 as due
      from (select there, date_trunc('day', there) + interval '7 hours' as seven
        from (select ${now}::timestamptz at time zone 'Europe/Paris' as there) as clock) as day`.execute(trx)
    await trx.deleteFrom('notification').where('created_at', '<', sql<Date>`now() - interval '1 year'`).execute()
    const [clock] = rows
    if (clock?.due) await mailNotices(app, trx, 'daily', clock.seven)
  })
