import type { Actor } from '@essaim/shared/actors.ts'
import type { Colleague, InvitationAnswer, OwnInvitation } from '@essaim/shared/own-invitations.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'

type CampaignState = 'draft' | 'scheduled' | 'open' | 'closed'

const campaignState = sql<CampaignState>`campaign_state(campaign.scheduled_at, campaign.opens_at, campaign.closes_at)`

/** The actor as a respondent; any other is refused. */
export const respondentOf = (actor: Actor) => {
  if (actor.kind !== 'respondent') throw problem('forbidden')
  return actor
}

/** The campaign through which the respondent's link came; null for a link made by hand, and for anybody else. */
export async function campaignOf(trx: Trx, actor: Actor) {
  if (actor.kind !== 'respondent' || actor.invitation === null) return null
  const row = await trx
    .selectFrom('invitation')
    .innerJoin('campaign', 'campaign.id', 'invitation.campaign_id')
    .select([
      'campaign.id',
      'campaign.name',
      'campaign.purpose',
      'campaign.opens_at',
      'campaign.closes_at',
      'campaign.questionnaire_version_id',
      campaignState.as('state'),
      'invitation.id as invitation_id',
    ])
    .where('invitation.id', '=', actor.invitation)
    .where('invitation.association_id', '=', actor.association)
    .executeTakeFirst()
  return row ? { ...row, participant_id: actor.participant } : null
}

/** The same, while it takes new answers; 409 before and after. */
export async function openCampaignOf(trx: Trx, actor: Actor) {
  const campaign = await campaignOf(trx, actor)
  if (campaign && campaign.state !== 'open') throw notOpen(campaign.state)
  return campaign
}

/** The open campaign that asks an association for which staff or a script write; of several, the one that opened last. */
export async function openCampaignAsking(trx: Trx, actor: Actor, association: string) {
  if (actor.kind !== 'staff' && actor.kind !== 'key') return null
  const row = await trx
    .selectFrom('invitation')
    .innerJoin('campaign', 'campaign.id', 'invitation.campaign_id')
    .innerJoin('questionnaire_version', 'questionnaire_version.id', 'campaign.questionnaire_version_id')
    .select([
      'campaign.id',
      'campaign.questionnaire_version_id',
      'questionnaire_version.questionnaire_id',
      'invitation.id as invitation_id',
    ])
    .where('invitation.association_id', '=', association)
    .where(campaignState, '=', 'open')
    .orderBy('campaign.opens_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { ...row, participant_id: null } : null
}

/** The refusal of what only an invitation lets one do. */
export const noCampaign = () =>
  problem('conflict', {
    detail: { fr: 'Ce lien n’est celui d’aucune campagne.', en: 'This link is of no campaign.' },
  })

/** The refusal of what a campaign takes only while it is open. */
export const notOpen = (state: string) =>
  problem('conflict', {
    detail:
      state === 'closed'
        ? {
            fr: 'La campagne est close : les réponses commencées peuvent encore être terminées.',
            en: 'The campaign is closed: answers begun before may still be finished.',
          }
        : { fr: 'La campagne n’est pas encore ouverte.', en: 'The campaign is not open yet.' },
    members: { state },
  })

/** The colleagues of an invitation who still have access, the first invited first. */
export async function colleaguesOf(trx: Trx, invitation: string): Promise<Colleague[]> {
  const rows = await trx
    .selectFrom('participant')
    .leftJoin('contact', 'contact.id', 'participant.contact_id')
    .select([
      'participant.id',
      'contact.name',
      'contact.email',
      'participant.created_at',
      sql<Date | null>`(select min(t.used_at) from token t where t.kind = 'respondent_link' and t.resource = participant.id)`.as(
        'opened_at',
      ),
    ])
    .where('participant.invitation_id', '=', invitation)
    .where('participant.invited_by', 'is not', null)
    .where('participant.ended_at', 'is', null)
    .orderBy('participant.id')
    .execute()
  return rows as unknown as Colleague[]
}

/** Whether the respondent is one whom a colleague invited. */
export async function isColleague(trx: Trx, participant: string | null): Promise<boolean> {
  if (participant === null) return false
  const row = await trx.selectFrom('participant').select('invited_by').where('id', '=', participant).executeTakeFirst()
  return row?.invited_by != null
}

/** What may be answered to an invitation now. */
export function openAnswers(campaign: string, state: string): InvitationAnswer[] {
  if (campaign === 'closed' || state === 'submitted') return []
  if (state === 'nothing_to_declare') return ['decline', 'take_back']
  if (state === 'declined') return ['declare_nothing', 'take_back']
  return ['declare_nothing', 'decline']
}

/** The invitation as its respondent sees it, and its version. */
export async function presentOwnInvitation(
  trx: Trx,
  actor: Actor,
): Promise<{ invitation: OwnInvitation; version: number }> {
  const federation = await trx.selectFrom('federation').select('name').executeTakeFirstOrThrow()
  const campaign = await campaignOf(trx, actor)
  if (!campaign)
    return {
      version: 0,
      invitation: {
        campaign: null,
        state: null,
        nothing_declared_at: null,
        declined_at: null,
        may_take_back: false,
        may_invite: false,
        transitions: [],
        colleagues: [],
        federation,
      },
    }
  const { invitation_id, participant_id, questionnaire_version_id: _, ...shown } = campaign
  const row = await trx
    .selectFrom('invitation')
    .innerJoin('invitation_progress as progress', 'progress.invitation_id', 'invitation.id')
    .select(['progress.state', 'invitation.nothing_declared_at', 'invitation.declined_at', 'invitation.version'])
    .where('invitation.id', '=', invitation_id)
    .executeTakeFirstOrThrow()
  const { version, state, ...dates } = row
  const transitions = openAnswers(shown.state, state ?? 'pending')
  return {
    version,
    invitation: {
      campaign: shown,
      state,
      ...dates,
      may_take_back: transitions.includes('take_back'),
      may_invite: shown.state === 'open' && !(await isColleague(trx, participant_id)),
      transitions,
      colleagues: await colleaguesOf(trx, invitation_id),
      federation,
    } as unknown as OwnInvitation,
  }
}
