import type { LetterKind } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import { createLink } from '../associations/contact-commands.ts'
import type { Trx } from '../db/database.ts'
import { type FederationRow, findFederation } from '../federation/queries.ts'
import { objectionUrl } from '../mail/commands.ts'
import { dataNotice, type LetterLink, type RenderedLetter, renderLetter } from './layout.ts'
import { callOf, labelOf, type Person, valuesFor } from './letter-values.ts'
import { type CampaignRow, findCampaign, findLetter, type LetterRow } from './queries.ts'
import { dayInWords } from './typography.ts'
import { uses } from './variables.ts'

/** What is known of a mail before it is written. */
export type Delivery = {
  id: string
  kind: string
  recipient: string
  campaign_id: string | null
  about: string | null
}

export type Written = RenderedLetter & { unsubscribe: string }
export type CancelReason = 'no_participant' | 'objected' | 'address_changed' | 'answered' | 'closed'

/** What asks for an answer: pointless once there is one, or once the campaign has closed. */
const ASKING: readonly string[] = ['invitation', 'reminder', 'last_call']
const ANSWERED = ['submitted', 'declined', 'nothing_to_declare']
/** The first that a person hears of the campaign. */
const FIRST: readonly string[] = ['announcement', 'invitation']

export type Candidate = Person & {
  email: string | null
  objected_at: Date | null
  bounced_at: Date | null
  printed_at: Date | null
  state: string | null
}

/** The participants of a delivery, or of an invitation, who may still be written to or were. */
export async function listPeople(
  trx: Trx,
  of: { delivery: string } | { invitation: string } | { campaign: string },
): Promise<Candidate[]> {
  const query = trx
    .selectFrom('participant as p')
    .innerJoin('contact as c', 'c.id', 'p.contact_id')
    .innerJoin('invitation as i', 'i.id', 'p.invitation_id')
    .innerJoin('association as a', 'a.id', 'i.association_id')
    .leftJoin('invitation_progress as progress', 'progress.invitation_id', 'i.id')
    .leftJoin('regional_delegation_department as covering', 'covering.department', 'a.department')
    .leftJoin('regional_delegation as d', 'd.id', 'covering.regional_delegation_id')
    .select([
      'p.id as participant',
      'c.id as contact',
      'c.name',
      'c.office',
      'c.civility',
      'c.email',
      'c.objected_at',
      'c.bounced_at',
      'p.printed_at',
      'i.id as invitation',
      'a.id as association_id',
      'a.name as association',
      'd.name as delegation',
      'progress.state',
    ])
    .where('p.ended_at', 'is', null)
    .orderBy('a.name')
    .orderBy(sql`array_position(array['president', 'general_director'], c.office)`)
    .orderBy('p.id')
  if ('invitation' in of) return query.where('i.id', '=', of.invitation).execute()
  if ('campaign' in of) return query.where('i.campaign_id', '=', of.campaign).execute()
  return query
    .where('p.id', 'in', (e) =>
      e.selectFrom('delivery_participant as dp').select('dp.participant_id').where('dp.delivery_id', '=', of.delivery),
    )
    .execute()
}

/** Those of a delivery to whom it is still to go, or why it goes to nobody. */
export function stillDue(
  delivery: { kind: string; recipient: string },
  closes_at: Date | null,
  people: readonly Candidate[],
  now: Date,
): Candidate[] | CancelReason {
  if (people.length === 0) return 'no_participant'
  const willing = people.filter(({ objected_at }) => objected_at === null)
  if (willing.length === 0) return 'objected'
  const there = willing.filter(({ email }) => email?.toLowerCase() === delivery.recipient.toLowerCase())
  if (there.length === 0) return 'address_changed'
  if (!ASKING.includes(delivery.kind)) return there
  if (closes_at !== null && closes_at <= now) return 'closed'
  const waited = there.filter(({ state }) => !ANSWERED.includes(state ?? ''))
  return waited.length > 0 ? waited : 'answered'
}

/**
 * The letter of a delivery at the moment when it leaves: with fresh personal links, which nobody can read again
 * afterwards; or the reason why it is not to leave any more.
 */
export async function letterFor(
  trx: Trx,
  app: { publicUrl: () => string },
  delivery: Delivery,
): Promise<Written | { cancel: CancelReason }> {
  if (delivery.campaign_id === null) return { cancel: 'no_participant' }
  const campaign = await findCampaign(trx, delivery.campaign_id)
  const due = stillDue(delivery, campaign.closes_at, await listPeople(trx, { delivery: delivery.id }), new Date())
  if (typeof due === 'string') return { cancel: due }
  const letter = await findLetter(trx, campaign.id, delivery.kind as LetterKind)
  const publicUrl = app.publicUrl()
  const links: LetterLink[] = []
  if (uses(letter.body, 'link')) {
    for (const person of due) {
      const made = await createLink(
        trx,
        { caller: { actor: { kind: 'job' } }, publicUrl },
        { id: person.contact, association_id: person.association_id, objected_at: null },
        { participant: person.participant, closes_at: campaign.closes_at },
      )
      links.push({ url: made.url, label: labelOf(person) })
    }
  }
  const unsubscribe = await objectionUrl(trx, due[0]?.contact as string, publicUrl)
  const written = await compose(trx, publicUrl, {
    campaign,
    letter,
    people: due,
    links,
    unsubscribe,
    about: delivery.about,
  })
  return { ...written, unsubscribe }
}

/** Puts a letter together for these people. */
export async function compose(
  trx: Trx,
  publicUrl: string,
  {
    campaign,
    letter,
    people,
    links,
    unsubscribe,
    about,
  }: {
    campaign: CampaignRow
    letter: LetterRow
    people: readonly Person[]
    links: readonly LetterLink[]
    unsubscribe: string
    about: string | null
  },
): Promise<RenderedLetter> {
  const federation = await findFederation(trx)
  return renderLetter({
    reference: letter.reference,
    dated: `Le ${dayInWords(letter.dated_on ? new Date(`${letter.dated_on}T12:00:00Z`) : new Date())}`,
    subject: letter.subject,
    body: letter.body,
    signatories: letter.signatories,
    values: await valuesFor(trx, publicUrl, { campaign, federation, people, about }),
    links,
    call: callOf(letter.kind),
    federation: shown(federation, publicUrl),
    notice: FIRST.includes(letter.kind) ? dataNotice(federation, campaign.name, unsubscribe) : [],
    unsubscribe,
  })
}

const shown = ({ name, address, website, has_logo, version }: FederationRow, publicUrl: string) => ({
  name,
  address,
  website,
  logo_url: has_logo ? `${publicUrl}/v1/federation/logo?v=${version}` : null,
})

/** A mail’s words with the secret of every personal address hidden: what staff may be shown of it. */
export const masked = (text: string): string =>
  text.replace(/\b(invitation|objection|sign_off|address)_[A-Za-z0-9_-]{20,}/g, '•••')
