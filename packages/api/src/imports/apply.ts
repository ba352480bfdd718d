import type { Facts } from '../associations/facts.ts'
import { followAll } from '../associations/follow.ts'
import type { Following, Outcome, Told } from '../associations/following.ts'
import type { ImportColumn } from '../associations/import-columns.ts'
import type { ContactFacts, ImportedRow } from '../associations/import-facts.ts'
import { IMPORTED_OFFICES, type ImportedOffice } from '../associations/import-fields.ts'
import { issueOf } from '../associations/import-issues.ts'
import { keepFirst } from '../associations/import-merge.ts'
import type { Trx } from '../db/database.ts'
import { issueOn, keptIssue } from './issues.ts'
import { openOutcome, type RowOutcome, raise } from './outcomes.ts'
import { knownSites } from './queries.ts'

/** The system under which a file's member numbers are kept. */
export const MEMBER_NUMBERS = 'member-number'

/** The rows of a file about one association. */
export type RowGroup = { target: string | null; rows: ImportedRow[] }

type Teller = Map<string, RowOutcome>
type Merged = { told: Told; followed: { row: ImportedRow; outcome: RowOutcome }[]; tellers: Teller }

/** Applies some hundreds of rows, and says of each what became of it. */
export async function applyGroups(
  trx: Trx,
  following: Following,
  columns: readonly ImportColumn[],
  groups: RowGroup[],
): Promise<RowOutcome[]> {
  const sites = await knownSites(
    trx,
    groups.flatMap(({ rows }) => rows.flatMap((row) => row.establishment ?? [])),
  )
  const outcomes: RowOutcome[] = []
  const merged: Merged[] = []
  for (const group of groups) {
    const opened = group.rows.map((row) => ({ row, outcome: openOutcome(row) }))
    outcomes.push(...opened.map(({ outcome }) => outcome))
    const named = new Set<string>()
    const followed = opened.filter(({ row, outcome }) => {
      if (!isNameless(row, sites, named)) return true
      outcome.outcome = 'refused'
      outcome.errors.push(issueOn(columns, 'establishment', 'name', 'no-establishment-name'))
      return false
    })
    const one = mergeRows(group.target, followed, columns)
    if (group.target === null && one.told.facts.name === undefined) {
      for (const { outcome } of followed) {
        outcome.outcome = 'refused'
        outcome.errors.push(issueOn(columns, 'association', 'name', 'no-name'))
      }
    } else if (followed.length > 0) merged.push(one)
  }
  const became = await followAll(
    trx,
    following,
    merged.map(({ told }) => told),
  )
  for (const [index, one] of merged.entries()) report(one, became[index] as Outcome, columns)
  return outcomes
}

/** An establishment that nobody knows and that the row does not name; earlier rows of the file may have named it. */
function isNameless({ establishment }: ImportedRow, sites: Set<string>, named: Set<string>): boolean {
  if (establishment === null) return false
  const keys = [establishment.finess_et, establishment.siret].filter((number) => number !== undefined)
  if (establishment.name !== undefined) for (const key of keys) named.add(key)
  return establishment.name === undefined && !keys.some((key) => sites.has(key) || named.has(key))
}

function mergeRows(target: string | null, followed: Merged['followed'], columns: readonly ImportColumn[]): Merged {
  let facts: Facts = {}
  let number: string | null = null
  const contacts = new Map<ImportedOffice, ContactFacts>()
  const establishments: Facts[] = []
  const tellers: Teller = new Map()
  const tell = (room: string, told: object, outcome: RowOutcome) => {
    for (const member of Object.keys(told))
      if (!tellers.has(`${room} ${member}`)) tellers.set(`${room} ${member}`, outcome)
  }
  for (const { row, outcome } of followed) {
    const kept = keepFirst(facts, withoutDepartment(row.association), columns)
    facts = kept.facts
    outcome.warnings.push(...kept.warnings)
    tell('association', facts, outcome)
    if (row.member_number !== null) {
      if (number !== null && number !== row.member_number)
        outcome.warnings.push(issueOn(columns, 'association', 'ref', 'disagrees'))
      number ??= row.member_number
      tell('association', { ref: number }, outcome)
    }
    for (const office of IMPORTED_OFFICES) {
      const next = row.contacts[office]
      if (next === undefined) continue
      const before = contacts.get(office) ?? {}
      const person = keepFirst(before, next, columns, office)
      outcome.warnings.push(...person.warnings)
      // Another person's address is not added to the first one's name.
      if (before.name === undefined || next.name === undefined || before.name === next.name)
        contacts.set(office, person.facts)
      tell(office, contacts.get(office) ?? {}, outcome)
    }
    if (row.establishment !== null) establishments.push(withoutDepartment(row.establishment))
  }
  const told: Told = {
    id: target,
    facts,
    ref: number === null ? null : { system: MEMBER_NUMBERS, value: number },
    contacts: [...contacts].map(([office, person]) => ({ office, facts: { ...person } as Facts })),
    establishments,
  }
  return { told, followed, tellers }
}

function withoutDepartment<T extends { department?: string }>({ department: _, ...facts }: T): Facts {
  return facts as Facts
}

/** Tells each row what became of what it was the first to tell. */
function report({ told, followed, tellers }: Merged, became: Outcome, columns: readonly ImportColumn[]): void {
  const teller = (room: string, member: string) => tellers.get(`${room} ${member}`)
  for (const { outcome } of followed) outcome.association = { id: became.id, name: became.name }
  if (became.created) raise(followed[0]?.outcome, 'created')
  for (const member of became.changed) raise(teller('association', member), 'updated')
  for (const member of became.kept)
    teller('association', member)?.warnings.push(keptIssue(columns, 'association', member, became.here, told.facts))
  for (const { member } of became.taken)
    teller('association', member)?.warnings.push(issueOn(columns, 'association', member, 'identifier-taken'))
  for (const [index, contact] of became.contacts.entries()) {
    const { office, facts } = told.contacts[index] as { office: ImportedOffice; facts: Facts }
    const members = Object.keys(facts)
    for (const member of contact.changed) raise(teller(office, member), 'updated')
    for (const member of contact.kept)
      teller(office, member)?.warnings.push(keptIssue(columns, office, member, {}, facts))
    if (contact.suppressed)
      teller(office, members[0] ?? '')?.warnings.push(
        issueOn(columns, office, 'email' in facts ? 'email' : 'name', 'contact-suppressed'),
      )
  }
  const withSites = followed.filter(({ row }) => row.establishment !== null)
  for (const [index, site] of became.establishments.entries()) {
    const at = withSites[index]
    if (at === undefined) continue
    const { outcome } = at
    outcome.establishment = { id: site.id, name: site.name }
    if (site.created) raise(outcome, 'created')
    else if (site.changed.length > 0) raise(outcome, 'updated')
    if (site.moved) outcome.warnings.push(issueOf(null, 'establishment-moved'))
    if (site.elsewhere) outcome.warnings.push(issueOf(null, 'establishment-elsewhere'))
    for (const member of site.disagrees) outcome.warnings.push(issueOn(columns, 'establishment', member, 'disagrees'))
    for (const member of site.kept)
      outcome.warnings.push(keptIssue(columns, 'establishment', member, site.here, told.establishments[index] ?? {}))
  }
}
