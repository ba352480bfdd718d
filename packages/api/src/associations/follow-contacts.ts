import type { Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { readdressed } from './access-ends.ts'
import { type BulkRow, CONTACT_COLUMNS, insertAll, updateAll } from './bulk.ts'
import { type Facts, followSource, stated } from './facts.ts'
import type { FollowedContact, Outcome, Told } from './following.ts'
import { areSuppressed } from './suppression.ts'

type Stored = { id: string; office: string; name: string | null; email: string | null }

/** The contact that is meant: the holder of the office, or among the others the one of that address or name. */
function findContact<T extends Stored>(contacts: T[], office: string, { email, name }: Facts): T | undefined {
  const there = contacts.filter((contact) => contact.office === office)
  if (office !== 'other') return there[0]
  const same = (a: unknown, b: string | null) => typeof a === 'string' && a.toLowerCase() === b?.toLowerCase()
  return (
    there.find((contact) => same(email, contact.email)) ??
    there.find((contact) => same(name, contact.name) && (!email || !contact.email))
  )
}

/** Contacts as another system states them; who objected or was erased is not brought back. */
export async function followContacts(trx: Trx, told: Told[], outcomes: Outcome[]): Promise<void> {
  const concerned = outcomes.filter((_, index) => (told[index]?.contacts.length ?? 0) > 0)
  if (concerned.length === 0) return
  const rows = await trx
    .selectFrom('contact')
    .selectAll()
    .where(
      'association_id',
      'in',
      concerned.map(({ id }) => id),
    )
    .orderBy('id')
    .forUpdate()
    .execute()
  const stored = Map.groupBy(rows, (row) => row.association_id)

  const entries = told.flatMap((one, index) => {
    const outcome = outcomes[index] as Outcome
    return one.contacts.map(({ office, facts }) => ({
      outcome,
      office,
      facts,
      row: findContact(stored.get(outcome.id) ?? [], office, facts),
    }))
  })
  // Only an address or a name that would newly come in may bring somebody back.
  const suppressed = await areSuppressed(
    trx,
    entries.map(({ outcome, facts, row }) => ({
      association_id: outcome.id,
      email: row?.email === facts.email ? null : (facts.email as string | null | undefined),
      name: row?.name === facts.name ? null : (facts.name as string | null | undefined),
    })),
  )

  const inserted: BulkRow[] = []
  const moved: string[] = []
  const updated: (BulkRow & { moved: boolean })[] = []
  for (const [index, { outcome, office, facts, row }] of entries.entries()) {
    const barred = suppressed[index] === true || (row !== undefined && row.objected_at !== null)
    const followed: FollowedContact = { created: false, suppressed: barred, changed: [], kept: [], here: {} }
    outcome.contacts.push(followed)
    if (barred) continue
    if (row === undefined) {
      followed.created = true
      followed.changed = Object.keys(facts)
      inserted.push({ id: newId(), association_id: outcome.id, office, ...facts, imported: facts })
      continue
    }
    const { values, kept } = followSource(row, facts)
    followed.changed = Object.keys(values)
    followed.kept = kept
    if ('email' in values) moved.push(row.id)
    const imported = stated(row.imported as object, facts)
    if (followed.changed.length > 0 || imported !== null)
      updated.push({ ...row, ...values, imported: imported ?? row.imported, moved: followed.changed.length > 0 })
  }
  await insertAll(trx, 'contact', CONTACT_COLUMNS, inserted)
  await updateAll(trx, 'contact', CONTACT_COLUMNS, updated)
  await readdressed(trx, moved)
}
