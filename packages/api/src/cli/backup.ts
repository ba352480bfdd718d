import { noteBackup } from '../backups/commands.ts'
import { takeBackup } from '../backups/taking.ts'
import type { Config } from '../config.ts'
import { withDatabase, withEmbedded } from '../db/reach.ts'
import { newId } from '../lib/id.ts'
import { onDatabase } from './operator.ts'
import { ownPlaces } from './own-places.ts'

type Said = { say: (line: string) => void; tell: (line: string) => void }

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('fr-FR')} Mo`

/** Copies everything to that folder, whether Essaim runs or not. */
export async function backup(config: Config, folder: string, keep: number, { say, tell }: Said): Promise<void> {
  const places = ownPlaces(config)
  if (places.files === null)
    tell('Les fichiers des réponses sont dans leur propre stockage (S3) : ils ne sont pas copiés.')
  const { manifest, bytes } = await withEmbedded(places.dataDir, (postgres) =>
    onDatabase(postgres.appUrl, (db) => takeBackup({ postgres, db, ...places, folder, keep, tell })),
  )
  say(`Sauvegarde ${manifest.id} : ${megabytes(bytes)}, ${manifest.attachments.length} fichiers de réponses.`)
}

/** Notes that the tools of a server of the operator's own have just made a backup. */
export async function backupNoted(config: Config, say: Said['say']): Promise<void> {
  await withDatabase(config, ({ appUrl }) =>
    onDatabase(appUrl, (db) => noteBackup(db, { id: newId(), at: new Date(), made_by: 'server' })),
  )
  say('Sauvegarde notée.')
}
