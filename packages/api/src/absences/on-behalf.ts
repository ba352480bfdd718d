import type { Actor } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** For whom the actor stands in when something happens to a submission: whose delegation, not their own, is in charge of it. */
export async function onBehalfOf(
  trx: Trx,
  actor: Actor,
  subject: { kind: string; id: string | null },
): Promise<string | undefined> {
  if (actor.kind !== 'staff' || !actor.stands_in_for?.length || subject.kind !== 'submission') return undefined
  const { rows } = await sql<{ delegation: string | null }>`
    select coalesce(s.rerouted_to, c.regional_delegation_id) as delegation
    from submission s join association a on a.id = s.association_id
    left join regional_delegation_department c on c.department = coalesce(s.main_department, a.department)
    where s.id = ${subject.id}::uuid`.execute(trx)
  const delegation = rows[0]?.delegation
  return actor.stands_in_for.find((away) => delegation && away.regional_delegations.includes(delegation))?.id
}
