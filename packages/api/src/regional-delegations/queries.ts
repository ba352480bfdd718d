import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import type { PageRequest } from '../lib/lists.ts'
import { type Fault, problem } from '../lib/problem.ts'

export type DelegationRow = {
  id: string
  code: string
  name: string
  departments: string[]
  version: number
  created_at: Date
  updated_at: Date
}

const selectDelegations = (db: Db | Trx) =>
  db
    .selectFrom('regional_delegation as d')
    .select([
      'd.id',
      'd.code',
      'd.name',
      sql<
        string[]
      >`array(select c.department from regional_delegation_department c where c.regional_delegation_id = d.id order by c.department)`.as(
        'departments',
      ),
      'd.version',
      'd.created_at',
      'd.updated_at',
    ])

export async function findDelegation(db: Db | Trx, id: string): Promise<DelegationRow> {
  const found = await selectDelegations(db).where('d.id', '=', id).executeTakeFirst()
  if (!found) throw problem('not-found')
  return found
}

export async function listDelegations(db: Db, page: PageRequest): Promise<DelegationRow[]> {
  let query = selectDelegations(db)
    .orderBy('d.name')
    .orderBy('d.id')
    .limit(page.limit + 1)
  if (page.after) query = query.where(sql<boolean>`(d.name, d.id) > (${page.after[0]}, ${page.after[1]}::uuid)`)
  return query.execute()
}

export const countDelegations = async (db: Db): Promise<number> =>
  (await db.selectFrom('regional_delegation').select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow())
    .total

export async function lockDelegation(trx: Trx, id: string): Promise<DelegationRow> {
  await trx.selectFrom('regional_delegation').select('id').where('id', '=', id).forUpdate().execute()
  return findDelegation(trx, id)
}

export async function checkCodeIsFree(trx: Trx, code: string): Promise<void> {
  const taken = await trx.selectFrom('regional_delegation').select('id').where('code', '=', code).executeTakeFirst()
  if (!taken) return
  throw problem('conflict', {
    errors: [
      {
        pointer: '/code',
        code: 'taken',
        detail: { fr: 'Une autre délégation a ce code.', en: 'Another delegation has this code.' },
      },
    ],
  })
}

/** Refuses the départements that another delegation covers already, saying which one. */
export async function checkDepartmentsAreFree(trx: Trx, departments: string[], except: string | null): Promise<void> {
  if (departments.length === 0) return
  const covered = await trx
    .selectFrom('regional_delegation_department as c')
    .innerJoin('regional_delegation as d', 'd.id', 'c.regional_delegation_id')
    .select(['c.department', 'd.id', 'd.name'])
    .where('c.department', 'in', departments)
    .execute()
  const errors = departments.flatMap((department, i): Fault[] => {
    const by = covered.find((row) => row.department === department && row.id !== except)
    if (!by) return []
    return [
      {
        pointer: `/departments/${i}`,
        code: 'already-covered',
        detail: {
          fr: `Le département ${department} est déjà couvert par « ${by.name} ».`,
          en: `Département ${department} is already covered by “${by.name}”.`,
        },
      },
    ]
  })
  if (errors.length > 0) throw problem('conflict', { errors })
}

export async function insertDelegation(
  trx: Trx,
  { departments, ...columns }: { code: string; name: string; departments: string[] },
): Promise<DelegationRow> {
  const id = newId()
  await trx
    .insertInto('regional_delegation')
    .values({ id, ...columns })
    .execute()
  await setDepartments(trx, id, departments)
  return findDelegation(trx, id)
}

export async function updateDelegation(
  trx: Trx,
  id: string,
  { departments, ...columns }: { name?: string | undefined; departments?: string[] | undefined },
): Promise<DelegationRow> {
  await trx
    .updateTable('regional_delegation')
    .set({ ...columns, version: sql`version + 1`, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
  if (departments) {
    await trx.deleteFrom('regional_delegation_department').where('regional_delegation_id', '=', id).execute()
    await setDepartments(trx, id, departments)
  }
  return findDelegation(trx, id)
}

async function setDepartments(trx: Trx, id: string, departments: string[]): Promise<void> {
  if (departments.length === 0) return
  await trx
    .insertInto('regional_delegation_department')
    .values(departments.map((department) => ({ department, regional_delegation_id: id })))
    .execute()
}

/** Removes a delegation that nothing refers to; its row is locked, so that nothing comes to refer to it meanwhile. */
export async function deleteDelegation(trx: Trx, id: string): Promise<void> {
  const { rows } = await sql<{ staff: boolean; routed: boolean }>`select
    exists (select from staff_delegation where regional_delegation_id = ${id}) as staff,
    exists (select from submission where rerouted_to = ${id}) or exists (select from innovation where rerouted_to = ${id}) as routed`.execute(
    trx,
  )
  const errors: Fault[] = []
  if (rows[0]?.staff)
    errors.push({
      parameter: 'id',
      code: 'has-staff',
      detail: { fr: 'Des membres du personnel y sont rattachés.', en: 'Members of staff belong to it.' },
    })
  if (rows[0]?.routed)
    errors.push({
      parameter: 'id',
      code: 'has-submissions',
      detail: { fr: 'Des réponses ou des fiches lui ont été confiées.', en: 'Answers or records were routed to it.' },
    })
  if (errors.length > 0) throw problem('conflict', { errors })
  await trx.deleteFrom('regional_delegation_department').where('regional_delegation_id', '=', id).execute()
  await trx.deleteFrom('regional_delegation').where('id', '=', id).execute()
}
