import { type Actor, isModerator } from '@essaim/shared/actors.ts'
import { openCampaignTransitions } from '@essaim/shared/campaign-rules.ts'
import type { CampaignState } from '@essaim/shared/campaigns.ts'
import { etag } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import type { CampaignRow } from './queries.ts'

/** A campaign as staff see it, with what the caller may do with it now. */
export const presentCampaign = (row: CampaignRow, actor: Actor) => ({
  id: row.id,
  name: row.name,
  purpose: row.purpose,
  state: row.state,
  questionnaire: { id: row.questionnaire_id, version: row.questionnaire_number },
  questionnaire_version_id: row.questionnaire_version_id,
  opens_at: row.opens_at,
  closes_at: row.closes_at,
  scheduled_at: row.scheduled_at,
  recipients: row.recipients,
  listed: row.listed,
  reminder_span_days: row.reminder_span_days,
  second_pair_of_eyes: row.second_pair_of_eyes,
  repeats: row.repeats === null ? null : { id: row.repeats, name: row.repeats_name ?? '' },
  invitations: row.invitations,
  prepared_at: row.prepared_at,
  transitions: isModerator(actor) ? openCampaignTransitions(row.state) : [],
  created_at: row.created_at,
  updated_at: row.updated_at,
})

/** Its tag moves with the clock too: an opened campaign is another resource than the one that waited. */
export const tagOfCampaign = (row: CampaignRow, actor: Actor): string =>
  etag([row.version, row.state, row.invitations, presentCampaign(row, actor).transitions.length].join('-'))

/** Refuses what the campaign's state does not allow. */
export function requireState(row: { state: CampaignState }, ...allowed: CampaignState[]): void {
  if (!allowed.includes(row.state)) throw problem('conflict', { members: { state: row.state } })
}
