import { noteVerified } from '../backups/commands.ts'
import { restoreBackup, verifyBackup } from '../backups/restoring.ts'
import type { Config } from '../config.ts'
import { dataHome, joinPostgres } from '../db/embedded.ts'
import { PROJECT_DIR } from '../db/reach.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { onDatabase } from './operator.ts'
import { ownPlaces } from './own-places.ts'

type Said = { say: (line: string) => void; tell: (line: string) => void }

/** A moment as operators write it; without an offset it is of this machine's zone. */
export function readTime(text: string): Date {
  // PostgreSQL itself writes a space for the T, and +00 for +00:00
  const time = new Date(
    text
      .trim()
      .replace(' ', 'T')
      .replace(/([+-]\d\d)$/, '$1:00'),
  )
  if (Number.isNaN(time.getTime()))
    throw new StartFailure(`« ${text} » n’est pas un moment (2026-11-30T14:05:00+01:00).`)
  if (time.getTime() > Date.now()) throw new StartFailure(`« ${text} » est à venir.`)
  return time
}

/** Tries a backup on the side and, where Essaim runs, notes that it holds. */
export async function verify(config: Config, folder: string, to: Date | null, { say, tell }: Said): Promise<void> {
  const { name, faults } = await verifyBackup({ folder, to, tell })
  if (faults.length > 0) throw new StartFailure([`La sauvegarde ${name} ne convient pas :`, ...faults].join('\n'))
  say(`La sauvegarde ${name} est bonne : lignes, index, journal, fichiers, connexion.`)
  const running = config.databaseUrl ? null : await joinPostgres(dataHome(PROJECT_DIR, config.dataDir))
  if (running) await onDatabase(running.appUrl, (db) => noteVerified(db, name))
}

/** Puts a backup in the place of the data. */
export async function restore(config: Config, folder: string, to: Date | null, { say, tell }: Said): Promise<void> {
  const { name, aside, faults } = await restoreBackup({ folder, to, tell, ...ownPlaces(config) })
  say(`Restauré depuis ${name}${to ? `, à l’état du ${to.toISOString()}` : ', jusqu’à la fin du journal'}.`)
  if (aside) say(`Ce qui était là est gardé : ${aside}`)
  for (const fault of faults) say(fault)
  say('Rien n’est plus gardé à part avant la prochaine sauvegarde : faites-en une dès qu’Essaim tourne.')
}
