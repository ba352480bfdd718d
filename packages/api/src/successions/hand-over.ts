import type { ContactCreation } from '@essaim/shared/associations.ts'
import { sql } from 'kysely'
import { endAccess } from '../associations/access-ends.ts'
import { changeContact, createContact, createLink } from '../associations/contact-commands.ts'
import { type ContactRow, lockContact } from '../associations/contact-queries.ts'
import type { Trx } from '../db/database.ts'
import type { Caller } from '../events/commands.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { newId } from '../lib/id.ts'
import type { SuccessionRow } from './queries.ts'

type Desk = { caller: Caller; publicUrl: string; mail: Jobs['mail'] }

/** The office passes: the former holder’s access ends, the successor takes part in the same invitation and gets a link. */
export async function handOver(trx: Trx, desk: Desk, row: SuccessionRow): Promise<string> {
  if (row.contact_id !== null) await stepDown(trx, desk, row, row.contact_id)
  const successor = await takeOffice(trx, desk, row)
  const campaign =
    row.invitation_id === null
      ? undefined
      : await trx
          .selectFrom('invitation')
          .innerJoin('campaign', 'campaign.id', 'invitation.campaign_id')
          .select(['campaign.name', 'campaign.closes_at', 'invitation.id as invitation'])
          .where('invitation.id', '=', row.invitation_id)
          .executeTakeFirst()
  const participant =
    campaign &&
    (await trx
      .insertInto('participant')
      .values({ id: newId(), invitation_id: campaign.invitation, contact_id: successor.id })
      .onConflict((c) => c.columns(['invitation_id', 'contact_id']).doUpdateSet({ ended_at: null, invited_by: null }))
      .returning('id')
      .executeTakeFirstOrThrow())
  if (successor.email === null || successor.objected_at !== null) return successor.id
  const link = await createLink(
    trx,
    desk,
    successor,
    campaign && participant && { participant: participant.id, closes_at: campaign.closes_at },
  )
  await desk.mail(trx, {
    to: successor.email,
    subject: `${campaign?.name ?? 'Recensement des innovations'} : votre lien personnel`,
    body: [
      ['Bonjour', row.civility === 'madame' ? 'Madame' : row.civility === 'monsieur' ? 'Monsieur' : null]
        .filter(Boolean)
        .join(' ')
        .concat(','),
      `Votre prédécesseur nous a indiqué que vous exercez désormais ${row.office === 'president' ? 'la présidence' : 'la direction générale'} de ${row.association_name}. Voici votre lien personnel pour le recensement des innovations :`,
      link.url,
      'Les réponses déjà commencées sont conservées : vous pouvez les reprendre.',
      'Vous pouvez vous opposer à être contacté, ou faire corriger vos coordonnées, en répondant à ce message.',
    ].join('\n\n'),
  })
  return successor.id
}

async function stepDown(trx: Trx, { caller }: Desk, row: SuccessionRow, contact: string): Promise<void> {
  const former = await lockContact(trx, row.association_id, contact)
  if (former.office === row.office) await changeContact(trx, { caller }, former, { office: 'other' })
  await trx
    .updateTable('participant')
    .set({ ended_at: sql`now()` })
    .where('contact_id', '=', former.id)
    .where('ended_at', 'is', null)
    .execute()
  await endAccess(trx, [former.id])
}

/** The successor in office: somebody known to the association under that address, else somebody new. */
async function takeOffice(trx: Trx, { caller }: Desk, row: SuccessionRow): Promise<ContactRow> {
  const { name, email } = row
  const known =
    email === null
      ? undefined
      : await trx
          .selectFrom('contact')
          .select('id')
          .where('association_id', '=', row.association_id)
          .where('office', '=', 'other')
          .where('objected_at', 'is', null)
          .where(sql`lower(email)`, '=', email.toLowerCase())
          .$if(row.contact_id !== null, (q) => q.where('id', '<>', row.contact_id))
          .orderBy('id')
          .executeTakeFirst()
  const office = row.office as ContactCreation['office']
  const facts = { office, name, ...(row.civility && { civility: row.civility as 'madame' | 'monsieur' }) }
  return known
    ? changeContact(trx, { caller }, await lockContact(trx, row.association_id, known.id), facts)
    : createContact(trx, { caller }, row.association_id, { ...facts, email })
}
