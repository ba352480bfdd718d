import { createHash } from 'node:crypto'
import { checkIdentifier } from '@essaim/shared/identifiers.ts'
import type { Answers, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { shapeFaults } from '@essaim/shared/questionnaires/shape.ts'
import { recognise } from '../associations/identity.ts'
import { cleanCell } from '../associations/import-cells.ts'
import { headerKey } from '../associations/import-headers.ts'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { MEMBER_NUMBERS } from '../imports/apply.ts'
import { type CsvRow, readCsv } from '../lib/csv.ts'
import { invalid } from '../lib/problem.ts'
import { currentVersion } from '../questionnaires/queries.ts'
import { createSubmission } from '../submissions/commands.ts'
import type { Desk } from '../submissions/desk.ts'
import { fitsCell, readAnswer } from './cells.ts'

/** What became of one line: `created` a draft, `unchanged` since an earlier run brought it, `refused` with its reasons. */
export type EarlierRow = {
  line: number
  outcome: 'created' | 'unchanged' | 'refused'
  title: string | null
  faults: { column: string; detail: string }[]
}
export type EarlierImport = { rows: EarlierRow[]; ignored: string[] }

type Column =
  | { of: 'siren' | 'rna' | 'finess_ej' | 'member_number' | 'reference'; header: string }
  | { of: 'answer'; header: string; question: Question }
  | { of: 'nothing'; header: string }

const IDENTITY: [of: 'siren' | 'rna' | 'finess_ej' | 'member_number' | 'reference', names: string[]][] = [
  ['siren', ['siren', 'n° siren', 'siren association']],
  ['rna', ['rna', 'n° rna']],
  ['finess_ej', ['finess ej', 'finess juridique']],
  ['member_number', ['n° adhérent', 'numéro adhérent', 'code adhérent', 'member number']],
  ['reference', ['référence', 'référence fiche', 'n° fiche', 'id', 'reference']],
]

/** Which question a header names: its code, or its words in French or English. */
function columnOf(header: string, questions: Question[]): Column {
  const key = headerKey(header)
  const identity = IDENTITY.find(([, names]) => names.some((name) => headerKey(name) === key))
  if (identity) return { of: identity[0], header }
  const question =
    questions.find(({ code }) => headerKey(code) === key) ??
    questions.find(({ label }) => [label.fr, label.en ?? ''].some((text) => text !== '' && headerKey(text) === key))
  return question && fitsCell(question) ? { of: 'answer', header, question } : { of: 'nothing', header }
}

class DryRun extends Error {}

/**
 * Brings the records of an earlier census in as drafts that their associations confirm at their own link, one by line of a
 * CSV file. The same line (by its reference, else by association and title) is brought once, and never overwrites what
 * was written since. A line that cannot be followed is refused with every reason, and leaves the others as they are.
 */
export async function importEarlierRecords(
  db: Db,
  desk: Desk,
  source: AsyncIterable<Uint8Array>,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<EarlierImport> {
  let result: EarlierImport = { rows: [], ignored: [] }
  await inScope(db, desk.caller.actor, async (trx) => {
    result = await importInto(trx, desk, source)
    if (dryRun) throw new DryRun()
  }).catch((error: unknown) => {
    if (!(error instanceof DryRun)) throw error
  })
  return result
}

async function importInto(trx: Trx, desk: Desk, source: AsyncIterable<Uint8Array>): Promise<EarlierImport> {
  const version = await currentVersion(trx)
  const questions = questionsOf(version.content)
  const title = questions.find(({ binding }) => binding === 'title')
  let columns: Column[] | null = null
  const rows: EarlierRow[] = []
  for await (const row of readCsv(source)) {
    if (columns === null) {
      columns = row.cells.map((header) => columnOf(header, questions))
      refuseColumns(columns, title)
      continue
    }
    rows.push(await bring(trx, desk, { row, columns, title, content: version.content, version: version.id }))
  }
  if (columns === null) throw invalid('', 'empty-file', 'Le fichier est vide.', 'The file is empty.')
  return { rows, ignored: columns.filter(({ of }) => of === 'nothing').map(({ header }) => header) }
}

function refuseColumns(columns: Column[], title: Question | undefined): void {
  if (!columns.some(({ of }) => ['siren', 'rna', 'finess_ej', 'member_number'].includes(of)))
    throw invalid(
      '',
      'no-identity',
      'Il manque une colonne qui dise de quelle association il s’agit (SIREN, RNA, FINESS EJ ou N° adhérent).',
      'A column that tells the association is missing (SIREN, RNA, FINESS EJ or member number).',
    )
  if (!columns.some((column) => column.of === 'answer' && column.question === title))
    throw invalid('', 'no-title', 'Il manque la colonne du titre.', 'The column of the title is missing.')
}

type Line = {
  row: CsvRow
  columns: Column[]
  title: Question | undefined
  content: QuestionnaireContent
  version: string
}

async function bring(trx: Trx, desk: Desk, { row, columns, title, content, version }: Line): Promise<EarlierRow> {
  const faults: EarlierRow['faults'] = []
  const told: Partial<Record<'siren' | 'rna' | 'finess_ej' | 'member_number' | 'reference', string>> = {}
  const answers: Answers = {}
  if (row.fault !== null) faults.push({ column: '', detail: `la ligne ne se lit pas (${row.fault})` })
  for (const [index, column] of columns.entries()) {
    const text = row.cells[index] ?? ''
    if (column.of === 'nothing' || cleanCell(text) === '') continue
    if (column.of !== 'answer') {
      told[column.of] = identifierIn(column.of, cleanCell(text), column.header, faults)
      continue
    }
    const read = readAnswer(column.question, text, desk.terms.list)
    if ('fault' in read) faults.push({ column: column.header, detail: read.fault })
    else if (read.value !== null) answers[column.question.code] = read.value
  }
  for (const { pointer, detail } of shapeFaults(content, answers, desk.terms.has))
    faults.push({ column: pointer.split('/')[1] ?? '', detail: detail.fr })

  const named = title ? ((answers[title.code] as string | undefined) ?? null) : null
  const outcome = (kind: EarlierRow['outcome']): EarlierRow => ({ line: row.line, outcome: kind, title: named, faults })
  if (named === null && faults.length === 0) faults.push({ column: title?.label.fr ?? '', detail: 'le titre manque' })
  if (faults.length > 0) return outcome('refused')

  const { reference: given, member_number, ...claim } = told
  const ref = member_number ? { system: MEMBER_NUMBERS, value: member_number } : null
  const [association] = await recognise(trx, [{ ...claim, ref }])
  if (!association) {
    faults.push({ column: '', detail: 'aucune association n’a cet identifiant' })
    return outcome('refused')
  }
  const reference =
    given ??
    createHash('sha256')
      .update(`${association} ${headerKey(named ?? '')}`)
      .digest('hex')
  const known = await trx
    .selectFrom('earlier_record')
    .select('reference')
    .where('reference', '=', reference)
    .executeTakeFirst()
  if (known) return outcome('unchanged')
  const submission = await createSubmission(trx, desk, {
    association_id: association,
    channel: 'import',
    answers,
    questionnaire_version_id: version,
  })
  await trx.insertInto('earlier_record').values({ reference, submission_id: submission.id }).execute()
  return outcome('created')
}

function identifierIn(
  of: 'siren' | 'rna' | 'finess_ej' | 'member_number' | 'reference',
  text: string,
  header: string,
  faults: EarlierRow['faults'],
): string {
  if (of === 'member_number' || of === 'reference') return text
  const { level, value } = checkIdentifier(of === 'finess_ej' ? 'finess' : of, text)
  if (level === 'error') faults.push({ column: header, detail: `« ${text} » n’a pas la forme attendue` })
  return value ?? text
}
