import { execFile } from 'node:child_process'
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const ADMIN = resolve(import.meta.dirname, '..')
const DIST = join(ADMIN, 'dist')
const SOURCES = ['src', 'public', 'index.html', 'repondre.html', 'vite.config.ts', 'package.json', '../shared/src']

function newest(path: string): number {
  const found = statSync(path)
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
}

/** Builds the pages when there are none, or older ones than their sources: what is judged is what is written. */
export default async function setup(): Promise<void> {
  const page = join(DIST, 'index.html')
  if (existsSync(page) && statSync(page).mtimeMs > Math.max(...SOURCES.map((name) => newest(join(ADMIN, name))))) return
  // Built aside, then moved: whoever is being served meanwhile sees the old pages or the new ones, whole.
  const [draft, old] = [join(ADMIN, 'dist.new'), join(ADMIN, 'dist.old')]
  const vite = join(ADMIN, 'node_modules/vite/bin/vite.js')
  const env = { ...process.env, NODE_ENV: 'production' }
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', draft, '--emptyOutDir'], { cwd: ADMIN, env })
  rmSync(old, { recursive: true, force: true })
  if (existsSync(DIST)) renameSync(DIST, old)
  renameSync(draft, DIST)
  rmSync(old, { recursive: true, force: true })
}
