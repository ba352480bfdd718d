import { join } from 'node:path'
import type { Config } from '../config.ts'
import { dataHome } from '../db/embedded.ts'
import { PROJECT_DIR } from '../db/reach.ts'
import { EXIT_CONFIG, StartFailure } from '../lib/start-failure.ts'

/** Where this installation keeps its data and its files, when PostgreSQL is its own; a real server has its own tools. */
export function ownPlaces(config: Config): { dataDir: string; files: string | null } {
  if (config.databaseUrl)
    throw new StartFailure(
      'DATABASE_URL désigne un serveur à vous : il se sauvegarde et se restaure par ses propres outils (pg_dump, pgBackRest…). Dites-le à la console par « essaim backup --noted », et gardez à part le registre des effacements (« essaim erasures »).',
      EXIT_CONFIG,
    )
  const dataDir = dataHome(PROJECT_DIR, config.dataDir)
  const files = config.files ?? { kind: 'disk' as const, folder: join(dataDir, 'files') }
  return { dataDir, files: files.kind === 'disk' ? files.folder : null }
}
