import type { LetterKind } from '@essaim/shared/campaigns.ts'
import { officeName } from '@essaim/shared/offices.ts'
import type { Trx } from '../db/database.ts'
import { siteText } from '../innovations/site-text.ts'
import type { CampaignRow } from './queries.ts'
import { type Addressee, salutation } from './salutation.ts'
import { dayInWords } from './typography.ts'
import type { Values } from './variables.ts'

/** A participant with what its letter says of it. */
export type Person = Addressee & {
  participant: string
  contact: string
  name: string | null
  invitation: string
  association_id: string
  association: string
  delegation: string | null
}

const LIST = new Intl.ListFormat('fr-FR', { type: 'conjunction' })
const inWords = (items: readonly (string | null)[]): string =>
  LIST.format([...new Set(items.filter(Boolean))] as string[])

/** How a link is named where a letter holds several. */
export const labelOf = (person: Person): string => {
  const who = [person.name, officeName(person)].filter(Boolean).join(', ')
  return who ? `${person.association} – ${who}` : person.association
}

/** The words on the link: what it is for at this moment. */
export const callOf = (kind: LetterKind): string =>
  kind === 'completion'
    ? 'Compléter la réponse'
    : kind === 'thanks' || kind === 'publication'
      ? 'Ouvrir ma page'
      : 'Répondre au questionnaire'

type About = { title: string | null; pitch?: string | null; innovation: string | null }

/** The innovation that an automatic letter speaks of: by the submission handed in, or by the record. */
async function aboutOf(trx: Trx, about: string | null): Promise<About> {
  if (about === null) return { title: null, innovation: null }
  const submission = await trx
    .selectFrom('submission')
    .select(['title', 'innovation_id as innovation'])
    .where('id', '=', about)
    .executeTakeFirst()
  if (submission) return submission
  const record = await trx
    .selectFrom('innovation')
    .leftJoin('document', (join) =>
      join
        .onRef('document.innovation_id', '=', 'innovation.id')
        .on('document.current', '=', true)
        .on('document.from_audience', '=', 'public'),
    )
    .select(['title', 'id', 'card'])
    .where('id', '=', about)
    .executeTakeFirst()
  const pitch = record?.card ? (JSON.parse(record.card) as { pitch: string | null }).pitch : null
  return { title: record?.title ?? null, pitch, innovation: record?.id ?? null }
}

/** What every variable of a letter to these people stands for. */
export async function valuesFor(
  trx: Trx,
  publicUrl: string,
  {
    campaign,
    minutes,
    federation,
    people,
    about,
  }: {
    campaign: CampaignRow
    minutes: number
    federation: { name: string }
    people: readonly Person[]
    about: string | null
  },
): Promise<Values> {
  const subject = await aboutOf(trx, about)
  const url = subject.innovation ? `${publicUrl}/v1/innovations/${subject.innovation}` : publicUrl
  return {
    salutation: salutation(people),
    association: inWords(people.map(({ association }) => association)) || 'votre association',
    campaign: campaign.name,
    purpose: campaign.purpose ?? '',
    opens_on: campaign.opens_at ? dayInWords(campaign.opens_at) : 'jour de l’ouverture',
    closes_on: campaign.closes_at ? dayInWords(campaign.closes_at) : 'jour de la clôture',
    minutes: String(minutes),
    federation: federation.name,
    delegation: inWords(people.map(({ delegation }) => delegation)) || federation.name,
    title: subject.title ?? 'votre innovation',
    blank_pdf: `${publicUrl}/v1/campaigns/${campaign.id}/blank?format=pdf`,
    blank_docx: `${publicUrl}/v1/campaigns/${campaign.id}/blank?format=docx`,
    public_url: url,
    record_pdf: `${url}/pdf`,
    site_text: siteText(federation.name, { title: subject.title, pitch: subject.pitch ?? null, url }).replaceAll(
      '\n\n',
      ' ',
    ),
  }
}
