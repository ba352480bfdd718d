import type { ContactCreation, ContactPatch } from '@essaim/shared/associations.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { hashToken, newToken } from '../lib/secrets.ts'
import { endAccess, readdressed } from './access-ends.ts'
import { correctedBy, type Desk } from './commands.ts'
import { type ContactRow, findContact } from './contact-queries.ts'
import { differences } from './facts.ts'
import { areSuppressed, suppressPerson } from './suppression.ts'

/** One president and one general director at a time; who objected or was erased does not come back. */
async function refuseContact(
  trx: Trx,
  id: string | null,
  contact: {
    association_id: string
    office: string
    name?: string | null | undefined
    email?: string | null | undefined
  },
  fresh: { name: boolean; email: boolean },
): Promise<void> {
  if (contact.office !== 'other') {
    const holder = await trx
      .selectFrom('contact')
      .select('id')
      .where('association_id', '=', contact.association_id)
      .where('office', '=', contact.office)
      .executeTakeFirst()
    if (holder && holder.id !== id) {
      const [fr, en] =
        contact.office === 'president'
          ? ['une présidence', 'a president']
          : ['une direction générale', 'a general director']
      const detail = {
        fr: `Cette association a déjà ${fr} : modifiez ou supprimez d’abord ce contact.`,
        en: `This association already has ${en}: change or delete that contact first.`,
      }
      throw problem('conflict', {
        detail,
        errors: [{ pointer: '/office', code: 'office-taken', detail }],
        members: { contact: holder.id },
      })
    }
  }
  const [suppressed] = await areSuppressed(trx, [
    {
      association_id: contact.association_id,
      name: fresh.name ? contact.name : null,
      email: fresh.email ? contact.email : null,
    },
  ])
  if (suppressed) {
    const detail = {
      fr: 'Cette personne s’est opposée à être contactée, ou a été effacée.',
      en: 'This person has objected to being contacted, or was erased.',
    }
    throw problem('conflict', {
      detail,
      errors: [{ pointer: fresh.email && contact.email ? '/email' : '/name', code: 'contact-suppressed', detail }],
    })
  }
}

/** A new contact of an association. */
export async function createContact(
  trx: Trx,
  { caller }: Pick<Desk, 'caller'>,
  association_id: string,
  input: ContactCreation,
): Promise<ContactRow> {
  await refuseContact(trx, null, { ...input, association_id }, { name: true, email: true })
  const id = newId()
  await trx
    .insertInto('contact')
    .values({ ...input, id, association_id })
    .execute()
  await recordEvent(trx, caller, {
    action: 'contact.create',
    subject: { kind: 'contact', id },
    association_id,
    detail: { office: input.office },
  })
  return findContact(trx, association_id, id)
}

/** Changes a locked contact. */
export async function changeContact(
  trx: Trx,
  { caller }: Pick<Desk, 'caller'>,
  row: ContactRow,
  patch: ContactPatch,
): Promise<ContactRow> {
  const values = differences(row, patch)
  const members = Object.keys(values)
  if (members.length === 0) return row
  await refuseContact(trx, row.id, { ...row, ...values } as ContactRow, {
    name: 'name' in values,
    email: 'email' in values,
  })
  await trx
    .updateTable('contact')
    .set({
      ...values,
      corrected: correctedBy(caller, row.corrected, members),
      version: row.version + 1,
      updated_at: new Date(),
    })
    .where('id', '=', row.id)
    .execute()
  if ('email' in values) await readdressed(trx, [row.id])
  await recordEvent(trx, caller, {
    action: 'contact.update',
    subject: { kind: 'contact', id: row.id },
    association_id: row.association_id,
    detail: { members },
  })
  return findContact(trx, row.association_id, row.id)
}

/** Erases a contact with its links and sessions; unless it was a mistake, no import brings the person back. */
export async function eraseContact(
  trx: Trx,
  { caller }: Pick<Desk, 'caller'>,
  row: ContactRow,
  reason: 'objected' | 'erased' | 'mistake',
): Promise<void> {
  if (reason !== 'mistake') await suppressPerson(trx, row, reason)
  await endAccess(trx, [row.id])
  await trx.deleteFrom('contact').where('id', '=', row.id).execute()
  await recordEvent(trx, caller, {
    action: 'contact.delete',
    subject: { kind: 'contact', id: row.id },
    association_id: row.association_id,
    detail: { reason },
  })
}

const monthsAfter = (date: Date, months: number): Date => {
  const later = new Date(date)
  later.setUTCMonth(later.getUTCMonth() + months)
  return later
}

/** Until when a link holds: twelve months after its campaign closes, or from now where no date is known; a month at least. */
export function linkExpiry(closes_at: Date | null, now: Date): Date {
  const ofCampaign = monthsAfter(closes_at ?? now, 12)
  const least = monthsAfter(now, 1)
  return new Date(Math.max(ofCampaign.getTime(), least.getTime()))
}

/** A personal link for a contact; its token is known to nobody after this. */
export async function createLink(
  trx: Trx,
  { caller, publicUrl }: { caller: Caller; publicUrl: string },
  contact: { id: string; association_id: string; objected_at: unknown },
  invited?: { participant: string; closes_at: Date | null },
): Promise<{ id: string; url: string; expires_at: Date }> {
  if (contact.objected_at !== null)
    throw problem('conflict', {
      detail: {
        fr: 'Cette personne s’est opposée à être contactée.',
        en: 'This person has objected to being contacted.',
      },
    })
  const id = newId()
  const token = newToken('invitation')
  const expires_at = linkExpiry(invited?.closes_at ?? null, new Date())
  await trx
    .insertInto('token')
    .values({
      id,
      kind: 'respondent_link',
      subject: contact.id,
      resource: invited?.participant ?? null,
      hash: hashToken(token),
      expires_at,
    })
    .execute()
  await recordEvent(trx, caller, {
    action: 'link.create',
    subject: { kind: 'link', id },
    association_id: contact.association_id,
    detail: { contact: contact.id },
  })
  return { id, url: `${publicUrl}/repondre/#${token}`, expires_at }
}

/** Revokes a link, and with it the sessions that were opened from it. */
export async function revokeLink(
  trx: Trx,
  { caller }: { caller: Caller },
  contact: { id: string; association_id: string },
  link: string,
): Promise<void> {
  const found = await trx
    .selectFrom('token')
    .select('revoked_at')
    .where('id', '=', link)
    .where('kind', '=', 'respondent_link')
    .where('subject', '=', contact.id)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw problem('not-found')
  if (found.revoked_at !== null) return
  await trx
    .updateTable('token')
    .set({ revoked_at: new Date() })
    .where((e) => e.or([e('id', '=', link), e.and([e('resource', '=', link), e('kind', '=', 'respondent_session')])]))
    .where('revoked_at', 'is', null)
    .execute()
  await recordEvent(trx, caller, {
    action: 'link.revoke',
    subject: { kind: 'link', id: link },
    association_id: contact.association_id,
    detail: { contact: contact.id },
  })
}
