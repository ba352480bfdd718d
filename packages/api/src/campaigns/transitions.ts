import { CAMPAIGN_RULES, defaultPlan } from '@essaim/shared/campaign-rules.ts'
import type { CampaignTransitionRequest } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent, whoWas } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Fault, invalid, problem } from '../lib/problem.ts'
import type { CampaignWork } from './jobs.ts'
import { withdrawInvitations } from './preparing.ts'
import { type CampaignRow, findCampaign, lockCampaign } from './queries.ts'

type Desk = { caller: Caller; enqueue: (trx: Trx, work: CampaignWork) => Promise<void> }

/** Moves a campaign; a moment that has passed meanwhile is told with the state. */
export async function transitionCampaign(
  trx: Trx,
  desk: Desk,
  id: string,
  body: CampaignTransitionRequest,
): Promise<CampaignRow> {
  const row = await lockCampaign(trx, id)
  if (!CAMPAIGN_RULES[body.transition].from.includes(row.state))
    throw problem('conflict', { members: { state: row.state, ...(await lastMove(trx, id)) } })
  if (body.closes_at !== undefined && body.transition !== 'extend')
    throw invalid('/closes_at', 'unexpected', 'Seulement pour « extend ».', 'Only with `extend`.')
  switch (body.transition) {
    case 'schedule':
      await schedule(trx, row)
      break
    case 'unschedule':
      await trx.updateTable('campaign').set({ scheduled_at: null, prepared_at: null }).where('id', '=', id).execute()
      await trx
        .deleteFrom('sending')
        .where('campaign_id', '=', id)
        .where('created_by', 'is', null)
        .where('prepared_at', 'is', null)
        .execute()
      await withdrawInvitations(trx, id)
      break
    case 'open':
      // the default plan counts from the opening, and moves with it
      await sql`update sending set due_at = due_at - (${row.opens_at}::timestamptz - now())
        where campaign_id = ${id} and created_by is null and prepared_at is null and letter in ('invitation', 'reminder')`.execute(
        trx,
      )
      await trx.updateTable('campaign').set({ opens_at: sql`now()` }).where('id', '=', id).execute()
      break
    case 'close':
      await trx.updateTable('campaign').set({ closes_at: sql`now()` }).where('id', '=', id).execute()
      break
    case 'extend':
      await extend(trx, row, body.closes_at)
  }
  await trx
    .updateTable('campaign')
    .set((e) => ({ version: e('version', '+', 1), updated_at: sql`now()` }))
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, desk.caller, {
    action: `campaign.${body.transition === 'open' || body.transition === 'close' ? `${body.transition}_now` : body.transition}`,
    subject: { kind: 'campaign', id },
    detail: { from: row.state, comment: body.comment ?? null, closes_at: body.closes_at ?? null },
  })
  if (body.transition === 'schedule') await desk.enqueue(trx, { do: 'prepare', campaign: id })
  else if (body.transition !== 'unschedule') await desk.enqueue(trx, { do: 'clock' })
  return findCampaign(trx, id)
}

/** Who moved the campaign last, and when; nobody where its dates did. */
async function lastMove(trx: Trx, id: string) {
  const move = await trx
    .selectFrom('event')
    .select(['actor_kind', 'actor_id', 'at'])
    .where('subject_kind', '=', 'campaign')
    .where('subject_id', '=', id)
    .where('action', 'not in', ['campaign.change', 'campaign.list', 'campaign.prepare'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return { by: move ? await whoWas(trx, [move.actor_kind, move.actor_id].join(':')) : null, at: move?.at ?? null }
}

const required = (pointer: string): Fault => ({
  pointer,
  code: 'required',
  detail: { fr: 'Cette date est nécessaire.', en: 'This date is needed.' },
})

async function schedule(trx: Trx, row: CampaignRow): Promise<void> {
  const { opens_at, closes_at } = row
  const errors: Fault[] = []
  if (opens_at === null) errors.push(required('/opens_at'))
  if (closes_at === null) errors.push(required('/closes_at'))
  else if (closes_at <= new Date())
    errors.push({
      pointer: '/closes_at',
      code: 'past',
      detail: { fr: 'Cette date est passée.', en: 'This date has passed.' },
    })
  if (row.questionnaire_state !== 'published')
    errors.push({
      pointer: '/questionnaire_version_id',
      code: 'not-published',
      detail: {
        fr: 'Cette version du questionnaire n’est pas publiée.',
        en: 'This questionnaire version is not published.',
      },
    })
  if (errors.length > 0 || opens_at === null || closes_at === null) throw problem('validation', { errors })
  await trx.updateTable('campaign').set({ scheduled_at: sql`now()` }).where('id', '=', row.id).execute()
  const planned = await trx
    .selectFrom('sending')
    .select('id')
    .where('campaign_id', '=', row.id)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst()
  if (planned) return
  await trx
    .insertInto('sending')
    .values(defaultPlan({ opens_at, closes_at }).map((one) => ({ id: newId(), campaign_id: row.id, ...one })))
    .execute()
}

async function extend(trx: Trx, row: CampaignRow, closes_at: string | undefined): Promise<void> {
  if (closes_at === undefined) throw problem('validation', { errors: [required('/closes_at')] })
  if (new Date(closes_at) <= new Date() || (row.closes_at !== null && new Date(closes_at) <= row.closes_at))
    throw invalid(
      '/closes_at',
      'order',
      'La nouvelle clôture doit être à venir et plus tardive.',
      'The new end has to be ahead, and later than before.',
    )
  await trx.updateTable('campaign').set({ closes_at, closing_noted_at: null }).where('id', '=', row.id).execute()
  // the default plan's last call counts from the end, and moves with it
  await sql`update sending set due_at = ${closes_at}::timestamptz - interval '3 days'
    where campaign_id = ${row.id} and created_by is null and prepared_at is null and cancelled_at is null
      and letter = 'last_call'`.execute(trx)
  // its links live twelve months longer than it
  await sql`update token set expires_at = ${closes_at}::timestamptz + interval '12 months'
    where kind in ('respondent_link', 'respondent_code') and revoked_at is null and resource in (
      select p.id from participant p join invitation i on i.id = p.invitation_id where i.campaign_id = ${row.id})`.execute(
    trx,
  )
}
