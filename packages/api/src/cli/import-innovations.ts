import { open } from 'node:fs/promises'
import { buildApp } from '../app.ts'
import { type EarlierRow, importEarlierRecords } from '../earlier-records/commands.ts'
import { Refusal } from '../lib/problem.ts'
import { StartFailure } from '../lib/start-failure.ts'

export type EarlierSettings = { file: string; dryRun: boolean; publicUrl: string; say: (line: string) => void }

/** Brings the records of an earlier census in as drafts, and says what became of each line. */
export async function importInnovationsFile(
  databaseUrl: string,
  { file, dryRun, publicUrl, say }: EarlierSettings,
): Promise<void> {
  const opened = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure(`Le fichier ${file} ne peut pas être lu (${error.code}).`)
  })
  const app = await buildApp({ databaseUrl, publicUrl: () => publicUrl, jobs: false, logLevel: 'silent' })
  try {
    const desk = { caller: { actor: { kind: 'operator' as const } }, terms: await app.terms.current() }
    const { rows, ignored } = await importEarlierRecords(app.db, desk, opened.createReadStream({ autoClose: false }), {
      dryRun,
    })
    const count = (outcome: EarlierRow['outcome']) => rows.filter((row) => row.outcome === outcome).length
    say(
      `${dryRun ? 'À blanc : ' : ''}${rows.length} lignes : ${count('created')} brouillons créés, ${count('unchanged')} déjà repris, ${count('refused')} refusées.`,
    )
    for (const header of ignored)
      say(`Colonne « ${header} » : aucune question ne lui correspond, elle est laissée de côté.`)
    for (const row of rows) if (row.outcome === 'refused') say(refusedLine(row))
  } catch (error) {
    if (error instanceof Refusal)
      throw new StartFailure(
        [`Le fichier ${file} est refusé.`, ...(error.options.errors ?? []).map(({ detail }) => detail.fr)].join('\n'),
      )
    throw error
  } finally {
    await opened.close()
    await app.close()
  }
}

const refusedLine = ({ line, title, faults }: EarlierRow): string =>
  `Ligne ${line}${title ? ` (${title})` : ''} refusée : ${faults.map(({ column, detail }) => (column === '' ? detail : `${column}, ${detail}`)).join(' ; ')}`
