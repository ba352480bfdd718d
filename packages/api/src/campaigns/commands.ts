import { CHANGEABLE } from '@essaim/shared/campaign-rules.ts'
import type { CampaignCreation, CampaignPatch, Recipients } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { insertDefaultLetters } from '../letters/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { currentVersionId } from '../questionnaires/queries.ts'
import { requireState } from './presentation.ts'
import { type CampaignRow, findCampaign } from './queries.ts'

function checkRecipients(recipients: Recipients): void {
  const { all, ...criteria } = recipients
  if ((all === true) === Object.keys(criteria).length > 0)
    throw invalid(
      '/recipients',
      'all-or-criteria',
      'Indiquez « all » seul, ou au moins un critère.',
      'Give `all` alone, or at least one criterion.',
    )
}

function checkDates(opens_at: Date | string | null, closes_at: Date | string | null): void {
  if (opens_at !== null && closes_at !== null && new Date(closes_at) <= new Date(opens_at))
    throw invalid('/closes_at', 'order', 'La clôture doit suivre l’ouverture.', 'It must close after it opens.')
}

async function checkVersion(trx: Trx, id: string): Promise<string> {
  const found = await trx.selectFrom('questionnaire_version').select('id').where('id', '=', id).executeTakeFirst()
  if (!found)
    throw invalid(
      '/questionnaire_version_id',
      'unknown',
      'Cette version du questionnaire n’existe pas.',
      'There is no such questionnaire version.',
    )
  return found.id
}

// of the same questionnaire where a campaign is repeated
async function latestVersion(trx: Trx, questionnaire: string | null): Promise<string> {
  const found = await currentVersionId(trx, questionnaire)
  if (!found)
    throw invalid(
      '/questionnaire_version_id',
      'required',
      'Aucun questionnaire n’est publié.',
      'No questionnaire is published.',
    )
  return found
}

/** A draft; one that repeats an earlier campaign begins with its recipients and its letters. */
export async function createCampaign(trx: Trx, caller: Caller, body: CampaignCreation): Promise<CampaignRow> {
  const earlier = body.repeats
    ? await findCampaign(trx, body.repeats).catch(() => {
        throw invalid('/repeats', 'unknown', 'Cette campagne n’existe pas.', 'There is no such campaign.')
      })
    : null
  const recipients = body.recipients ?? earlier?.recipients ?? { all: true as const }
  checkRecipients(recipients)
  const opens_at = body.opens_at ?? null
  const closes_at = body.closes_at ?? null
  checkDates(opens_at, closes_at)
  const id = newId()
  await trx
    .insertInto('campaign')
    .values({
      id,
      name: body.name,
      purpose: body.purpose ?? earlier?.purpose ?? null,
      questionnaire_version_id: body.questionnaire_version_id
        ? await checkVersion(trx, body.questionnaire_version_id)
        : await latestVersion(trx, earlier?.questionnaire_id ?? null),
      opens_at,
      closes_at,
      recipients: JSON.stringify(recipients),
      reminder_span_days: body.reminder_span_days ?? earlier?.reminder_span_days ?? 7,
      second_pair_of_eyes: body.second_pair_of_eyes ?? earlier?.second_pair_of_eyes ?? false,
      repeats: earlier?.id ?? null,
    })
    .execute()
  if (earlier) {
    await sql`insert into letter (campaign_id, kind, reference, subject, body, signatories)
      select ${id}::uuid, kind, reference, subject, body, signatories from letter where campaign_id = ${earlier.id}`.execute(
      trx,
    )
    if (body.recipients === undefined)
      await sql`insert into campaign_listed (campaign_id, association_id)
        select ${id}::uuid, association_id from campaign_listed where campaign_id = ${earlier.id}`.execute(trx)
  }
  await insertDefaultLetters(trx, id)
  await recordEvent(trx, caller, {
    action: 'campaign.create',
    subject: { kind: 'campaign', id },
    detail: { name: body.name, repeats: earlier?.id ?? null },
  })
  return findCampaign(trx, id)
}

/** Changes what the state still leaves open: whom it asks, what and when is settled once it is scheduled. */
export async function changeCampaign(
  trx: Trx,
  caller: Caller,
  row: CampaignRow,
  body: CampaignPatch,
): Promise<CampaignRow> {
  if (Object.keys(body).some((member) => !CHANGEABLE[row.state].includes(member)))
    throw problem('conflict', { members: { state: row.state } })
  if (body.recipients) checkRecipients(body.recipients)
  if (body.questionnaire_version_id) await checkVersion(trx, body.questionnaire_version_id)
  const opens_at = body.opens_at === undefined ? row.opens_at : body.opens_at
  const closes_at = body.closes_at === undefined ? row.closes_at : body.closes_at
  checkDates(opens_at, closes_at)
  const { recipients, ...rest } = body
  await trx
    .updateTable('campaign')
    .set((e) => ({
      ...rest,
      ...(recipients && { recipients: JSON.stringify(recipients) }),
      version: e('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'campaign.change',
    subject: { kind: 'campaign', id: row.id },
    detail: { members: Object.keys(body) },
  })
  return findCampaign(trx, row.id)
}

/** Removes a draft that has written to nobody. */
export async function deleteCampaign(trx: Trx, caller: Caller, row: CampaignRow): Promise<void> {
  requireState(row, 'draft')
  // a campaign taken back after letters had left, or repeated by another, stays
  if (row.invitations > 0) throw problem('conflict', { members: { state: row.state } })
  const repeated = await trx.selectFrom('campaign').select('id').where('repeats', '=', row.id).executeTakeFirst()
  if (repeated) throw problem('conflict', { members: { state: row.state } })
  await trx.deleteFrom('campaign').where('id', '=', row.id).execute()
  await recordEvent(trx, caller, {
    action: 'campaign.delete',
    subject: { kind: 'campaign', id: row.id },
    detail: { name: row.name },
  })
}
