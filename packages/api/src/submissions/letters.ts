import { UNDO_MINUTES } from '@essaim/shared/submission-rules.ts'
import { sql } from 'kysely'
import { createLink } from '../associations/contact-commands.ts'
import { asMachine, type Trx } from '../db/database.ts'
import { salutation } from '../letters/salutation.ts'
import { typeset } from '../letters/typography.ts'
import type { Desk } from './desk.ts'
import { interlocutorOf } from './interlocutor.ts'
import type { SubmissionRow } from './queries.ts'

export type Letter = { subject: string; paragraphs: string[] }

/**
 * Writes to the association about one of its answers, with a personal link to it, and gives the delivery's id; null where
 * nobody can be written to. It leaves when the time to undo is over; until then
 * `takeBackNotice` keeps it.
 */
export async function writeToAssociation(
  trx: Trx,
  desk: Pick<Desk, 'caller' | 'post'>,
  row: SubmissionRow,
  { subject, paragraphs }: Letter,
): Promise<string | null> {
  const { post, caller } = desk
  if (!post) return null
  let delivery: string | null = null
  // who decides may not see the contacts of this association: the letter is the machine's
  await asMachine(trx, async (machine) => {
    const contact = await addresseeOf(machine, row)
    if (!contact) return
    const { participant, closes_at } = contact
    const link = await createLink(
      machine,
      { caller, publicUrl: post.publicUrl },
      contact,
      participant === null ? undefined : { participant, closes_at },
    )
    delivery = await post.mail(machine, {
      to: contact.email,
      subject: typeset(subject),
      body: [
        salutation([contact]),
        ...paragraphs,
        `Votre réponse se lit, et se reprend s’il y a lieu, par ce lien personnel : ne le transférez pas.\n${toAnswer(link.url, row.id)}`,
        await signatureOf(machine, row),
      ]
        .map(typeset)
        .join('\n\n'),
      about: row.id,
      minutes: UNDO_MINUTES,
    })
  })
  return delivery
}

const toAnswer = (link: string, id: string) => link.replace('/repondre/#', `/repondre/?reponse=${id}#`)

// who answered, else who speaks for the association
const addresseeOf = (trx: Trx, row: Pick<SubmissionRow, 'id' | 'association_id' | 'contact_id'>) =>
  trx
    .selectFrom('contact')
    .innerJoin('submission', (join) => join.on('submission.id', '=', row.id))
    .leftJoin('campaign', 'campaign.id', 'submission.campaign_id')
    .leftJoin('participant', (join) =>
      join
        .onRef('participant.contact_id', '=', 'contact.id')
        .onRef('participant.invitation_id', '=', 'submission.invitation_id')
        .on('participant.ended_at', 'is', null),
    )
    .select([
      'contact.id',
      'contact.association_id',
      'contact.office',
      'contact.civility',
      'contact.objected_at',
      sql<string>`contact.email`.as('email'),
      'participant.id as participant',
      'campaign.closes_at',
    ])
    .where('contact.association_id', '=', row.association_id)
    .where('contact.email', 'is not', null)
    .where('contact.objected_at', 'is', null)
    .where('contact.bounced_at', 'is', null)
    .where((e) => e.or([e('contact.office', '<>', 'other'), e('contact.id', '=', row.contact_id)]))
    .orderBy(sql`case when contact.id = ${row.contact_id} then 0 when office = 'general_director' then 1 else 2 end`)
    .limit(1)
    .executeTakeFirst()

// by name, of its delegation, and of the federation
async function signatureOf(trx: Trx, row: SubmissionRow): Promise<string> {
  const federation = await trx.selectFrom('federation').select('name').executeTakeFirstOrThrow()
  const { name, regional_delegation } = await interlocutorOf(trx, row)
  return [name, regional_delegation?.name, federation.name].filter(Boolean).join('\n')
}
