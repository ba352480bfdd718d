import type { Absence, AbsenceQuery, StaffColleague } from '@essaim/shared/absences.ts'
import { type SqlBool, sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

const selected = (db: Db | Trx) =>
  db
    .selectFrom('absence')
    .innerJoin('staff_member as member', 'member.id', 'absence.staff_member_id')
    .leftJoin('staff_member as stand_in', 'stand_in.id', 'absence.stand_in_id')
    .select([
      'absence.id',
      'absence.staff_member_id',
      'member.name',
      'absence.stand_in_id',
      'stand_in.name as stand_in_name',
      'absence.starts_on',
      'absence.ends_on',
      'absence.version',
      'absence.created_at',
      'absence.updated_at',
    ])
export type AbsenceRow = Awaited<ReturnType<typeof findAbsence>>

export async function findAbsence(db: Db | Trx, id: string) {
  const row = await selected(db).where('absence.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The absence, locked until the end of the transaction. */
export async function lockAbsence(trx: Trx, id: string): Promise<AbsenceRow> {
  await trx.selectFrom('absence').select('id').where('id', '=', id).forUpdate().execute()
  return findAbsence(trx, id)
}

const isOver = sql<SqlBool>`absence.ends_on < (now() at time zone 'Europe/Paris')::date`

/** The last ones to end first. */
export async function listAbsences(db: Db, query: AbsenceQuery, page: PageRequest) {
  let list = selected(db)
  if (query.over !== undefined) list = list.where(query.over ? isOver : sql<SqlBool>`not ${isOver}`)
  const total = query.count
    ? Number((await sql<{ n: number }>`select count(*) as n from (${list}) as all_of_them`.execute(db)).rows[0]?.n)
    : undefined
  if (page.after)
    list = list.where(sql<SqlBool>`(absence.ends_on, absence.id) < (${page.after[0]}::date, ${page.after[1]}::uuid)`)
  const rows = await list
    .orderBy('absence.ends_on', 'desc')
    .orderBy('absence.id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return { rows, total }
}

/** The absence as the API shows it. Dates become text when the answer is written. */
export const presentAbsence = (row: AbsenceRow): Absence =>
  ({
    id: row.id,
    member: { id: row.staff_member_id, name: row.name },
    stand_in: row.stand_in_id && { id: row.stand_in_id, name: row.stand_in_name },
    starts_on: row.starts_on,
    ends_on: row.ends_on,
    created_at: row.created_at,
    updated_at: row.updated_at,
  }) as unknown as Absence

/** The active staff who moderate, by name, and who of them is away. */
export async function listColleagues(db: Db): Promise<StaffColleague[]> {
  const { rows } = await sql<StaffColleague>`
    select m.id, m.name, m.roles, away.ends_on as away_until,
      (select json_build_object('id', i.id, 'name', i.name) from staff_member i where i.id = away.stand_in_id) as stand_in,
      coalesce((select json_agg(json_build_object('id', d.id, 'name', d.name) order by d.name)
        from staff_delegation s join regional_delegation d on d.id = s.regional_delegation_id
        where s.staff_member_id = m.id), '[]') as regional_delegations
    from staff_member m
    left join lateral (
      select a.ends_on, a.stand_in_id from absence_today t join absence a on a.id = t.id
      where t.staff_member_id = m.id order by a.ends_on desc, a.id desc limit 1) as away on true
    where m.state = 'active' and m.roles && array['delegate', 'moderator', 'admin']
    order by m.name, m.id`.execute(db)
  return rows
}

/** Whether an active member of staff moderates at all. */
export async function moderates(trx: Trx, id: string): Promise<boolean> {
  const found = await trx
    .selectFrom('staff_member')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'active')
    .where(sql<SqlBool>`roles && array['delegate', 'moderator', 'admin']`)
    .executeTakeFirst()
  return found !== undefined
}
