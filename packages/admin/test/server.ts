import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'

const API_DIR = resolve(import.meta.dirname, '../../api')
/** What was compiled once starts faster, as with the launcher. */
const NODE_COMPILE_CACHE = resolve(API_DIR, '../../node_modules/.essaim-compiled')

export const ADMINISTRATOR = { email: 'admin@essaim.example', password: 'essaims-de-mai-1926' }
/** Of every member of staff that a test makes. */
export const PASSWORD = 'genêts-de-mars-1926'

declare module 'vitest' {
  export interface ProvidedContext {
    preparedData: string
  }
}

export type Server = { url: string; stop(): Promise<void> }

const scratchDir = () => mkdtemp(join(tmpdir(), 'essaim-browser-'))
const remove = (dir: string) => rm(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })

/**
 * Makes, once for a whole run, a directory of data as a first start leaves it: a copy is had in a tenth of the time.
 * PostgreSQL writes on it without waiting for the disk.
 */
export default async function prepareData(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await scratchDir()
  try {
    const server = await serve(dataDir)
    await server.stop()
    await appendFile(join(dataDir, 'cluster/postgresql.auto.conf'), 'fsync = off\n')
  } catch (error) {
    await remove(dataDir)
    throw error
  }
  project.provide('preparedData', dataDir)
  return () => remove(dataDir)
}

/** The real server as a process of its own, with a PostgreSQL of its own on a directory that goes with it. */
export async function startServer(env: Record<string, string> = {}): Promise<Server> {
  const dataDir = await scratchDir()
  let stopping: Promise<void> | null = null
  try {
    // with its owners, since PostgreSQL may run as another account than ours
    await promisify(execFile)('cp', ['-a', `${inject('preparedData')}/.`, dataDir])
    const { url, stop } = await serve(dataDir, env)
    return {
      url,
      stop() {
        stopping ??= stop().then(() => remove(dataDir))
        return stopping
      },
    }
  } catch (error) {
    await remove(dataDir)
    throw error
  }
}

async function serve(dataDir: string, env: Record<string, string> = {}): Promise<Server> {
  const child = spawn(process.execPath, [join(API_DIR, 'src/server.ts')], {
    cwd: API_DIR,
    // By the channel the server learns when this process is killed, and stops.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_COMPILE_CACHE,
      PORT: '0',
      ESSAIM_DEMO: '0',
      ESSAIM_DATA_DIR: dataDir,
      ESSAIM_ADMIN_EMAIL: ADMINISTRATOR.email,
      ESSAIM_ADMIN_PASSWORD: ADMINISTRATOR.password,
      LOG_LEVEL: 'error',
      ...env,
    },
  })
  const ended = new Promise<void>((done) => child.once('close', () => done()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
  }
  try {
    return { url: await addressOf(child), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  let said = ''
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        // What it notes of its own errors belongs to the test's output.
        if (chunk.includes('"level":')) process.stderr.write(chunk)
        said += chunk.toString()
        const [, url] = /API +(http\S+)\/v1/.exec(said) ?? []
        if (url) resolve(url)
      })
    }
    child.once('close', (code) => reject(new Error(`The server ended with ${code} before it served:\n${said}`)))
  })
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the test says of it
export type Answer = { status: number; etag: string | null; body: any }
export type Call = (method: string, path: string, body?: unknown, etag?: string | null) => Promise<Answer>

/** Calls the API as a script does, with a token or without. */
export function callerOf(url: string, token?: string): Call {
  return async (method, path, body, etag) => {
    const isText = typeof body === 'string'
    const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {})
    if (etag) headers.set('if-match', etag)
    if (body !== undefined) {
      const json = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
      headers.set('content-type', isText ? 'text/csv' : json)
    }
    const sent = body === undefined ? null : isText ? body : JSON.stringify(body)
    const answer = await fetch(path.startsWith('http') ? path : url + path, { method, headers, body: sent })
    const text = await answer.text()
    return { status: answer.status, etag: answer.headers.get('etag'), body: text === '' ? {} : JSON.parse(text) }
  }
}

export type Administrator = Awaited<ReturnType<typeof administratorOf>>

/** Calls as the administrator, and expects success: the answer's body. */
export async function administratorOf(url: string) {
  const signedIn = await callerOf(url)('POST', '/v1/session', ADMINISTRATOR)
  const call = callerOf(url, signedIn.body.access_token)
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test says of it
  return async (method: string, path: string, body?: unknown): Promise<any> => {
    const { etag } = method === 'PATCH' || method === 'PUT' ? await call('GET', path) : { etag: null }
    const answer = await call(method, path, body, etag)
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}
