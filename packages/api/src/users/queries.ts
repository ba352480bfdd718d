import type { Role } from '@essaim/shared/actors.ts'
import type { User } from '@essaim/shared/users.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

export type UserRow = Omit<User, 'created_at' | 'updated_at'> & { version: number; created_at: Date; updated_at: Date }

/** The row as the API shows it. */
export const presentUser = ({ version: _version, created_at, updated_at, ...user }: UserRow): User => ({
  ...user,
  created_at: created_at.toISOString(),
  updated_at: updated_at.toISOString(),
})

const selectUsers = (db: Db | Trx) =>
  db.selectFrom('staff_member as m').select([
    'm.id',
    'm.email',
    'm.name',
    sql<Role[]>`m.roles`.as('roles'),
    sql<User['regional_delegations']>`array(
      select s.regional_delegation_id from staff_delegation s where s.staff_member_id = m.id
      order by s.regional_delegation_id)`.as('regional_delegations'),
    sql<User['state']>`m.state`.as('state'),
    'm.version',
    'm.created_at',
    'm.updated_at',
  ])

export async function findUser(db: Db | Trx, id: string): Promise<UserRow> {
  const found = await selectUsers(db).where('m.id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

export async function listUsers(
  db: Db,
  page: PageRequest,
  filters: { state?: string | undefined },
): Promise<UserRow[]> {
  let query = selectUsers(db)
    .orderBy('m.name')
    .orderBy('m.id')
    .limit(page.limit + 1)
  if (filters.state) query = query.where('m.state', '=', filters.state)
  if (page.after) query = query.where(sql<boolean>`(m.name, m.id) > (${page.after[0]}, ${page.after[1]}::uuid)`)
  return query.execute()
}

export async function countUsers(db: Db, filters: { state?: string | undefined }): Promise<number> {
  let query = db.selectFrom('staff_member').select(sql<number>`count(*)::int`.as('total'))
  if (filters.state) query = query.where('state', '=', filters.state)
  return (await query.executeTakeFirstOrThrow()).total
}

/** Locks the member together with all active administrators, in one order: two who demote each other wait for one another. */
export async function lockUser(trx: Trx, id: string): Promise<{ user: UserRow; admins: string[] }> {
  const { rows } = await sql<{ id: string; admin: boolean }>`
    select id, state = 'active' and 'admin' = any (roles) as admin from staff_member
    where id = ${id} or (state = 'active' and 'admin' = any (roles)) order by id for update`.execute(trx)
  return { user: await findUser(trx, id), admins: rows.filter((row) => row.admin).map((row) => row.id) }
}

/** Refuses an address that another member has, naming the field. */
export async function checkEmailIsFree(trx: Trx, email: string, except: string | null): Promise<void> {
  const taken = await trx
    .selectFrom('staff_member')
    .select('id')
    .where(sql`lower(email)`, '=', sql`lower(${email})`)
    .executeTakeFirst()
  if (!taken || taken.id === except) return
  throw problem('conflict', {
    errors: [
      {
        pointer: '/email',
        code: 'taken',
        detail: { fr: 'Un autre compte a cette adresse.', en: 'Another account has this address.' },
      },
    ],
  })
}

/** Refuses delegations that do not exist, each by its place. */
export async function checkDelegationsExist(trx: Trx, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  const rows = await trx.selectFrom('regional_delegation').select('id').where('id', 'in', ids).execute()
  const known = new Set(rows.map((row) => row.id))
  const errors = ids.flatMap((id, i) =>
    known.has(id.toLowerCase())
      ? []
      : [
          {
            pointer: `/regional_delegations/${i}`,
            code: 'unknown',
            detail: { fr: 'Cette délégation n’existe pas.', en: 'There is no such delegation.' },
          },
        ],
  )
  if (errors.length > 0) throw problem('validation', { errors })
}

export async function insertUser(
  trx: Trx,
  user: { email: string; name: string; password_hash: string | null; roles: Role[]; regional_delegations: string[] },
): Promise<UserRow> {
  const { regional_delegations, ...columns } = user
  const id = newId()
  await trx
    .insertInto('staff_member')
    .values({ id, ...columns })
    .execute()
  await setDelegations(trx, id, regional_delegations)
  return findUser(trx, id)
}

export type UserChange = {
  email?: string | undefined
  name?: string | undefined
  password_hash?: string | undefined
  roles?: Role[] | undefined
  state?: User['state'] | undefined
  regional_delegations?: string[] | undefined
}

export async function updateUser(
  trx: Trx,
  id: string,
  { regional_delegations, ...columns }: UserChange,
): Promise<UserRow> {
  await trx
    .updateTable('staff_member')
    .set({ ...columns, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
  if (regional_delegations) {
    await trx.deleteFrom('staff_delegation').where('staff_member_id', '=', id).execute()
    await setDelegations(trx, id, regional_delegations)
  }
  return findUser(trx, id)
}

async function setDelegations(trx: Trx, id: string, delegations: string[]): Promise<void> {
  if (delegations.length === 0) return
  await trx
    .insertInto('staff_delegation')
    .values(delegations.map((d) => ({ staff_member_id: id, regional_delegation_id: d })))
    .execute()
}
