import { spawn, spawnSync } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { StartFailure } from '../../lib/start-failure.ts'

/** The account that runs PostgreSQL: null is our own, since only root has to step down. */
export type Account = { uid: number; gid: number } | null

export type Outcome = { code: number | null; output: string }

const NOBODY = 65534

/** PostgreSQL refuses root: root runs it as the owner of the data, or as nobody. */
export async function accountFor(clusterDir: string): Promise<Account> {
  if (process.getuid?.() !== 0) return null
  const owner = await stat(clusterDir).catch(() => null)
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : { uid: NOBODY, gid: NOBODY }
}

/** Asks the system itself, as that account, whether a directory can be entered. */
export function canEnter(path: string, account: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', path], { cwd: '/', stdio: 'ignore', ...account }).status === 0
}

/** What canEnter says of the account that root steps down to when there are no data yet. */
export function nobodyCanEnter(path: string): boolean {
  return canEnter(path, { uid: NOBODY, gid: NOBODY })
}

/** Runs one of PostgreSQL's programs to its end, out of reach of the terminal's Ctrl-C and of our own PG* variables. */
export async function run(program: string, args: string[], account: Account): Promise<Outcome> {
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
      ...account,
    })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
    child.on('error', (error: NodeJS.ErrnoException) => {
      reject(new StartFailure(`Le programme ${program} ne peut pas être lancé (${error.code ?? error.message}).`))
    })
    child.on('close', (code) => resolve({ code, output }))
  })
}
