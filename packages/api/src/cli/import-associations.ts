import { open } from 'node:fs/promises'
import type { AssociationImportRow } from '@essaim/shared/imports.ts'
import { buildApp } from '../app.ts'
import { importAssociations } from '../imports/commands.ts'
import { listRows, presentRow } from '../imports/queries.ts'
import { Refusal } from '../lib/problem.ts'
import { StartFailure } from '../lib/start-failure.ts'

export type ImportSettings = {
  file: string
  dryRun: boolean
  columns: string[]
  publicUrl: string
  say: (line: string) => void
}

/** Imports a file of associations as the operator, and says what became of it. */
export async function importAssociationsFile(
  databaseUrl: string,
  { file, dryRun, columns, publicUrl, say }: ImportSettings,
): Promise<void> {
  const opened = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw new StartFailure(`Le fichier ${file} ne peut pas être lu (${error.code}).`)
  })
  const app = await buildApp({ databaseUrl, publicUrl: () => publicUrl, jobs: false, logLevel: 'silent' })
  try {
    const made = await importAssociations(
      app.db,
      { actor: { kind: 'operator' } },
      opened.createReadStream({ autoClose: false }),
      {
        terms: await app.terms.current(),
        reproject: app.jobs.reproject,
        dryRun,
        columns,
      },
    )
    const { created, updated, unchanged, refused, warnings } = made.counts
    say(
      `${dryRun ? 'À blanc : ' : ''}${made.rows} lignes : ${created} créées, ${updated} modifiées, ${unchanged} inchangées, ${refused} refusées ; ${warnings} avec un avertissement.`,
    )
    for (const { header, warning } of made.columns) if (warning !== null) say(`Colonne « ${header} » : ${warning}`)
    for (const row of await listRows(app.db, made.id, ['refused'], { limit: 100, after: null, name: '' }))
      say(refusedLine(presentRow(row, 'fr')))
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

const refusedLine = ({ line, association, errors }: AssociationImportRow): string =>
  `Ligne ${line}${association?.name ? ` (${association.name})` : ''} refusée : ${errors.map(({ column, detail }) => (column === null ? detail : `${column}, ${detail}`)).join(' ; ')}`
