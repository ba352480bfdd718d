import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

export type Started = { seconds: number; idleMegabytes: number | null }

/** Starts the API as `npm start` does, on a database that runs, until its first real answer; then lets it idle. */
export async function startOnce(urls: { appUrl: string; ownerUrl: string }, port: number): Promise<Started> {
  const start = performance.now()
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/server.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATABASE_URL: urls.appUrl,
      DATABASE_OWNER_URL: urls.ownerUrl,
      ESSAIM_DEMO: '0',
      LOG_LEVEL: 'warn',
      // the address that the stored documents speak of: nothing is projected again
      ESSAIM_PUBLIC_URL: 'http://essaim.example',
      NODE_COMPILE_CACHE: join(import.meta.dirname, '../../../node_modules/.essaim-compiled'),
    },
  })
  try {
    await new Promise<void>((resolve, reject) => {
      let said = ''
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk
        if (said.includes('http://essaim.example/v1')) resolve()
      })
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
    })
    const answer = await fetch(`http://127.0.0.1:${port}/v1/innovations?limit=1`)
    const { items } = (await answer.json()) as { items: unknown[] }
    if (items.length !== 1) throw new Error('the first answer holds no record')
    const seconds = (performance.now() - start) / 1000
    await delay(3000)
    return { seconds, idleMegabytes: await residentMegabytes(child.pid ?? 0) }
  } finally {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await ended
  }
}

/** What the system says that a process holds in memory; null where it does not tell by /proc. */
async function residentMegabytes(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(status)?.[1]
  return kilobytes ? Number(kilobytes) / 1024 : null
}
