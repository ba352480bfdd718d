import { type ColleagueCreation, MOST_COLLEAGUES } from '@essaim/shared/own-invitations.ts'
import { sql } from 'kysely'
import { createContact } from '../associations/contact-commands.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { isColleague, noCampaign, openCampaignOf, respondentOf } from './invitation-queries.ts'

/** The open campaign of a respondent who may pass the invitation on; its invitation is locked. */
export async function lockToInvite(trx: Trx, caller: Caller) {
  const actor = respondentOf(caller.actor)
  const campaign = await openCampaignOf(trx, actor)
  if (!campaign || actor.participant === null) throw noCampaign()
  if (await isColleague(trx, actor.participant))
    throw problem('forbidden', {
      detail: {
        fr: 'Vous répondez à l’invitation d’un collègue : vous ne pouvez pas la confier à un autre.',
        en: 'A colleague passed this invitation on to you: you cannot pass it on in turn.',
      },
    })
  await trx.selectFrom('invitation').select('id').where('id', '=', campaign.invitation_id).forUpdate().execute()
  return { campaign, actor, participant: actor.participant }
}

/** A colleague takes part in the invitation: a contact of the association, the participant, and whoever vouches for it. */
export async function addColleague(trx: Trx, caller: Caller, asked: ColleagueCreation) {
  const { campaign, actor, participant } = await lockToInvite(trx, caller)
  const known = await trx
    .selectFrom('contact')
    .leftJoin('participant', (join) =>
      join
        .onRef('participant.contact_id', '=', 'contact.id')
        .on('participant.invitation_id', '=', campaign.invitation_id),
    )
    .select(['contact.id', 'contact.association_id', 'contact.email', 'contact.objected_at'])
    .select(['participant.id as participant', 'participant.ended_at'])
    .where('contact.association_id', '=', actor.association)
    .where(sql`lower(contact.email)`, '=', asked.email.toLowerCase())
    .orderBy('contact.id')
    .executeTakeFirst()
  if (known?.participant && known.ended_at === null)
    throw problem('conflict', {
      detail: {
        fr: 'Cette personne participe déjà à cette invitation.',
        en: 'This person already takes part in this invitation.',
      },
      errors: [
        {
          pointer: '/email',
          code: 'already-invited',
          detail: { fr: 'Cette personne est déjà invitée.', en: 'This person is already invited.' },
        },
      ],
    })
  const { n } = await trx
    .selectFrom('participant')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('invitation_id', '=', campaign.invitation_id)
    .where('invited_by', 'is not', null)
    .executeTakeFirstOrThrow()
  if (n >= MOST_COLLEAGUES && !known?.participant)
    throw problem('conflict', {
      detail: {
        fr: `Une invitation se confie à ${MOST_COLLEAGUES} collègues au plus.`,
        en: `An invitation is passed on to ${MOST_COLLEAGUES} colleagues at most.`,
      },
      members: { most: MOST_COLLEAGUES },
    })
  const contact =
    known ??
    (await createContact(trx, { caller }, actor.association, { office: 'other', name: asked.name, email: asked.email }))
  if (contact.objected_at !== null)
    throw invalid(
      '/email',
      'contact-suppressed',
      'Cette personne s’est opposée à être contactée.',
      'This person has objected to being contacted.',
    )
  const { id } = await trx
    .insertInto('participant')
    .values({ id: newId(), invitation_id: campaign.invitation_id, contact_id: contact.id, invited_by: participant })
    .onConflict((c) =>
      c.columns(['invitation_id', 'contact_id']).doUpdateSet({ ended_at: null, invited_by: participant }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordEvent(trx, caller, {
    action: 'colleague.invite',
    subject: { kind: 'participant', id },
    association_id: actor.association,
    detail: { invitation: campaign.invitation_id, contact: contact.id },
  })
  return { id, contact, campaign }
}

/** Ends a colleague's part: the link, and the sessions opened from it. */
export async function removeColleague(trx: Trx, caller: Caller, id: string): Promise<void> {
  const actor = respondentOf(caller.actor)
  const found =
    actor.invitation === null
      ? undefined
      : await trx
          .selectFrom('participant')
          .select(['id', 'contact_id'])
          .where('id', '=', id)
          .where('invitation_id', '=', actor.invitation)
          .where('invited_by', 'is not', null)
          .where('ended_at', 'is', null)
          .forUpdate()
          .executeTakeFirst()
  if (!found) throw problem('not-found')
  if (await isColleague(trx, actor.participant)) throw problem('forbidden')
  await trx.updateTable('participant').set({ ended_at: sql`now()` }).where('id', '=', id).execute()
  await trx
    .updateTable('token')
    .set({ revoked_at: sql`now()` })
    .where('revoked_at', 'is', null)
    .where((e) =>
      e.or([
        e.and([e('kind', 'in', ['respondent_link', 'respondent_code']), e('resource', '=', id)]),
        e.and([
          e('kind', '=', 'respondent_session'),
          e(
            'resource',
            'in',
            e
              .selectFrom('token as link')
              .select('link.id')
              .where('link.kind', 'in', ['respondent_link', 'respondent_code'])
              .where('link.resource', '=', id),
          ),
        ]),
      ]),
    )
    .execute()
  await recordEvent(trx, caller, {
    action: 'colleague.remove',
    subject: { kind: 'participant', id },
    association_id: actor.association,
    detail: { contact: found.contact_id },
  })
}
