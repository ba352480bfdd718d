import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** Who is written to about an association: the active delegates of its département, else the moderators, else the administrators. */
export async function delegatesFor(trx: Trx, association: string): Promise<string[]> {
  const { rows } = await sql<{ email: string; rank: number }>`
    select m.email, case
      when 'delegate' = any (m.roles) and exists (
        select from staff_delegation d
        join regional_delegation_department c on c.regional_delegation_id = d.regional_delegation_id
        join association a on a.department = c.department
        where d.staff_member_id = m.id and a.id = ${association}) then 1
      when 'moderator' = any (m.roles) then 2
      else 3 end as rank
    from staff_member m
    where m.state = 'active' and m.roles && array['delegate', 'moderator', 'admin']
      and (m.roles && array['moderator', 'admin'] or exists (
        select from staff_delegation d
        join regional_delegation_department c on c.regional_delegation_id = d.regional_delegation_id
        join association a on a.department = c.department
        where d.staff_member_id = m.id and a.id = ${association}))
    order by m.email`.execute(trx)
  const first = Math.min(...rows.map(({ rank }) => rank))
  return rows.filter(({ rank }) => rank === first).map(({ email }) => email)
}
