import type { DeliveryTransition } from '@essaim/shared/deliveries.ts'
import { sql } from 'kysely'
import { forgetBounce, markBounced, objectTo } from '../associations/address-commands.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { hashToken, newToken } from '../lib/secrets.ts'
import { cancelLetters, lockDelivery, noteEnd, requeueDelivery } from './queries.ts'
import type { Returned } from './returned.ts'
import { openTransitions } from './rules.ts'

/** Sends again, retains, or notes as come back. What is not open any more is a conflict. */
export async function transitionDelivery(
  trx: Trx,
  caller: Caller,
  id: string,
  transition: DeliveryTransition,
  comment: string | undefined,
): Promise<void> {
  const delivery = await lockDelivery(trx, id)
  if (!openTransitions(delivery.state).includes(transition))
    throw problem('conflict', {
      detail: {
        fr: `Ce message est dans l’état ${delivery.state} : cela ne se fait plus.`,
        en: `This mail is ${delivery.state}: that is no longer open.`,
      },
      members: {
        state: delivery.state,
        by: null,
        at: (delivery.bounced_at ?? delivery.sent_at)?.toISOString() ?? null,
      },
    })
  if (transition === 'bounce') {
    if (!comment) throw invalid('/comment', 'required', 'Dites ce qui est revenu.', 'Say what came back.')
    await noteEnd(trx, id, 'bounced', comment)
    await markBounced(trx, caller, delivery.recipient, comment)
  } else if (transition === 'cancel') {
    await noteEnd(trx, id, 'cancelled', comment ?? null)
  } else {
    await forgetBounce(trx, delivery.recipient)
    await requeueDelivery(trx, id)
  }
  await recordEvent(trx, caller, {
    action: `delivery.${transition}`,
    subject: { kind: 'delivery', id },
    detail: { from: delivery.state, ...(comment && { comment }) },
  })
}

/** Notes what a mail server reports of a mail that had left: the mail as come back, and its address where that is to blame. */
export async function noteReturned(
  trx: Trx,
  caller: Caller,
  { delivery: id, failed, address, reason }: Returned,
): Promise<'noted' | 'known' | 'unknown' | 'not-failed'> {
  if (!failed) return 'not-failed'
  if (id === null) return 'unknown'
  const delivery = await trx
    .selectFrom('delivery')
    .select(['state', 'recipient'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!delivery) return 'unknown'
  // the report may be faster than the note that the mail has left
  if (delivery.state !== 'sent' && delivery.state !== 'sending') return 'known'
  await noteEnd(trx, id, 'bounced', reason)
  await recordEvent(trx, caller, { action: 'delivery.bounce', subject: { kind: 'delivery', id }, detail: { reason } })
  if (address) await markBounced(trx, caller, delivery.recipient, reason)
  return 'noted'
}

// the personal link in a mail's words, by its token
const LINK = /\/repondre\/[^\s#]*#([A-Za-z0-9_-]+)/

/** Keeps a notice that waits from leaving, and its personal link from opening anything; false when it has left or is leaving. */
export async function takeBackNotice(trx: Trx, id: string): Promise<boolean> {
  const taken = await trx
    .updateTable('delivery')
    .set({ state: 'cancelled', reason: 'taken-back' })
    .where('id', '=', id)
    .where('kind', '=', 'notice')
    .where('state', '=', 'waiting')
    .returning('body')
    .executeTakeFirst()
  if (!taken) return false
  const [, token] = LINK.exec(taken.body ?? '') ?? []
  if (token)
    await trx
      .updateTable('token')
      .set({ revoked_at: sql`now()` })
      .where('hash', '=', hashToken(token))
      .where('revoked_at', 'is', null)
      .execute()
  return true
}

// longer than anybody keeps a letter: an objection is never too late
const OBJECTION_YEARS = 20

/** The address at which a contact objects by one POST (RFC 8058); looked at, it shows a page that asks, and changes nothing. */
export async function objectionUrl(trx: Trx, contactId: string, publicUrl: string): Promise<string> {
  const token = newToken('objection')
  await trx
    .insertInto('token')
    .values({
      id: newId(),
      kind: 'objection',
      subject: contactId,
      hash: hashToken(token),
      expires_at: sql`now() + make_interval(years => ${OBJECTION_YEARS})`,
    })
    .execute()
  return `${publicUrl}/objection/${token}`
}

/** Notes an objection by the token of a letter: once or often, all at that address are never written to again. */
export async function object(trx: Trx, caller: Caller, token: string): Promise<void> {
  const found = await trx
    .selectFrom('token')
    .select(['id', 'subject'])
    .where('kind', '=', 'objection')
    .where('hash', '=', hashToken(token))
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  if (!found) throw problem('not-found')
  await trx
    .updateTable('token')
    .set((e) => ({ used_at: e.fn.coalesce('used_at', sql<Date>`now()`) }))
    .where('id', '=', found.id)
    .execute()
  const contact = await trx
    .selectFrom('contact')
    .select(['id', 'association_id', 'name', 'email'])
    .where('id', '=', found.subject)
    .executeTakeFirst()
  // erased meanwhile: nobody is left to be written to
  if (!contact) return
  await objectTo(trx, caller, contact)
  if (contact.email) await cancelLetters(trx, contact.email, 'objected')
}
