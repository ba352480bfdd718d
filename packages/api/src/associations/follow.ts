import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { recordEvents } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { ASSOCIATION_COLUMNS, type BulkRow, insertAll, updateAll } from './bulk.ts'
import {
  departmentFor,
  differences,
  type Facts,
  followSource,
  IDENTIFIERS,
  only,
  SHOWN_IN_RECORDS,
  stated,
} from './facts.ts'
import { followContacts } from './follow-contacts.ts'
import { followSites } from './follow-sites.ts'
import type { Following, Outcome, Told } from './following.ts'
import { identifierOwners } from './queries.ts'

/** Brings associations in step with what another system states of them, some hundreds at a time. */
export async function followAll(trx: Trx, following: Following, told: Told[]): Promise<Outcome[]> {
  const ids = told.flatMap(({ id }) => id ?? [])
  const rows =
    ids.length === 0
      ? []
      : await trx.selectFrom('association').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute()
  const stored = new Map(rows.map((row) => [row.id, row]))
  const owners = await ownersOf(trx, told)
  const inserted: BulkRow[] = []
  const updated: (BulkRow & { moved: boolean })[] = []

  const outcomes = told.map((one): Outcome => {
    const row = one.id === null ? undefined : stored.get(one.id)
    const id = row?.id ?? newId()
    const { facts, taken } = withoutTaken(id, one.facts, owners)
    if (row === undefined) {
      const department = departmentFor(facts)
      inserted.push({ id, ...facts, department, imported: one.facts })
      return {
        id,
        name: String(facts.name),
        created: true,
        changed: Object.keys(facts),
        kept: [],
        here: {},
        taken,
        contacts: [],
        establishments: [],
      }
    }
    const { values, kept } = followSource(row, facts)
    const next = { ...row, ...values }
    const department = departmentFor(next) ?? row.department
    const changed = Object.keys(differences(row, { ...values, department }))
    const imported = stated(row.imported as object, one.facts)
    if (changed.length > 0 || imported !== null)
      updated.push({ ...next, department, imported: imported ?? row.imported, moved: changed.length > 0 })
    return {
      id,
      name: next.name,
      created: false,
      changed,
      kept,
      here: only(row, kept),
      taken,
      contacts: [],
      establishments: [],
    }
  })
  await insertAll(trx, 'association', ASSOCIATION_COLUMNS, inserted)
  await updateAll(trx, 'association', ASSOCIATION_COLUMNS, updated)

  await followRefs(trx, told, outcomes)
  await followContacts(trx, told, outcomes)
  await followSites(trx, following, told, outcomes)
  await touchNewRefs(trx, outcomes)
  await tell(trx, following, outcomes)
  return outcomes
}

type Owners = Map<string, { id: string; name: string }>

async function ownersOf(trx: Trx, told: Told[]): Promise<Owners> {
  const values = (kind: string) => told.flatMap(({ facts }) => (typeof facts[kind] === 'string' ? [facts[kind]] : []))
  const rows = await identifierOwners(trx, {
    siren: values('siren'),
    finess_ej: values('finess_ej'),
    rna: values('rna'),
  })
  const owners: Owners = new Map()
  for (const row of rows) for (const kind of IDENTIFIERS) if (row[kind]) owners.set(`${kind} ${row[kind]}`, row)
  return owners
}

/** Leaves out the identifiers that another association has; the others are its own from now on. */
function withoutTaken(id: string, told: Facts, owners: Owners): { facts: Facts; taken: Outcome['taken'] } {
  const facts = { ...told }
  const taken: Outcome['taken'] = []
  for (const kind of IDENTIFIERS) {
    if (typeof facts[kind] !== 'string') continue
    const key = `${kind} ${facts[kind]}`
    const owner = owners.get(key)
    if (owner && owner.id !== id) {
      taken.push({ member: kind, owner: { id: owner.id, name: owner.name } })
      delete facts[kind]
    } else if (!owner) owners.set(key, { id, name: String(told.name ?? '') })
  }
  return { facts, taken }
}

/** Links the associations to their numbers elsewhere; a number that has changed replaces the one before. */
async function followRefs(trx: Trx, told: Told[], outcomes: Outcome[]): Promise<void> {
  const [system] = told.flatMap(({ ref }) => ref?.system ?? [])
  if (system === undefined) return
  const values = told.flatMap(({ ref }) => ref?.value ?? [])
  const refs = trx
    .selectFrom('external_ref')
    .innerJoin('association', 'association.id', 'external_ref.association_id')
    .select(['external_ref.value', 'association.id', 'association.name'])
    .where('external_ref.system', '=', system)
  // Two questions, each with its index: as one, every link was compared with every number.
  const existing = await refs
    .where(sql<SqlBool>`external_ref.value = any (${values})`)
    .union(refs.where(sql<SqlBool>`external_ref.association_id = any (${outcomes.map(({ id }) => id)}::uuid[])`))
    .execute()
  const owners = new Map(existing.map((row) => [row.value, row]))
  const numberOf = new Map(existing.map((row) => [row.id, row.value]))
  const linked: { association_id: string; system: string; value: string }[] = []
  for (const [index, one] of told.entries()) {
    const outcome = outcomes[index]
    if (one.ref === null || outcome === undefined || numberOf.get(outcome.id) === one.ref.value) continue
    const owner = owners.get(one.ref.value)
    if (owner) {
      outcome.taken.push({ member: 'ref', owner: { id: owner.id, name: owner.name } })
      continue
    }
    owners.set(one.ref.value, { value: one.ref.value, id: outcome.id, name: outcome.name })
    outcome.changed.push('ref')
    linked.push({ association_id: outcome.id, ...one.ref })
  }
  if (linked.length === 0) return
  await trx
    .insertInto('external_ref')
    .values(linked)
    .onConflict((c) => c.columns(['association_id', 'system']).doUpdateSet((e) => ({ value: e.ref('excluded.value') })))
    .execute()
}

/** An association that only got its number elsewhere has changed too. */
async function touchNewRefs(trx: Trx, outcomes: Outcome[]): Promise<void> {
  const ids = outcomes
    .filter(({ created, changed }) => !created && changed.length === 1 && changed[0] === 'ref')
    .map(({ id }) => id)
  if (ids.length === 0) return
  await trx
    .updateTable('association')
    .set((e) => ({ version: e('version', '+', 1), updated_at: new Date() }))
    .where('id', 'in', ids)
    .execute()
}

/** The trail and the jobs of what has changed; what a fact was is not repeated there. */
async function tell(trx: Trx, { caller, reproject, because }: Following, outcomes: Outcome[]): Promise<void> {
  const touched = outcomes.filter(
    ({ created, changed, contacts, establishments }) =>
      created ||
      [{ created, changed }, ...contacts, ...establishments].some((one) => one.created || one.changed.length > 0),
  )
  await recordEvents(
    trx,
    caller,
    touched.map(({ id, created, changed, contacts, establishments }) => ({
      action: created ? 'association.create' : 'association.update',
      subject: { kind: 'association', id },
      association_id: id,
      detail: {
        ...because,
        members: changed,
        contacts: contacts.filter((one) => one.created || one.changed.length > 0).length,
        establishments: establishments.filter((one) => one.created || one.changed.length > 0).map((one) => one.id),
      },
    })),
  )
  const shown = outcomes
    .filter(({ created, changed }) => !created && changed.some((member) => SHOWN_IN_RECORDS.includes(member)))
    .map(({ id }) => id)
  if (shown.length === 0) return
  const borne = await trx
    .selectFrom('innovation')
    .select('association_id')
    .distinct()
    .where('association_id', 'in', shown)
    .execute()
  for (const { association_id } of borne)
    if (association_id !== null) await reproject(trx, { association: association_id })
}
