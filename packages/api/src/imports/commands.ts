import { setTimeout as delay } from 'node:timers/promises'
import type { AssociationImport } from '@essaim/shared/imports.ts'
import { sql } from 'kysely'
import type { Following, Reproject } from '../associations/following.ts'
import { recognise } from '../associations/identity.ts'
import type { ColumnMap } from '../associations/import-columns.ts'
import type { ImportedRow } from '../associations/import-facts.ts'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { type DiskList, openDiskList } from '../lib/spool.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { applyGroups, MEMBER_NUMBERS } from './apply.ts'
import type { groupRows } from './groups.ts'
import type { RowOutcome } from './outcomes.ts'
import { insertImport, insertRows } from './queries.ts'
import { readFile } from './reading.ts'

export { MEMBER_NUMBERS }

export type ImportOptions = { terms: Terms; reproject: Reproject; dryRun?: boolean; columns?: string[] }

const BATCH = 500

/** Imports a file of associations, in a transaction of its own. */
export const importAssociations = (
  db: Db,
  caller: Caller,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<AssociationImport> => inScope(db, caller.actor, (trx) => importInto(trx, caller, source, options))

/**
 * Imports a file: all that it can, or nothing when it ends on the way. Rows lie on disk, not in memory, while it is
 * found out which of them are about one association. A trial run is the same work, undone.
 */
export async function importInto(
  trx: Trx,
  caller: Caller,
  source: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<AssociationImport> {
  const { dryRun = false } = options
  await onlyOne(trx)
  const id = newId()
  const rows = await openDiskList<ImportedRow>()
  const results = await openDiskList<RowOutcome>()
  try {
    const { columns, groups, groupOf } = await readFile(trx, source, options, rows, results)
    const targets = await recogniseGroups(trx, groups)
    if (dryRun) await sql`savepoint import`.execute(trx)
    const following: Following = { caller, reproject: options.reproject, because: { import: id }, toldSites: new Map() }
    for (const batch of batchesOf(groups, groupOf)) {
      const work = []
      for (const { root, indexes } of batch)
        work.push({ target: targets.get(root) ?? null, rows: await rows.at(indexes) })
      for (const outcome of await applyGroups(trx, following, columns.columns, work)) await results.push(outcome)
    }
    if (dryRun) await sql`rollback to savepoint import`.execute(trx)
    const known = new Set(dryRun ? targets.values() : [])
    return await keep(trx, caller, {
      id,
      dryRun,
      columns,
      results,
      hide: (association) => dryRun && !known.has(association),
    })
  } finally {
    await rows.close()
    await results.close()
  }
}

/** One import at a time: the second then finds what the first has brought. */
async function onlyOne(trx: Trx): Promise<void> {
  for (let attempt = 0; attempt < 250; attempt += 1) {
    const { rows } = await sql<{
      mine: boolean
    }>`select pg_try_advisory_xact_lock(hashtext('essaim'), hashtext('association_import')) as mine`.execute(trx)
    if (rows[0]?.mine) return
    await delay(100)
  }
  throw problem('overloaded', {
    detail: {
      fr: 'Un autre import est en cours : réessayez quand il sera fini.',
      en: 'Another import is running: try again when it is done.',
    },
    headers: { 'retry-after': '10' },
  })
}

/** The stored associations that the groups mean; groups that mean the same one become one. */
async function recogniseGroups(trx: Trx, groups: ReturnType<typeof groupRows>): Promise<Map<number, string>> {
  const found = new Map<string, number>()
  const roots = groups.roots()
  for (let start = 0; start < roots.length; start += BATCH) {
    const some = roots.slice(start, start + BATCH)
    const claims = some.map((root) => {
      const { member_number, ...claim } = groups.claimOf(root)
      return { ...claim, ref: member_number === undefined ? null : { system: MEMBER_NUMBERS, value: member_number } }
    })
    const ids = await recognise(trx, claims)
    for (const [index, id] of ids.entries()) {
      if (id === null) continue
      const root = some[index] as number
      const before = found.get(id)
      found.set(id, before === undefined ? root : groups.merge(before, root))
    }
  }
  return new Map([...found].map(([id, group]) => [groups.find(group), id]))
}

/** Some hundreds of rows at a time, all those of an association together, in the order of the file. */
function* batchesOf(groups: ReturnType<typeof groupRows>, groupOf: number[]) {
  const members = new Map<number, number[]>()
  for (const [index, group] of groupOf.entries()) {
    const root = groups.find(group)
    const list = members.get(root)
    if (list === undefined) members.set(root, [index])
    else list.push(index)
  }
  let batch: { root: number; indexes: number[] }[] = []
  let size = 0
  for (const [root, indexes] of members) {
    if (size > 0 && size + indexes.length > BATCH) {
      yield batch
      batch = []
      size = 0
    }
    batch.push({ root, indexes })
    size += indexes.length
  }
  if (size > 0) yield batch
}

type Result = {
  id: string
  dryRun: boolean
  columns: ColumnMap
  results: DiskList<RowOutcome>
  hide: (association: string) => boolean
}

async function keep(
  trx: Trx,
  caller: Caller,
  { id, dryRun, columns, results, hide }: Result,
): Promise<AssociationImport> {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0, warnings: 0 }
  const described = columns.columns.map(({ header, field }) => ({
    header,
    field,
    warning: columns.warnings.find(({ column }) => field === null && column === header)?.detail.fr ?? null,
  }))
  const made = { id, dry_run: dryRun, rows: results.length, columns: described }
  const { actor } = caller
  await insertImport(trx, {
    ...made,
    counts,
    created_by: actor.kind === 'staff' || actor.kind === 'key' ? actor.id : null,
  })
  for (let start = 0; start < results.length; start += BATCH) {
    const some = await results.at(
      Array.from({ length: Math.min(BATCH, results.length - start) }, (_, index) => start + index),
    )
    for (const row of some) {
      counts[row.outcome] += 1
      if (row.warnings.length > 0) counts.warnings += 1
      // What a trial run would have made has no id.
      if (dryRun && row.outcome === 'created' && row.establishment) row.establishment.id = null
      if (row.association?.id && hide(row.association.id)) row.association.id = null
    }
    await insertRows(trx, id, some)
  }
  await trx
    .updateTable('association_import')
    .set({ counts: JSON.stringify(counts) })
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'association_import.create',
    subject: { kind: 'association_import', id },
    detail: { dry_run: dryRun, rows: made.rows, counts },
  })
  const { created_at } = await trx
    .selectFrom('association_import')
    .select('created_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { ...made, counts, created_at: created_at.toISOString() }
}
