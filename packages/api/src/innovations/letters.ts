import type { Audience } from '@essaim/shared/audience.ts'
import type { InnovationTransition, WithdrawalReason } from '@essaim/shared/innovations.ts'
import { createLink } from '../associations/contact-commands.ts'
import { headsToWriteTo } from '../associations/heads.ts'
import type { Trx } from '../db/database.ts'
import { salutation } from '../letters/salutation.ts'
import { dayInWords, typeset } from '../letters/typography.ts'
import { takeBackNotice } from '../mail/commands.ts'
import type { Desk } from '../submissions/desk.ts'
import type { ModeratedRow } from './queries.ts'
import { siteText } from './site-text.ts'

/** How long a letter about what staff did waits, so that it can still be undone. */
const UNDO_MINUTES = 10

type Letter = { subject: string; paragraphs: string[]; about?: string; minutes?: number }

/** Writes to the heads of an association, each with a personal link to its records; how many letters that makes. */
export async function writeToHeads(
  trx: Trx,
  { caller, post }: Desk,
  association: string | null,
  { subject, paragraphs, ...rest }: Letter,
): Promise<number> {
  if (!post || association === null) return 0
  const { name } = await trx.selectFrom('federation').select('name').executeTakeFirstOrThrow()
  const heads = await headsToWriteTo(trx, association)
  for (const head of heads) {
    const { url } = await createLink(trx, { caller, publicUrl: post.publicUrl }, head)
    await post.mail(trx, {
      to: head.email,
      subject: typeset(subject),
      body: [salutation([head]), ...paragraphs, `${LINK}\n${url}`, name].map(typeset).join('\n\n'),
      ...rest,
    })
  }
  return heads.length
}

const LINK = 'Vos fiches et ce que vous pouvez en faire, par votre lien personnel (ne le transférez pas) :'

/** Keeps what was written about a record and still waits from leaving: it was undone, or moved on. */
async function takeBackLetters(trx: Trx, id: string): Promise<void> {
  const waiting = await trx
    .selectFrom('delivery')
    .select('id')
    .where('about', '=', id)
    .where('kind', '=', 'notice')
    .where('state', '=', 'waiting')
    .execute()
  for (const one of waiting) await takeBackNotice(trx, one.id)
}

/** A title as a letter quotes it. */
export const quoted = (title: string | null): string => `« ${title ?? 'sans titre'} »`

/** Tells the association where its newly published version is read, with what shows it on its own site. */
async function tellPublished(trx: Trx, desk: Desk, row: ModeratedRow): Promise<void> {
  const read = await widestReading(trx, row.id)
  await writeToHeads(trx, desk, row.association_id, {
    subject: `${quoted(read.title)} est publié`,
    paragraphs: [
      `La fiche ${quoted(read.title)} figure désormais au répertoire des innovations.`,
      ...(await whereItIsRead(trx, read)),
      'Elle reste la vôtre : vous pouvez en restreindre la diffusion, la mettre à jour ou la faire retirer à tout moment.',
    ],
    about: row.id,
    minutes: UNDO_MINUTES,
  })
}

type Reading = { by: Audience; title: string | null; pitch: string | null; url: string }

/** The widest audience that reads a record just published, and what it reads. */
async function widestReading(trx: Trx, id: string): Promise<Reading> {
  const row = await trx
    .selectFrom('document')
    .select(['from_audience', 'card'])
    .where('innovation_id', '=', id)
    .where('current', '=', true)
    .orderBy('from_audience')
    .limit(1)
    .executeTakeFirst()
  if (row) return { by: row.from_audience, ...(JSON.parse(row.card) as Omit<Reading, 'by'>) }
  const { title } = await trx.selectFrom('innovation').select('title').where('id', '=', id).executeTakeFirstOrThrow()
  return { by: 'staff', title, pitch: null, url: '' }
}

async function whereItIsRead(trx: Trx, read: Reading): Promise<string[]> {
  switch (read.by) {
    case 'partners':
      return ['Comme vous l’avez choisi, elle est lue par nos partenaires et par nos adhérents.']
    case 'members':
      return ['Comme vous l’avez choisi, elle est lue par nos adhérents.']
    case 'staff':
      return ['Comme vous l’avez choisi, elle n’est lue que par la fédération.']
    case 'public': {
      const { name } = await trx.selectFrom('federation').select('name').executeTakeFirstOrThrow()
      return [
        `Tout le monde peut la lire à cette adresse, qui ne changera pas :\n${read.url}`,
        `Pour l’imprimer ou la joindre à un courriel, en PDF :\n${read.url}/pdf`,
        `Et pour votre propre site, un texte court à reprendre tel quel :\n\n${siteText(name, read)}`,
      ]
    }
  }
}

/** Whether its campaign tells the association of this version, in its own words. */
const isToldByCampaign = async (trx: Trx, id: string, number: number) =>
  (await trx
    .selectFrom('innovation_version as v')
    .innerJoin('submission as s', 's.id', 'v.submission_id')
    .innerJoin('letter as l', (join) =>
      join.onRef('l.campaign_id', '=', 's.campaign_id').on('l.kind', '=', 'publication'),
    )
    .select('v.number')
    .where('v.innovation_id', '=', id)
    .where('v.number', '=', number)
    .where('s.invitation_id', 'is not', null)
    .executeTakeFirst()) !== undefined

const TOLD: readonly InnovationTransition[] = ['publish', 'withdraw', 'merge', 'unmerge']

/**
 * Writes to the association what became of its record, unless it did so itself; what was written before and waits is
 * taken back. After the readers’ views have moved, since it tells who reads it.
 */
export async function tellMoved(
  trx: Trx,
  desk: Desk,
  row: ModeratedRow,
  transition: InnovationTransition,
  told: { reason?: WithdrawalReason; into_title?: string | null },
): Promise<void> {
  if (!desk.post || desk.caller.actor.kind === 'respondent' || !TOLD.includes(transition)) return
  await takeBackLetters(trx, row.id)
  const number = row.draft_number
  if (transition === 'publish' && number !== null && !(await isToldByCampaign(trx, row.id, number)))
    await tellPublished(trx, desk, row)
  if (transition === 'withdraw' && told.reason) await tellWithdrawn(trx, desk, row, told.reason)
  if (transition === 'merge' && row.state === 'published') await tellMerged(trx, desk, row, told.into_title ?? null)
}

const WHY: Record<WithdrawalReason, string> = {
  stopped: 'l’innovation s’est arrêtée',
  outdated: 'la fiche n’est plus à jour',
  error: 'la fiche contenait une erreur',
  asked_by_association: 'votre association l’a demandé',
}

/** Tells the association that the federation, or the rule on records that nobody confirms, has withdrawn its record. */
async function tellWithdrawn(trx: Trx, desk: Desk, row: ModeratedRow, reason: WithdrawalReason): Promise<void> {
  const by_rule = desk.caller.actor.kind === 'job'
  await writeToHeads(trx, desk, row.association_id, {
    subject: `${quoted(row.title)} est retiré du répertoire`,
    paragraphs: [
      `La fiche ${quoted(row.title)} n’est plus lue par personne depuis le ${dayInWords(new Date())}.`,
      by_rule
        ? 'Nous vous avions demandé si elle était toujours d’actualité, puis annoncé ce retrait, et n’avons pas reçu de réponse.'
        : `Motif : ${WHY[reason]}.`,
      'Rien n’en est perdu : écrivez-nous si elle doit reparaître.',
    ],
    about: row.id,
    minutes: by_rule ? 0 : UNDO_MINUTES,
  })
}

/** Tells the association which record now stands for its own. */
async function tellMerged(trx: Trx, desk: Desk, row: ModeratedRow, into: string | null): Promise<void> {
  await writeToHeads(trx, desk, row.association_id, {
    subject: `${quoted(row.title)} est réuni avec une autre fiche`,
    paragraphs: [
      `La fiche ${quoted(row.title)} décrivait la même innovation que la fiche ${quoted(into)} : c’est celle-ci qui demeure au répertoire, et ses lecteurs y sont conduits.`,
      'Rien n’en est perdu : écrivez-nous si ces deux fiches doivent rester distinctes.',
    ],
    about: row.id,
    minutes: UNDO_MINUTES,
  })
}
