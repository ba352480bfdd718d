import type { Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { ESTABLISHMENT_COLUMNS, insertAll, updateAll } from './bulk.ts'
import { departmentFor, type Facts, followSource, only, stated } from './facts.ts'
import type { FollowedSite, Following, Outcome, Told } from './following.ts'
import { lockEstablishments } from './identity.ts'
import { siteIndex } from './sites.ts'

type Work = {
  row: Facts & { id: string; association_id: string; name: string; finess_et: string | null; siret: string | null }
  corrected: readonly string[]
  told: Facts
  imported: Facts
  created: boolean
  changed: boolean
}

/** Establishments as another system states them: the first entry that tells a fact of one wins, and so does the first association. */
export async function followSites(trx: Trx, following: Following, told: Told[], outcomes: Outcome[]): Promise<void> {
  const facts = told.flatMap(({ establishments }) => establishments)
  if (facts.length === 0) return
  const texts = (member: string) => facts.flatMap((one) => (typeof one[member] === 'string' ? [one[member]] : []))
  const rows = await lockEstablishments(trx, {
    finess: texts('finess_et'),
    sirets: texts('siret'),
    associations: outcomes.filter(({ created }) => !created).map(({ id }) => id),
    names: texts('name'),
  })
  const works = new Map<string, Work>()
  for (const { corrected, imported, version, created_at, updated_at, ...row } of rows)
    works.set(row.id, { row, corrected, told: {}, imported: imported as Facts, created: false, changed: false })
  const index = siteIndex([...works.values()].map(({ row }) => row))

  for (const [at, one] of told.entries()) {
    const outcome = outcomes[at] as Outcome
    for (const site of one.establishments)
      outcome.establishments.push(followOne(following, works, index, outcome.id, site))
  }

  const touched = [...works.values()].filter(
    ({ created, changed, told }) => created || changed || Object.keys(told).length > 0,
  )
  const ready = touched.map(({ row, told: said, imported, changed, created }) => ({
    ...row,
    imported: stated(imported, said) ?? imported,
    moved: changed,
    created,
    restated: stated(imported, said) !== null,
  }))
  await insertAll(
    trx,
    'establishment',
    ESTABLISHMENT_COLUMNS,
    ready
      .filter(({ created }) => created)
      .map(({ created: _, restated: __, moved: ___, ...row }) => ({ closed: false, ...row })),
  )
  await updateAll(
    trx,
    'establishment',
    ESTABLISHMENT_COLUMNS,
    ready
      .filter(({ created, moved, restated }) => !created && (moved || restated))
      .map(({ created: _, restated: __, ...row }) => row),
  )
}

function followOne(
  { toldSites }: Following,
  works: Map<string, Work>,
  index: ReturnType<typeof siteIndex>,
  association: string,
  facts: Facts,
): FollowedSite {
  const found = index.find(association, facts)
  if (found === null) {
    const row = {
      finess_et: null,
      siret: null,
      ...facts,
      id: newId(),
      association_id: association,
      name: String(facts.name),
      department: departmentFor(facts),
    } as Work['row']
    works.set(row.id, { row, corrected: [], told: facts, imported: {}, created: true, changed: false })
    index.add(row)
    toldSites.set(row.id, association)
    return {
      id: row.id,
      name: row.name,
      created: true,
      moved: false,
      elsewhere: false,
      changed: Object.keys(facts),
      kept: [],
      here: {},
      disagrees: [],
    }
  }
  const work = works.get(found.id) as Work
  const { row } = work
  const answer = { id: row.id, name: row.name, created: false, moved: false, elsewhere: false }
  const before = toldSites.get(row.id)
  if (before !== undefined && before !== association)
    return { ...answer, elsewhere: true, changed: [], kept: [], here: {}, disagrees: [] }
  toldSites.set(row.id, association)

  const disagrees = Object.keys(facts).filter((member) => member in work.told && work.told[member] !== facts[member])
  const fresh = Object.fromEntries(Object.entries(facts).filter(([member]) => !(member in work.told)))
  work.told = { ...work.told, ...fresh }
  const { values, kept } = followSource({ ...row, corrected: work.corrected }, fresh)
  const moved = row.association_id !== association
  Object.assign(row, values, { association_id: association })
  row.department = departmentFor(row) ?? row.department ?? null
  const changed = [...Object.keys(values), ...(moved ? ['association'] : [])]
  if (changed.length > 0 && !work.created) work.changed = true
  if (changed.length > 0) index.add(row)
  return { ...answer, name: row.name, moved, changed, kept, here: only(row, kept), disagrees }
}
