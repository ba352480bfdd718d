import type { Interlocutor } from '@essaim/shared/handling.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { SubmissionRow } from './queries.ts'

/**
 * Whom the association deals with: who follows its answer, else who asked for corrections last, else a delegate in
 * charge; headquarters where there is none of these. Whoever is away is replaced by their stand-in, or passed over.
 */
export async function interlocutorOf(
  trx: Trx,
  row: Pick<SubmissionRow, 'id' | 'assignee_id' | 'in_charge_id' | 'in_charge_name'>,
): Promise<Interlocutor> {
  const { rows } = await sql<{ name: string; of_delegation: boolean }>`
    select there.name, exists (select from staff_delegation d
        where d.staff_member_id in (there.id, candidate.id) and d.regional_delegation_id = ${row.in_charge_id}::uuid) as of_delegation
    from (
      select 1 as rank, ${row.assignee_id}::uuid as id
      union all
      (select 2, e.actor_id from event e
        where e.subject_kind = 'submission' and e.subject_id = ${row.id}::uuid
          and e.action = 'submission.request_changes' and e.actor_kind = 'staff'
        order by e.id desc limit 1)
      union all
      select 3, d.staff_member_id from staff_delegation d join staff_member m on m.id = d.staff_member_id
        where d.regional_delegation_id = ${row.in_charge_id}::uuid and 'delegate' = any (m.roles)) as candidate
    left join absence_today away on away.staff_member_id = candidate.id
    join staff_member there on there.id = case when away.id is null then candidate.id else away.stand_in_id end
    where there.state = 'active'
      and not exists (select from absence_today own where own.staff_member_id = there.id and away.id is not null)
    order by candidate.rank, there.name, there.id limit 1`.execute(trx)
  const [found] = rows
  return {
    name: found?.name ?? null,
    regional_delegation:
      found?.of_delegation && row.in_charge_id ? { id: row.in_charge_id, name: row.in_charge_name ?? '' } : null,
  }
}
