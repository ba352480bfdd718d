import type { CampaignQuery, CampaignState, Recipients } from '@essaim/shared/campaigns.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

/** The state by the database's clock. */
export const stateOf = sql<CampaignState>`campaign_state(campaign.scheduled_at, campaign.opens_at, campaign.closes_at)`

const selected = (trx: Trx) =>
  trx
    .selectFrom('campaign')
    .innerJoin('questionnaire_version as v', 'v.id', 'campaign.questionnaire_version_id')
    .leftJoin('campaign as earlier', 'earlier.id', 'campaign.repeats')
    .select([
      'campaign.id',
      'campaign.name',
      'campaign.purpose',
      'campaign.questionnaire_version_id',
      'campaign.opens_at',
      'campaign.closes_at',
      'campaign.scheduled_at',
      sql<Recipients>`campaign.recipients`.as('recipients'),
      'campaign.reminder_span_days',
      'campaign.second_pair_of_eyes',
      'campaign.repeats',
      'campaign.prepared_at',
      'campaign.version',
      'campaign.created_at',
      'campaign.updated_at',
      'earlier.name as repeats_name',
      'v.questionnaire_id',
      'v.number as questionnaire_number',
      'v.state as questionnaire_state',
      stateOf.as('state'),
      sql<number>`(select count(*)::int from campaign_listed l where l.campaign_id = campaign.id)`.as('listed'),
      sql<number>`(select count(*)::int from invitation i where i.campaign_id = campaign.id)`.as('invitations'),
    ])

export type CampaignRow = Awaited<ReturnType<typeof findCampaign>>

/** One campaign; what it counts is what the caller's scope shows. */
export async function findCampaign(trx: Trx, id: string) {
  const row = await selected(trx).where('campaign.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The campaign, locked until the end of the transaction. */
export async function lockCampaign(trx: Trx, id: string): Promise<CampaignRow> {
  await trx.selectFrom('campaign').select('id').where('id', '=', id).forUpdate().execute()
  return findCampaign(trx, id)
}

/** A page of campaigns, the latest first, one more than asked. */
export async function listCampaigns(trx: Trx, query: CampaignQuery, page: PageRequest) {
  let list = selected(trx)
  if (query.state) list = list.where(stateOf, 'in', query.state)
  if (page.after)
    list = list.where(
      sql<SqlBool>`(campaign.created_at, campaign.id) < (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`,
    )
  return (
    list
      // as text: a Date would lose the microseconds that the cursor needs
      .select(sql<string>`campaign.created_at::text`.as('sort_key'))
      .orderBy('campaign.created_at', 'desc')
      .orderBy('campaign.id', 'desc')
      .limit(page.limit + 1)
      .execute()
  )
}

export async function countCampaigns(trx: Trx, query: CampaignQuery): Promise<number> {
  let list = trx.selectFrom('campaign').select(sql<number>`count(*)::int`.as('n'))
  if (query.state) list = list.where(stateOf, 'in', query.state)
  return (await list.executeTakeFirstOrThrow()).n
}
