import { createHash } from 'node:crypto'
import { inScope } from '../src/db/database.ts'
import { newId } from '../src/lib/id.ts'
import { type Client, json, type TestApp } from './app.ts'
import { aContact, anAssociation } from './factories.ts'

const hash = (token: string) => createHash('sha256').update(token).digest()

export type Invited = Client & {
  association: { id: string; name: string }
  contact: { id: string }
  campaign: string
  invitation: string
  participant: string
  token: string
}

/** An open campaign, an association in it, and its general director behind the invitation’s link. */
export async function anInvited(test: TestApp): Promise<Invited> {
  const association = await anAssociation(test)
  const contact = await aContact(test, association.id)
  const [campaign, invitation, participant] = [newId(), newId(), newId()]
  const token = `invitation_${newId()}`
  await inScope(test.app.db, { kind: 'job' }, async (trx) => {
    const version = await trx
      .selectFrom('questionnaire_version')
      .select('id')
      .where('state', '=', 'published')
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('campaign')
      .values({
        id: campaign,
        name: 'Recensement 2026',
        purpose: 'Faire connaître ce que les associations inventent.',
        questionnaire_version_id: version.id,
        opens_at: new Date(Date.now() - 86_400_000),
        closes_at: new Date(Date.now() + 86_400_000),
        scheduled_at: new Date(),
      })
      .execute()
    await trx
      .insertInto('invitation')
      .values({ id: invitation, campaign_id: campaign, association_id: association.id })
      .execute()
    await trx
      .insertInto('participant')
      .values({ id: participant, invitation_id: invitation, contact_id: contact.id })
      .execute()
  })
  await aToken(test, contact.id, participant, token)
  return {
    ...(await sessionOf(test, token)),
    association,
    contact,
    campaign,
    invitation,
    participant,
    token,
  }
}

/** A token of a contact, as what makes links and codes stores it. */
export async function aToken(
  test: TestApp,
  contact: string,
  participant: string | null,
  token: string,
  kind: 'respondent_link' | 'respondent_code' = 'respondent_link',
): Promise<void> {
  await test.app.db
    .insertInto('token')
    .values({
      id: newId(),
      kind,
      subject: contact,
      resource: participant,
      hash: hash(token),
      expires_at: new Date(Date.now() + 86_400_000),
    })
    .execute()
}

export const sessionOf = async (test: TestApp, token: string): Promise<Client> =>
  test.bearer(String(json(await test.anonymous.post('/v1/respond/session', { token })).access_token))

/** Moves a campaign to before its opening, or after its closing. */
export async function move(test: TestApp, campaign: string, to: 'scheduled' | 'open' | 'closed'): Promise<void> {
  const day = { scheduled: 2, open: 0, closed: -2 }[to] * 86_400_000
  await test.app.db
    .updateTable('campaign')
    .set({ opens_at: new Date(Date.now() + day - 86_400_000), closes_at: new Date(Date.now() + day + 86_400_000) })
    .where('id', '=', campaign)
    .execute()
}

/** The notices that wait for an address, oldest first, and the token of the link in the last one. */
export async function mailsTo({ app }: TestApp, address: string) {
  const mails = await app.db
    .selectFrom('delivery')
    .select(['recipient', 'subject', 'body'])
    .where('recipient', '=', address)
    .orderBy('id')
    .execute()
  return { mails, token: /\/repondre\/#(\S+)/.exec(mails.at(-1)?.body ?? '')?.[1] ?? '' }
}

/** What was done to a subject, in order; what was refused left out. */
export async function trailOf({ app }: TestApp, subject: string): Promise<string[]> {
  const rows = await app.db
    .selectFrom('event')
    .select('action')
    .where('subject_id', '=', subject)
    .where('action', '<>', 'access.denied')
    .orderBy('id')
    .execute()
  return rows.map(({ action }) => action)
}
