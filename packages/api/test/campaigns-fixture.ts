import { inScope, type Trx } from '../src/db/database.ts'
import { newId } from '../src/lib/id.ts'
import type { TestApp } from './app.ts'

const asMachine = <T>({ app }: TestApp, work: (trx: Trx) => Promise<T>) => inScope(app.db, { kind: 'job' }, work)

/** A campaign that opened yesterday and closes in a month. */
export async function anOpenCampaign(test: TestApp, more: { name?: string; closes_at?: Date } = {}): Promise<string> {
  const id = newId()
  const day = 86_400_000
  await asMachine(test, async (trx) => {
    const { id: version } = await trx
      .selectFrom('questionnaire_version')
      .select('id')
      .limit(1)
      .executeTakeFirstOrThrow()
    await trx
      .insertInto('campaign')
      .values({
        id,
        name: more.name ?? 'Recensement d’exemple',
        questionnaire_version_id: version,
        opens_at: new Date(Date.now() - 40 * day),
        closes_at: more.closes_at ?? new Date(Date.now() + 30 * day),
        scheduled_at: new Date(Date.now() - 50 * day),
      })
      .execute()
  })
  return id
}

/** An association's invitation. */
export async function anInvitation(test: TestApp, campaign: string, association: string): Promise<string> {
  const id = newId()
  await asMachine(test, (trx) =>
    trx.insertInto('invitation').values({ id, campaign_id: campaign, association_id: association }).execute(),
  )
  return id
}

/** A person of an invitation, with the contact behind it. */
export async function aParticipant(
  test: TestApp,
  invitation: string,
  association: string,
  contact: { office: string; civility?: string | null; name?: string; email?: string | null },
): Promise<{ id: string; contact: string }> {
  const id = newId()
  const contact_id = newId()
  await asMachine(test, async (trx) => {
    await trx
      .insertInto('contact')
      .values({ id: contact_id, association_id: association, name: 'Camille Exemple', civility: 'madame', ...contact })
      .execute()
    await trx.insertInto('participant').values({ id, invitation_id: invitation, contact_id }).execute()
  })
  return { id, contact: contact_id }
}

/** A letter on its way to an address. */
export async function aDelivery(
  test: TestApp,
  campaign: string,
  kind: string,
  recipient: string,
  participants: string[],
) {
  const id = newId()
  await asMachine(test, async (trx) => {
    await trx.insertInto('delivery').values({ id, kind, recipient, campaign_id: campaign }).execute()
    if (participants.length > 0)
      await trx
        .insertInto('delivery_participant')
        .values(participants.map((participant_id) => ({ delivery_id: id, participant_id })))
        .execute()
  })
  return { id, kind, recipient, campaign_id: campaign, about: null, state: 'waiting' }
}
