import { createHmac } from 'node:crypto'
import type { Trx } from '../db/database.ts'
import { secretNamed } from '../sessions/secrets.ts'

type Person = { association_id: string; name?: string | null | undefined; email?: string | null | undefined }

/** Under what a person is remembered: the address anywhere, the name in its association. Nobody can be read out of it. */
function marksOf(secret: Buffer, { association_id, name, email }: Person): Buffer[] {
  const mark = (text: string) =>
    createHmac('sha256', secret).update(text.trim().toLowerCase().normalize('NFC')).digest()
  return [...(email ? [mark(email)] : []), ...(name ? [mark(`${association_id} ${name}`)] : [])]
}

/** Remembers someone who objected or was erased. */
export async function suppressPerson(trx: Trx, person: Person, reason: 'objected' | 'erased'): Promise<void> {
  const marks = marksOf(await secretNamed(trx, 'suppressed-contacts'), person)
  if (marks.length === 0) return
  await trx
    .insertInto('suppressed_contact')
    .values(marks.map((hash) => ({ hash, reason })))
    .onConflict((c) => c.doNothing())
    .execute()
}

/** For each, whether it is someone who objected or was erased. */
export async function areSuppressed(trx: Trx, people: Person[]): Promise<boolean[]> {
  if (people.length === 0) return []
  const secret = await secretNamed(trx, 'suppressed-contacts')
  const marks = people.map((person) => marksOf(secret, person))
  const all = marks.flat()
  if (all.length === 0) return people.map(() => false)
  const found = await trx.selectFrom('suppressed_contact').select('hash').where('hash', 'in', all).execute()
  const known = new Set(found.map(({ hash }) => hash.toString('hex')))
  return marks.map((own) => own.some((hash) => known.has(hash.toString('hex'))))
}
