import type { Scope } from '@essaim/shared/actors.ts'
import type { PartnerCreation, PartnerPatch } from '@essaim/shared/partners.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { invalid, problem } from '../lib/problem.ts'
import {
  checkNameIsFree,
  countLiveKeys,
  findKey,
  insertKey,
  insertPartner,
  type KeyRow,
  lockPartner,
  type PartnerRow,
  shortenKey,
  termsOf,
  updatePartner,
} from './queries.ts'
import { acceptedTerms, columnsOfTerms } from './terms.ts'

/** Two of the same scopes at once, so that a partner changes a key without a gap. */
const LIVE_KEYS = 2

/** Adds a partner. */
export async function createPartner(trx: Trx, caller: Caller, facts: PartnerCreation): Promise<PartnerRow> {
  const { name } = facts
  await checkNameIsFree(trx, name, null)
  const partner = await insertPartner(trx, facts)
  await recordEvent(trx, caller, {
    action: 'partner.create',
    subject: { kind: 'partner', id: partner.id },
    detail: { name },
  })
  return partner
}

/** Renames or suspends a partner, or notes what terms it accepted; what is as it was leaves no trace. */
export async function changePartner(
  trx: Trx,
  caller: Caller,
  before: PartnerRow,
  patch: PartnerPatch,
): Promise<PartnerRow> {
  const accepted = termsOf(before)
  const asked = patch.terms && acceptedTerms(patch.terms, accepted)
  const changes = changesOf({ ...patch, terms: asked }, { ...before, terms: accepted })
  if (isEmpty(changes)) return before
  const { name, state, technical_email, terms } = changes
  if (name !== undefined) await checkNameIsFree(trx, name, before.id)
  const after = await updatePartner(trx, before.id, {
    ...(name !== undefined && { name }),
    ...(state && { state }),
    ...(technical_email !== undefined && { technical_email }),
    ...(terms !== undefined && columnsOfTerms(terms)),
  })
  await recordEvent(trx, caller, {
    action: 'partner.change',
    subject: { kind: 'partner', id: before.id },
    detail: {
      ...(name !== undefined && { name: { from: before.name, to: after.name } }),
      ...(state && { state: { from: before.state, to: after.state } }),
      ...(terms !== undefined && { terms: { from: accepted, to: terms } }),
      ...(technical_email !== undefined && {
        technical_email: { from: before.technical_email, to: after.technical_email },
      }),
    },
  })
  return after
}

/** Makes a key for a partner, of a year at most; `key` is its text, which nothing shows again. */
export async function createKey(
  trx: Trx,
  caller: Caller,
  partner: string,
  { scopes, expires_at = null }: { scopes: Scope[]; expires_at?: string | null | undefined },
): Promise<{ row: KeyRow; key: string }> {
  await lockPartner(trx, partner)
  const expires = checkExpiry(expires_at)
  return makeKey(trx, caller, partner, scopes, expires)
}

/** A new key of the same scopes, for as long as the renewed one was given; that one holds for the overlap, never beyond its own end. */
export async function renewKey(
  trx: Trx,
  caller: Caller,
  partner: string,
  id: string,
  { overlap_days = 7 }: { overlap_days?: number },
): Promise<{ row: KeyRow; key: string; previous: KeyRow }> {
  await lockPartner(trx, partner)
  const renewed = await findKey(trx, partner, id)
  if (renewed.revoked_at)
    throw problem('conflict', { detail: { fr: 'Cette clé est révoquée.', en: 'This key has been revoked.' } })
  const life = Number(renewed.expires_at) - Number(renewed.created_at)
  await shortenKey(trx, id, overlap_days)
  const made = await makeKey(trx, caller, partner, renewed.scopes, new Date(Date.now() + life), renewed)
  return { ...made, previous: await findKey(trx, partner, id) }
}

async function makeKey(
  trx: Trx,
  caller: Caller,
  partner: string,
  scopes: Scope[],
  expires: Date | null,
  renewed?: KeyRow,
): Promise<{ row: KeyRow; key: string }> {
  if ((await countLiveKeys(trx, partner, scopes)) >= LIVE_KEYS) {
    throw problem('conflict', {
      detail: {
        fr: 'Ce partenaire a déjà deux clés en cours de ces portées : révoquez-en une, ou renouvelez sans recouvrement.',
        en: 'This partner has two live keys of these scopes already: revoke one, or renew without an overlap.',
      },
      errors: [
        {
          pointer: '/scopes',
          code: 'two-live-keys',
          detail: {
            fr: 'Deux clés en cours au plus pour les mêmes portées.',
            en: 'At most two live keys of the same scopes.',
          },
        },
      ],
    })
  }
  const made = await insertKey(trx, partner, scopes, expires)
  await updatePartner(trx, partner)
  await recordEvent(trx, caller, {
    action: renewed ? 'partner.renew_key' : 'partner.create_key',
    subject: { kind: 'partner', id: partner },
    detail: {
      key: made.row.id,
      prefix: made.row.prefix,
      scopes,
      expires_at: made.row.expires_at,
      ...(renewed && { renews: renewed.id }),
    },
  })
  return made
}

/** The end that is asked for: ahead, and within a year; null lets it be a year. */
export function checkExpiry(expires_at: string | null = null): Date | null {
  if (expires_at === null) return null
  const expires = new Date(expires_at)
  if (expires <= new Date()) throw invalid('/expires_at', 'past', 'Cet instant est passé.', 'This instant has passed.')
  if (expires > yearFromNow()) throw invalid('/expires_at', 'too-late', 'Un an au plus.', 'A year at most.')
  return expires
}

/** The end of the last day that a key may still hold, a leap day and a zone's difference included. */
function yearFromNow(): Date {
  return new Date(Date.now() + 367 * 24 * 3600 * 1000)
}
