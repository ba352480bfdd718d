import { randomInt } from 'node:crypto'
import type { LetterKind } from '@essaim/shared/campaigns.ts'
import { officeName } from '@essaim/shared/offices.ts'
import drawing from 'qrcode'
import { createLink } from '../associations/contact-commands.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { findLogoPicture } from '../federation/logo.ts'
import { findFederation } from '../federation/queries.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { objectionUrl } from '../mail/commands.ts'
import type { PageJob } from '../print/jobs.ts'
import { hashCode } from '../respond/codes.ts'
import { blocksOf } from './blocks.ts'
import { dataNotice } from './layout.ts'
import { type Candidate, listCandidates } from './letter-for.ts'
import { valuesFor } from './letter-values.ts'
import { lettersJob, type PrintedLetter } from './print-page.ts'
import { findCampaign, findLetter, minutesFor } from './queries.ts'
import { dayInWords, typeset } from './typography.ts'
import { VARIABLE, type Values } from './variables.ts'

// no sign that is taken for another, whatever the hand or the eye
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_LENGTH = 10
/** How many pages are made at once. */
const MOST_PAGES = 500
/** What stands on paper for a link. */
const BELOW = 'Voyez ci-dessous le carré à viser, ou le code à saisir.'
const ANSWERED = ['submitted', 'declined', 'nothing_to_declare']

const newCode = (): string => Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')
/** A code as it is printed: two groups of five. */
const inGroups = (code: string): string => `${code.slice(0, 5)} ${code.slice(5)}`

/** Whom no mail reaches and who may be written to. */
const isForPaper = ({ email, bounced_at, objected_at, state }: Candidate): boolean =>
  (email === null || bounced_at !== null) && objected_at === null && !ANSWERED.includes(state ?? '')

/** What is set on pages, and whom it is for. */
export type LettersToPrint = { job: PageJob; participants: string[] }

/** A campaign's letter for everyone whom no mail reaches, with a link and a code of their own. */
export async function writeLettersToPrint(
  trx: Trx,
  { caller, publicUrl }: { caller: Caller; publicUrl: string },
  campaignId: string,
  kind: LetterKind,
): Promise<LettersToPrint> {
  const campaign = await findCampaign(trx, campaignId)
  const letter = await findLetter(trx, campaign.id, kind)
  const federation = await findFederation(trx)
  const people = (await listCandidates(trx, campaign.id))
    .filter(isForPaper)
    .toSorted((a, b) => Number(a.printed_at !== null) - Number(b.printed_at !== null))
    .slice(0, MOST_PAGES)
  if (people.length === 0)
    throw problem('not-found', {
      detail: {
        fr: 'Personne n’attend de lettre imprimée dans cette campagne.',
        en: 'Nobody waits for a printed letter in this campaign.',
      },
    })
  const minutes = await minutesFor(trx, campaign.id)
  const letters: PrintedLetter[] = []
  for (const person of people) {
    const contact = { id: person.contact, association_id: person.association_id, objected_at: null }
    const link = await createLink(trx, { caller, publicUrl }, contact, {
      participant: person.participant,
      closes_at: campaign.closes_at,
    })
    const code = newCode()
    await trx
      .insertInto('token')
      .values({
        id: newId(),
        kind: 'respondent_code',
        subject: person.contact,
        resource: person.participant,
        hash: hashCode(code),
        expires_at: link.expires_at,
      })
      .execute()
    const values = await valuesFor(trx, publicUrl, { campaign, minutes, federation, people: [person], about: null })
    const words = (name: string): string =>
      name === 'link' ? BELOW : name in values ? values[name as keyof Values] : ''
    const filled = (text: string) => typeset(text).replace(VARIABLE, (_, name: string) => words(name))
    letters.push({
      to: [person.association, [person.name, officeName(person)].filter(Boolean).join(', ')].filter(Boolean),
      dated: `Le ${dayInWords(letter.dated_on ? new Date(`${letter.dated_on}T12:00:00Z`) : new Date())}`,
      reference: letter.reference ?? '',
      subject: filled(letter.subject),
      blocks: blocksOf(typeset(letter.body), words),
      signatories: letter.signatories.map(({ name, office }) => ({ name, office: office ?? '' })),
      qr: await drawing.toString(link.url, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 }),
      address: `${publicUrl.replace(/^https?:\/\//, '')}/repondre/`,
      code: inGroups(code),
      notice: dataNotice(federation, campaign.name, await objectionUrl(trx, person.contact, publicUrl)),
    })
  }
  return {
    job: lettersJob(federation, campaign.name, letters, await findLogoPicture(trx)),
    participants: people.map(({ participant }) => participant),
  }
}

/** Notes, once the pages are there, for whom they were made. */
export async function notePrinted(
  trx: Trx,
  caller: Caller,
  { campaign, kind, participants }: { campaign: string; kind: LetterKind; participants: string[] },
): Promise<void> {
  await trx.updateTable('participant').set({ printed_at: new Date() }).where('id', 'in', participants).execute()
  await recordEvent(trx, caller, {
    action: 'letter.print',
    subject: { kind: 'campaign', id: campaign },
    detail: { kind, pages: participants.length },
  })
}
