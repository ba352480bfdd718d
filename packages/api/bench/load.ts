import { Agent, get } from 'node:http'
import autocannon, { type Sent } from 'autocannon'
import { beProgram } from './program.ts'

export type Shot = {
  url: string
  requests: Sent[]
  connections: number
  seconds?: number
  amount?: number
  status: number
}
export type Hit = { rate: number; p50: number }
export type Pull = { records: number; bytes: number; seconds: number; pages: number }

// The load comes from a process of its own: what it costs is not billed to the server.
beProgram<object, Shot | { pull: string } | { drain: string }>(async () => ({
  answer: (question) =>
    'pull' in question ? pull(question.pull) : 'drain' in question ? drain(question.drain) : shoot(question),
}))

async function shoot({ url, requests, connections, seconds, amount, status }: Shot): Promise<Hit> {
  let lane = 0
  const { duration, errors, timeouts, statusCodeStats, latency } = await autocannon({
    url,
    connections,
    timeout: 30,
    // a fixed number of requests is timed to the hundredth, not to the next second
    sampleInt: amount ? 10 : 1000,
    ...(amount ? { amount } : { duration: seconds ?? 1 }),
    // each connection begins elsewhere in the list, or all would ask for the same at the same time
    setupClient(client) {
      const each = Math.ceil(requests.length / connections)
      const own = amount
        ? requests.slice(lane * each, (lane + 1) * each)
        : [...requests.slice(lane * each), ...requests.slice(0, lane * each)]
      lane += 1
      if (own.length > 0) client.setRequests(own)
    },
  })
  const total = Object.values(statusCodeStats).reduce((sum, { count }) => sum + count, 0)
  const expected = statusCodeStats[status]?.count ?? 0
  if (errors + timeouts > 0 || expected !== total || total === 0) {
    throw new Error(
      `${requests[0]?.path}: ${total} answers, ${errors} errors, ${timeouts} timeouts, ${JSON.stringify(statusCodeStats)} where ${status} was expected`,
    )
  }
  return { rate: total / duration, p50: latency.p50 }
}

/** Follows a feed to its end by one connection; pages are drained, and only the address of the next one is read. */
async function pull(first: string): Promise<Pull> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const { origin } = new URL(first)
  const start = performance.now()
  let bytes = 0
  let pages = 0
  for (let url = first; ; ) {
    const page = await new Promise<{ head: string; bytes: number }>((resolve, reject) => {
      get(url, { agent }, (answer) => {
        let head = ''
        let size = 0
        answer.on('data', (chunk: Buffer) => {
          if (head.length < 400) head += chunk.subarray(0, 400).toString()
          size += chunk.length
        })
        answer.on('end', () =>
          answer.statusCode === 200
            ? resolve({ head, bytes: size })
            : reject(new Error(`${url}: ${answer.statusCode} ${head}`)),
        )
      }).on('error', reject)
    })
    const next = JSON.parse(/^\{"next":("[^"]*")/.exec(page.head)?.[1] ?? 'null') as string | null
    if (next === null) throw new Error(`no next in ${page.head}`)
    const { pathname, search } = new URL(next)
    if (`${origin}${pathname}${search}` === url) break
    bytes += page.bytes
    pages += 1
    url = `${origin}${pathname}${search}`
  }
  agent.destroy()
  return { records: 0, bytes, pages, seconds: (performance.now() - start) / 1000 }
}

/** Reads one answer to its end; it has to be whole. */
async function drain(url: string): Promise<Pull> {
  const start = performance.now()
  let bytes = 0
  let tail = ''
  await new Promise<void>((resolve, reject) => {
    get(url, (answer) => {
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        tail = chunk.subarray(-200).toString()
      })
      answer.on('error', reject)
      answer.on('end', () => (tail.includes('"_end":true') ? resolve() : reject(new Error(`${url}: cut short`))))
    }).on('error', reject)
  })
  return { records: 0, bytes, pages: 1, seconds: (performance.now() - start) / 1000 }
}
