import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvents, timeOf } from '../events/commands.ts'
import { suppressPerson } from './suppression.ts'

const has = (address: string) => sql<boolean>`lower(contact.email) = ${address.trim().toLowerCase()}`

/** Notes for everyone at an address that it refuses mail: until it is changed, no letter is sent there. */
export async function markBounced(trx: Trx, caller: Caller, address: string, reason: string): Promise<void> {
  const marked = await trx
    .updateTable('contact')
    .set({ bounced_at: timeOf(caller), bounce_reason: reason, version: sql`version + 1` })
    .where(has(address))
    .where('bounced_at', 'is', null)
    .returning(['id', 'association_id'])
    .execute()
  await recordEvents(
    trx,
    caller,
    marked.map(({ id, association_id }) => ({
      action: 'contact.bounce',
      subject: { kind: 'contact', id },
      association_id,
      detail: { reason },
    })),
  )
}

/** Trusts an address again. */
export async function forgetBounce(trx: Trx, address: string): Promise<void> {
  await trx
    .updateTable('contact')
    .set({ bounced_at: null, bounce_reason: null, version: sql`version + 1` })
    .where(has(address))
    .where('bounced_at', 'is not', null)
    .execute()
}

/** Notes that everyone at the contact's address objects to being written to, for good; whoever had objected is left as it is. */
export async function objectTo(
  trx: Trx,
  caller: Caller,
  contact: { id: string; association_id: string; name: string | null; email: string | null },
): Promise<void> {
  await suppressPerson(trx, contact, 'objected')
  const objecting = await trx
    .updateTable('contact')
    .set({ objected_at: sql`now()`, version: sql`version + 1` })
    .where((e) => e.or([e('id', '=', contact.id), ...(contact.email ? [has(contact.email)] : [])]))
    .where('objected_at', 'is', null)
    .returning(['id', 'association_id'])
    .execute()
  await recordEvents(
    trx,
    caller,
    objecting.map(({ id, association_id }) => ({
      action: 'contact.object',
      subject: { kind: 'contact', id },
      association_id,
    })),
  )
}
