import { startProgram } from './program.ts'
import { type Row, ratioRow } from './report.ts'
import { DEPARTMENTS, fillSubmissions } from './submissions.ts'

const SIZES = [2000, 20_000] as const
const TIMES = 9
const QUEUE = '/v1/moderation/submissions'
const ASKED = {
  'page, the last changed first': `${QUEUE}?limit=50`,
  'page of what is to be done, the oldest first': `${QUEUE}?ours=true&sort=age&limit=50`,
  'page of what nobody has in hand': `${QUEUE}?ours=true&claimed=nobody&sort=age&limit=50`,
  'page of a rare word': `${QUEUE}?q=zootherapie&limit=50`,
  'page of a word of every answer': `${QUEUE}?q=equipe&limit=50`,
  'counts of every view': `${QUEUE}/counts`,
}
type Asked = {
  urls: { appUrl: string; ownerUrl: string }
  port: number
  administrator: { email: string; password: string }
  rounds: number
}

/**
 * The queue of moderation among 2,000 and among 20,000 submissions in thirteen regions, for headquarters and for a
 * delegate: what it costs beside asking who one is, and how that grows.
 */
export async function queueRows({ urls, port, administrator, rounds }: Asked): Promise<Row[]> {
  const server = await startProgram('server.ts', { databaseUrl: urls.appUrl, port })
  const call = async (token: string, path: string, body?: object) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Record<string, string>
  }
  const signIn = async (who: object) => (await call('', '/v1/session', who)).access_token ?? ''
  /** The time of one answer in milliseconds, the median of several. */
  const timeOf = async (token: string, path: string) => {
    const times: number[] = []
    for (let i = 0; i < TIMES; i += 1) {
      const begun = performance.now()
      await call(token, path)
      times.push(performance.now() - begun)
    }
    return times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? Number.NaN
  }
  try {
    const admin = await signIn(administrator)
    const password = 'banc-de-mesure-19'
    for (const [i, code] of DEPARTMENTS.entries()) {
      const facts = { code: `banc-${code}`, name: `Délégation du banc ${code}`, departments: [code] }
      const { id } = await call(admin, '/v1/regional-delegations', facts)
      const who = { email: `delegue-${i}@essaim.example`, name: `Délégué du banc ${i}`, password }
      await call(admin, '/v1/users', { ...who, roles: ['delegate'], regional_delegations: [id] })
    }
    const costs = new Map<string, number[][]>()
    for (const [n, size] of SIZES.entries()) {
      await fillSubmissions(urls.ownerUrl, size)
      for (let round = 0; round <= rounds; round += 1) {
        const callers = {
          headquarters: await signIn(administrator),
          'a delegate': await signIn({ email: 'delegue-0@essaim.example', password }),
        }
        for (const [who, token] of Object.entries(callers))
          for (const [what, path] of Object.entries(ASKED)) {
            const cost = (await timeOf(token, path)) / (await timeOf(token, '/v1/session'))
            const name = `queue for ${who}: ${what}`
            const known = costs.get(name) ?? [[], []]
            if (round > 0) known[n]?.push(cost)
            costs.set(name, known)
          }
      }
    }
    return [...costs].map(([name, [small = [], large = []]]) =>
      ratioRow(
        SIZES[1],
        // counts are exact: they grow with what waits
        { name, of: `the same among ${SIZES[0]}`, goal: { atMost: name.includes('counts') ? 8 : 2 } },
        large.map((subject, i) => ({ subject, control: small[i] ?? Number.NaN })),
      ),
    )
  } finally {
    await server.stop()
  }
}
