import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const LAUNCHER = resolve(import.meta.dirname, '../../api/bin/launch.mjs')

/** Builds the pages where their sources have changed: what is judged is what is written. */
export default async function setup(): Promise<void> {
  await promisify(execFile)(process.execPath, [LAUNCHER, 'build'])
}
