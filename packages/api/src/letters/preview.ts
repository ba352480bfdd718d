import type { LetterKind } from '@essaim/shared/campaigns.ts'
import type { LetterPreview, LetterPreviewRequest } from '@essaim/shared/letters.ts'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { checkVariables } from './commands.ts'
import { EXAMPLE_PERSON } from './example.ts'
import { compose, listPeople } from './letter-for.ts'
import { labelOf } from './letter-values.ts'
import { findCampaign, findLetter } from './queries.ts'

/** A letter as an invitation would receive it, or an example association; its links lead nowhere, and none is made. */
export async function previewLetter(
  trx: Trx,
  publicUrl: string,
  campaignId: string,
  kind: LetterKind,
  { invitation_id: invitation, letter: draft }: LetterPreviewRequest,
): Promise<LetterPreview> {
  const campaign = await findCampaign(trx, campaignId)
  if (draft) checkVariables(draft, '/letter')
  const letter = { ...(await findLetter(trx, campaign.id, kind)), ...draft }
  const people = invitation === undefined ? [EXAMPLE_PERSON] : await peopleOf(trx, campaign.id, invitation)
  const links = people.map((person) => ({ url: `${publicUrl}/repondre/#exemple`, label: labelOf(person) }))
  return compose(trx, publicUrl, {
    campaign,
    letter,
    people,
    links,
    unsubscribe: `${publicUrl}/repondre/#exemple`,
    about: null,
  })
}

async function peopleOf(trx: Trx, campaign: string, invitation: string) {
  const found = await trx
    .selectFrom('invitation')
    .select('id')
    .where('id', '=', invitation)
    .where('campaign_id', '=', campaign)
    .executeTakeFirst()
  if (!found)
    throw problem('validation', {
      errors: [
        {
          pointer: '/invitation_id',
          code: 'unknown',
          detail: { fr: 'Cette campagne n’a pas cette invitation.', en: 'This campaign has no such invitation.' },
        },
      ],
    })
  const people = await listPeople(trx, invitation)
  return people.length > 0 ? people : [EXAMPLE_PERSON]
}
