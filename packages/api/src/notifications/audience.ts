import type { Role, StaffActor } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** The active staff as they would act now. */
export async function activeStaff(trx: Trx): Promise<StaffActor[]> {
  const { rows } = await sql<{
    id: string
    name: string
    roles: Role[]
    regional_delegations: string[]
    departments: string[]
  }>`
    select m.id, m.name, m.roles,
      array(select d.regional_delegation_id from staff_delegation d where d.staff_member_id = m.id) as regional_delegations,
      array(select c.department from staff_delegation d
        join regional_delegation_department c on c.regional_delegation_id = d.regional_delegation_id
        where d.staff_member_id = m.id) as departments
    from staff_member m where m.state = 'active' order by m.id`.execute(trx)
  return rows.map((row) => ({ kind: 'staff', session: '', ...row }))
}
