import type { LetterKind } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import { createLink } from '../associations/contact-commands.ts'
import { type CancelReason, stillDue } from '../campaigns/due.ts'
import type { Trx } from '../db/database.ts'
import { type FederationRow, findFederation } from '../federation/queries.ts'
import { type Once, onceEach } from '../lib/once.ts'
import { objectionUrl } from '../mail/commands.ts'
import { dataNotice, type LetterLink, type RenderedLetter, renderLetter } from './layout.ts'
import { callOf, labelOf, type Person, valuesFor } from './letter-values.ts'
import { type CampaignRow, findCampaign, findLetter, type LetterRow, minutesFor } from './queries.ts'
import { dayInWords } from './typography.ts'
import { uses } from './variables.ts'

/** What is known of a mail before it is written. */
export type Delivery = {
  id: string
  kind: string
  recipient: string
  campaign_id: string | null
  about: string | null
  state: string
  again?: boolean
}

export type Written = RenderedLetter & { unsubscribe: string }

/** The first that a person hears of the campaign. */
const FIRST: readonly string[] = ['announcement', 'invitation']

export type Candidate = Person & {
  email: string | null
  objected_at: Date | null
  bounced_at: Date | null
  printed_at: Date | null
  state: string | null
}

const people = (trx: Trx) =>
  trx
    .selectFrom('participant as p')
    .innerJoin('contact as c', 'c.id', 'p.contact_id')
    .innerJoin('invitation as i', 'i.id', 'p.invitation_id')
    .innerJoin('association as a', 'a.id', 'i.association_id')
    .leftJoin('regional_delegation_department as covering', 'covering.department', 'a.department')
    .leftJoin('regional_delegation as d', 'd.id', 'covering.regional_delegation_id')
    .select([
      'p.id as participant',
      'c.id as contact',
      'c.name',
      'c.office',
      'c.civility',
      'i.id as invitation',
      'a.id as association_id',
      'a.name as association',
      'd.name as delegation',
    ])
    .orderBy('a.name')
    .orderBy(sql`array_position(array['president', 'general_director'], c.office)`)
    .orderBy('p.id')

/** Those whom a delivery speaks to. */
export const listAddressees = (trx: Trx, delivery: string): Promise<Person[]> =>
  people(trx)
    .innerJoin('delivery_participant as dp', 'dp.participant_id', 'p.id')
    .where('dp.delivery_id', '=', delivery)
    .execute()

/** Those of an invitation who still take part in it. */
export const listPeople = (trx: Trx, invitation: string): Promise<Person[]> =>
  people(trx).where('p.ended_at', 'is', null).where('i.id', '=', invitation).execute()

/** All who take part in a campaign, with what tells whether a letter on paper is for them. */
export const listCandidates = (trx: Trx, campaign: string): Promise<Candidate[]> =>
  people(trx)
    .leftJoin('invitation_progress as progress', 'progress.invitation_id', 'i.id')
    .select(['c.email', 'c.objected_at', 'c.bounced_at', 'p.printed_at', 'progress.state'])
    .where('p.ended_at', 'is', null)
    .where('i.campaign_id', '=', campaign)
    .execute()

/**
 * The letter of a delivery at the moment when it leaves: with fresh personal links, which nobody can read again
 * afterwards; or the reason why it is not to leave any more. What the letters of a batch share is read once.
 */
export async function letterFor(
  trx: Trx,
  app: { publicUrl: () => string },
  delivery: Delivery,
  once: Once = onceEach(),
): Promise<Written | { cancel: CancelReason }> {
  const { campaign_id } = delivery
  if (campaign_id === null) return { cancel: 'ended' }
  const kind = delivery.kind as LetterKind
  const campaign = await once(`campaign ${campaign_id}`, () => findCampaign(trx, campaign_id))
  let due = await listAddressees(trx, delivery.id)
  // what has left, or was given up, is shown as it was
  if (['waiting', 'sending'].includes(delivery.state)) {
    const still = await stillDue(trx, delivery, campaign)
    if (typeof still === 'string') return { cancel: still }
    due = due.filter(({ participant }) => still.includes(participant))
  }
  if (due.length === 0) return { cancel: 'ended' }
  const letter = await once(`letter ${kind} ${campaign_id}`, () => findLetter(trx, campaign_id, kind))
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
    once,
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
    once = onceEach(),
  }: {
    campaign: CampaignRow
    letter: LetterRow
    people: readonly Person[]
    links: readonly LetterLink[]
    unsubscribe: string
    about: string | null
    once?: Once
  },
): Promise<RenderedLetter> {
  const federation = await once('federation', () => findFederation(trx))
  const minutes = await once(`minutes ${campaign.id}`, () => minutesFor(trx, campaign.id))
  return renderLetter({
    reference: letter.reference,
    dated: `Le ${dayInWords(letter.dated_on ? new Date(`${letter.dated_on}T12:00:00Z`) : new Date())}`,
    subject: letter.subject,
    body: letter.body,
    signatories: letter.signatories,
    values: await valuesFor(trx, publicUrl, { campaign, minutes, federation, people, about }),
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
