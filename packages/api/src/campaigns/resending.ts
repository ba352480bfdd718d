import type { ResendRequest, Resent } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid } from '../lib/problem.ts'
import { type Person, whoIsDue } from './due.ts'
import { byAddress } from './expanding.ts'
import type { InvitationRow } from './invitations.ts'
import { requireState } from './presentation.ts'
import type { CampaignRow } from './queries.ts'

const shown = (one: Person) => ({
  invitation_id: one.invitation_id,
  participant_id: one.participant_id,
  association: { id: one.association_id, name: one.association_name },
  office: one.office as 'president' | null,
  name: one.name,
})

/** To whom the invitation would go again now, and who is left out and why; nobody who objected, ever. */
async function whoAgain(trx: Trx, campaign: CampaignRow, invitation: InvitationRow, request: ResendRequest) {
  requireState(campaign, 'open')
  const named = request.participants?.map((id) => id.toLowerCase())
  const people = await whoIsDue(trx, {
    letter: 'invitation',
    campaign: campaign.id,
    invitations: [invitation.id],
    again: named !== undefined,
    spanDays: campaign.reminder_span_days,
  })
  if (named === undefined) return people
  const known = people.map(({ participant_id }) => participant_id)
  const unknown = named.findIndex((id) => !known.includes(id))
  if (unknown >= 0)
    throw invalid(
      `/participants/${unknown}`,
      'unknown',
      'Cette personne ne participe pas à cette invitation.',
      'This person takes no part in this invitation.',
    )
  return people.filter((one) => named.includes(one.participant_id))
}

const presentAgain = (people: Person[]): Resent => ({
  mails: byAddress(people).size,
  recipients: people.filter(({ reason }) => reason === null).map((one) => ({ ...shown(one), email: one.email ?? '' })),
  left_out: people.flatMap((one) => (one.reason === null ? [] : [{ ...shown(one), reason: one.reason }])),
})

/** Whom sending an invitation again would reach. */
export const previewResend = async (
  trx: Trx,
  campaign: CampaignRow,
  invitation: InvitationRow,
  request: ResendRequest,
): Promise<Resent> => presentAgain(await whoAgain(trx, campaign, invitation, request))

/** Puts the invitation on its way again: one mail per address, and none where one is on its way already. */
export async function resendInvitation(
  trx: Trx,
  caller: Caller,
  campaign: CampaignRow,
  invitation: InvitationRow,
  request: ResendRequest,
): Promise<Resent> {
  // in turn with what the plan writes, and with whoever asks for the same
  await sql`select pg_advisory_xact_lock(hashtext('essaim.expanding'))`.execute(trx)
  const people = await whoAgain(trx, campaign, invitation, request)
  for (const group of byAddress(people).values()) {
    const id = newId()
    await trx
      .insertInto('delivery')
      .values({
        id,
        kind: 'invitation',
        recipient: group[0]?.email ?? '',
        campaign_id: campaign.id,
        again: request.participants !== undefined,
      })
      .execute()
    await trx
      .insertInto('delivery_participant')
      .values(group.map(({ participant_id }) => ({ delivery_id: id, participant_id })))
      .execute()
  }
  const resent = presentAgain(people)
  await recordEvent(trx, caller, {
    action: 'invitation.resend',
    subject: { kind: 'invitation', id: invitation.id },
    association_id: invitation.association_id,
    detail: { mails: resent.mails },
  })
  return resent
}
