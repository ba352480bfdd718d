import { randomBytes } from 'node:crypto'
import { appendFile, chmod, chown, mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { EXIT_CONFIG, StartFailure } from '../../lib/start-failure.ts'
import { configValue, writeArchiveSettings } from './archive.ts'
import { exists, syncDirectory, writePrivate } from './files.ts'
import { type Account, type Outcome, run } from './runner.ts'

const MEGABYTE = 2 ** 20

/** Where the log goes nowhere: each segment counts as kept, and is used again. */
export const NO_ARCHIVE = 'true'

/** Refuses to begin what a full disk would leave half done: a new cluster needs more than one that only runs on. */
export async function checkSpace(dataDir: string, clusterDir: string): Promise<void> {
  const needed = (await exists(clusterDir)) ? 32 : 200
  const { bavail, bsize } = await statfs(dataDir)
  const free = Math.floor((bavail * bsize) / MEGABYTE)
  if (free < needed) {
    throw new StartFailure(`Disque plein : ${free} Mo libres dans ${dataDir}, il en faut au moins ${needed}.`)
  }
}

/** Puts out of the way a cluster that an interrupted initdb left, and sweeps drafts; data that could start are never touched. */
export async function clearHalfDone(dataDir: string, clusterDir: string, log: (line: string) => void): Promise<void> {
  for (const name of await readdir(dataDir)) {
    // A draft was never a cluster, and holds a password: nothing in it is worth keeping.
    if (name.startsWith('cluster.init-')) await rm(join(dataDir, name), { recursive: true, force: true, maxRetries: 5 })
  }
  if (!(await exists(clusterDir)) || (await exists(join(clusterDir, 'global', 'pg_control')))) return
  const aside = `${clusterDir}.incomplete-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  await rename(clusterDir, aside)
  log(`Base inachevée mise de côté : ${aside}`)
}

async function initdb(binaries: string, major: number, dir: string, account: Account, fast: boolean): Promise<Outcome> {
  let outcome: Outcome = { code: 1, output: '' }
  for (const locale of ['C.UTF-8', 'en_US.UTF-8', 'C']) {
    const args = [
      `--pgdata=${join(dir, 'data')}`,
      `--pwfile=${join(dir, 'password')}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      `--locale=${locale}`,
      '--data-checksums',
    ]
    // PostgreSQL's own C.UTF-8 sorts alike on every system and never changes under an index.
    if (major >= 17) args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8')
    if (fast) args.push('--no-sync')
    outcome = await run(join(binaries, 'bin', 'initdb'), args, account)
    if (!outcome.output.includes('invalid locale name')) break
  }
  return outcome
}

/** Makes a new cluster beside its place and moves it there once it is whole and on disk. */
export async function createCluster(
  clusterDir: string,
  binaries: string,
  major: number,
  password: string,
  account: Account,
  fast: boolean,
): Promise<void> {
  const draft = `${clusterDir}.init-${randomBytes(6).toString('hex')}`
  try {
    await mkdir(draft, { mode: 0o700 })
    await chmod(draft, 0o700)
    await writeFile(join(draft, 'password'), password, { mode: 0o600 })
    if (account) {
      await chown(join(draft, 'password'), account.uid, account.gid)
      await chown(draft, account.uid, account.gid)
    }
    const { code, output } = await initdb(binaries, major, draft, account, fast)
    if (code !== 0) throw new StartFailure(`La base n'a pas pu être créée : ${causeIn(output)}.`)
    await appendFile(join(draft, 'data', 'postgresql.conf'), "\ninclude_if_exists = 'essaim.conf'\n")
    if (!fast) await syncDirectory(join(draft, 'data'))
    await rename(join(draft, 'data'), clusterDir)
    if (!fast) await syncDirectory(join(clusterDir, '..'))
  } finally {
    await rm(draft, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Refuses data of another major version, which PostgreSQL can neither read nor convert by itself. */
export async function checkVersion(clusterDir: string, major: number): Promise<void> {
  const stored = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim()
  if (stored === String(major)) return
  throw new StartFailure(
    `Les données de ${clusterDir} sont de PostgreSQL ${stored}, ce logiciel apporte PostgreSQL ${major} : restaurez une sauvegarde ou désignez un serveur par DATABASE_URL.`,
    EXIT_CONFIG,
  )
}

/** Writes the settings of this start: a small machine, loopback only, nothing personal in the log. */
export async function writeSettings(clusterDir: string, port: number, socketDir: string, fast: boolean): Promise<void> {
  const memory = totalmem() / MEGABYTE
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: 100,
    shared_buffers: `${Math.round(Math.min(512, Math.max(64, memory / 16)))}MB`,
    effective_cache_size: `${Math.round(Math.max(256, memory / 2))}MB`,
    max_wal_size: '512MB',
    random_page_cost: 1.1,
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    fsync: fast ? 'off' : 'on',
    full_page_writes: fast ? 'off' : 'on',
    synchronous_commit: fast ? 'off' : 'on',
    // it can only be set at start; where the log goes, archive.conf says, while the server runs
    archive_mode: fast ? 'off' : 'on',
    archive_command: NO_ARCHIVE,
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_line_prefix: '%m [%p] ',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${configValue(value)}`)
  await writeArchiveSettings(clusterDir)
  await writePrivate(join(clusterDir, 'essaim.conf'), `${lines.join('\n')}\ninclude_if_exists = 'archive.conf'\n`)
}

/** Finds in what PostgreSQL said the one line that tells the cause, in the reader's language where it is a common one. */
export function causeIn(output: string): string {
  if (output.includes('No space left on device')) return 'disque plein'
  if (output.includes('recovery ended before configured recovery target'))
    return 'le journal gardé s’arrête avant ce moment, ou il en manque un morceau'
  if (output.includes('wrong ownership')) return 'le dossier des données appartient à un autre utilisateur'
  if (/could not access directory|Permission denied/.test(output))
    return "un dossier n'est pas accessible au compte de PostgreSQL"
  const lines = output.split('\n').map((line) => line.trim())
  const telling = lines.findLast((line) => /PANIC|FATAL|error:/.test(line)) ?? lines.findLast((line) => line !== '')
  return telling?.replace(/^.*?(PANIC|FATAL|error):\s*/, '').replace(/\.$/, '') ?? 'sans message'
}
