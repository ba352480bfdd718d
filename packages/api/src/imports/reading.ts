import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql } from 'kysely'
import { type ColumnIssue, type ColumnMap, mapColumns } from '../associations/import-columns.ts'
import type { ImportedRow } from '../associations/import-facts.ts'
import { readRow } from '../associations/import-row.ts'
import type { Trx } from '../db/database.ts'
import { readCsv } from '../lib/csv.ts'
import { problem } from '../lib/problem.ts'
import type { DiskList } from '../lib/spool.ts'
import { NotTextError } from '../lib/text-lines.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { groupRows } from './groups.ts'
import { openOutcome, type RowOutcome } from './outcomes.ts'
import { importLists } from './queries.ts'

const MOST_ROWS = 50_000
const BATCH = 500

/** Reads a file once: the rows that can be followed go to `rows`, what is refused to `results`; a file that cannot be read is a refusal. */
export async function readFile(
  trx: Trx,
  source: AsyncIterable<Uint8Array>,
  options: { terms: Terms; columns?: string[] },
  rows: DiskList<ImportedRow>,
  results: DiskList<RowOutcome>,
) {
  const lists = await importLists(trx, options.terms)
  const groups = groupRows()
  const groupOf: number[] = []
  let columns: ColumnMap | null = null
  let count = 0
  try {
    for await (const row of readCsv(source)) {
      if (columns === null) {
        columns = mapColumns(row.cells, options.columns)
        if (columns.errors.length > 0) throw refusedColumns(columns.errors)
        continue
      }
      if (++count > MOST_ROWS) {
        throw problem('too-large', {
          detail: {
            fr: `Le fichier a plus de ${MOST_ROWS} lignes : découpez-le.`,
            en: `The file has more than ${MOST_ROWS} rows: cut it up.`,
          },
        })
      }
      if (count % BATCH === 0) {
        // Others have their turn, and the server sees that the transaction lives.
        await nextTurn()
        await sql`select`.execute(trx)
      }
      const read = readRow(row, columns.columns, lists)
      if (read.errors.length > 0) {
        await results.push(openOutcome(read))
        continue
      }
      const { siren, finess_ej, rna } = read.association
      groupOf.push(groups.add(claimed({ siren, finess_ej, rna, member_number: read.member_number ?? undefined })))
      await rows.push(read)
    }
  } catch (error) {
    if (error instanceof NotTextError)
      throw refusedFile(
        'not-text',
        'Ce n’est pas un fichier de texte : enregistrez le classeur au format CSV.',
        'This is not a text file: save the workbook as CSV.',
      )
    throw error
  }
  if (columns === null) throw refusedFile('empty-file', 'Le fichier est vide.', 'The file is empty.')
  return { columns, groups, groupOf }
}

const claimed = (claim: Record<string, string | undefined>) =>
  Object.fromEntries(Object.entries(claim).filter(([, value]) => value !== undefined))

const refusedFile = (code: string, fr: string, en: string) =>
  problem('validation', { errors: [{ pointer: '', code, detail: { fr, en } }] })

const OF_PARAMETER = ['bad-mapping', 'unknown-field', 'unknown-header', 'mapped-twice']

const refusedColumns = (issues: ColumnIssue[]) =>
  problem('validation', {
    errors: issues.map(({ code, detail, column }) =>
      OF_PARAMETER.includes(code)
        ? { parameter: 'column', code, detail }
        : { pointer: '', code, detail, ...(column !== null && { column }) },
    ),
  })
