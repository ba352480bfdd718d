import type { Role, StoodInFor } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'

/** The active staff with what each may act in today: their delegations, and those of whom they stand in for. */
export const staffWithReach = (db: Db | Trx) =>
  db
    .selectFrom('staff_member as m')
    .leftJoinLateral(
      sql<{ stands_in_for: StoodInFor[]; ids: string[] }>`(
        select coalesce(json_agg(json_build_object('id', away.id, 'name', away.name, 'regional_delegations',
            array(select d.regional_delegation_id from staff_delegation d where d.staff_member_id = away.id
              and not exists (select from staff_delegation own
                where own.staff_member_id = m.id and own.regional_delegation_id = d.regional_delegation_id)))), '[]') as stands_in_for,
          coalesce(array_agg(away.id), '{}') as ids
        from absence_today a join staff_member away on away.id = a.staff_member_id
        where a.stand_in_id = m.id and m.roles && array['delegate', 'moderator', 'admin'] and away.state = 'active' and 'delegate' = any (away.roles))`.as(
        'absent',
      ),
      (join) => join.onTrue(),
    )
    .where('m.state', '=', 'active')
    .select([
      'm.id',
      'm.name',
      sql<Role[]>`case when cardinality(absent.ids) > 0 and not 'delegate' = any (m.roles)
        then m.roles || 'delegate'::text else m.roles end`.as('roles'),
      sql<string[]>`array(select distinct d.regional_delegation_id from staff_delegation d
        where d.staff_member_id = m.id or d.staff_member_id = any (absent.ids))`.as('regional_delegations'),
      sql<string[]>`array(select distinct c.department from staff_delegation d
        join regional_delegation_department c on c.regional_delegation_id = d.regional_delegation_id
        where d.staff_member_id = m.id or d.staff_member_id = any (absent.ids))`.as('departments'),
      sql<StoodInFor[]>`absent.stands_in_for`.as('stands_in_for'),
    ])
