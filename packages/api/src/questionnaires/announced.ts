import { sql } from 'kysely'
import type { Db } from '../db/database.ts'

/** A campaign that people have been told of, until it closes; it is nobody’s secret then. */
export const announcedCampaign = (db: Db, id: string) =>
  db
    .selectFrom('campaign')
    .select(['name', 'opens_at', 'closes_at', 'questionnaire_version_id'])
    .where('id', '=', id)
    .where(sql<string>`campaign_state(scheduled_at, opens_at, closes_at)`, 'in', ['scheduled', 'open'])
    .executeTakeFirst()
