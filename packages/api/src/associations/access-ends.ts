import type { Trx } from '../db/database.ts'

/** Ends at once every way in that these contacts had: links, typed codes, and the sessions opened from them. */
export async function endAccess(trx: Trx, contacts: string[]): Promise<void> {
  if (contacts.length === 0) return
  await trx
    .updateTable('token')
    .set({ revoked_at: new Date() })
    .where('subject', 'in', contacts)
    .where('kind', 'in', ['respondent_link', 'respondent_code', 'respondent_session'])
    .where('revoked_at', 'is', null)
    .execute()
}

/** What was sent to a former address opens nothing any more, and a new address has not bounced yet. */
export async function readdressed(trx: Trx, contacts: string[]): Promise<void> {
  if (contacts.length === 0) return
  await endAccess(trx, contacts)
  await trx
    .updateTable('contact')
    .set({ bounced_at: null })
    .where('id', 'in', contacts)
    .where('bounced_at', 'is not', null)
    .execute()
}
