import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { liveServer } from '../../src/db/embedded/postmaster.ts'
import { copyPreparedData } from '../prepared-data.ts'

export const API_DIR = resolve(import.meta.dirname, '../..')
export const LAUNCHER = join(API_DIR, 'bin/launch.mjs')
export const SERVER = join(API_DIR, 'src/server.ts')

export type Program = {
  child: ChildProcess
  pid: number
  output(): string
  /** Resolves when the output matches; rejects when the program ends first. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** A data directory that is gone after the test, with the PostgreSQL that a killed program left in it. */
export function scratchDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'essaim-process-'))
  onTestFinished(async () => {
    for (let tries = 0; tries < 50; tries += 1) {
      const server = await liveServer(join(dir, 'cluster'))
      if (!server) break
      process.kill(server.pid, 'SIGQUIT')
      await delay(100)
    }
    rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })
  return dir
}

/** The same, as a first start leaves it. */
export async function preparedDir(): Promise<string> {
  const dir = scratchDir()
  await copyPreparedData(dir)
  return dir
}

/** What was compiled once starts faster, as with the launcher. */
const NODE_COMPILE_CACHE = join(API_DIR, '../../node_modules/.essaim-compiled')

/** Runs a program in a process group of its own, with no environment but what is given; it does not outlive the test. */
export function runProgram(args: string[], env: Record<string, string> = {}): Program {
  const child = spawn(process.execPath, args, {
    cwd: API_DIR,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_COMPILE_CACHE, ...env },
  })
  const pid = child.pid as number
  let said = ''
  const take = (chunk: Buffer) => {
    said += chunk.toString()
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.on('close', (code, signal) => done({ code, signal }))
  })
  onTestFinished(async () => {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
    await exit
  })
  let ended = false
  void exit.then(() => {
    ended = true
  })
  return {
    child,
    pid,
    exit,
    output: () => said,
    async says(pattern) {
      for (;;) {
        const found = pattern.exec(said)
        if (found) return found
        if (ended) throw new Error(`The program ended without saying ${pattern}:\n${said}`)
        await delay(20)
      }
    },
  }
}

export type Ended = { code: number | null; out: string; err: string }

/** Runs a command of the operator to its end, on that database. */
export function essaim(args: string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  const child = spawn(process.execPath, [join(API_DIR, 'src/cli/main.ts'), ...args], {
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE, ...env },
  })
  const ended: Ended = { code: null, out: '', err: '' }
  child.stdout.on('data', (chunk) => {
    ended.out += chunk
  })
  child.stderr.on('data', (chunk) => {
    ended.err += chunk
  })
  child.stdin.on('error', () => undefined)
  child.stdin.end(input)
  return new Promise((done) => child.on('close', (code) => done({ ...ended, code })))
}

/** Tells whether that process exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
