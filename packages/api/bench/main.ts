import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { startPostgres } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { ADMINISTRATOR, prepareWithAdministrator } from '../test/administrator.ts'
import { followingRows } from './following.ts'
import { formRows } from './form.ts'
import { MEASURES, type Pair, type Table } from './measures.ts'
import { ORIGINALS } from './originals.ts'
import { type Program, startProgram } from './program.ts'
import { queueRows } from './queue.ts'
import { fillDrafts, fillUp, publishOriginals } from './records.ts'
import { plainRow, printed, type Row, ratioRow } from './report.ts'
import { type Started, startOnce } from './start-time.ts'

const { values: options } = parseArgs({
  options: {
    records: { type: 'string', multiple: true },
    quick: { type: 'boolean' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
})
if (options.help) {
  console.log(
    'npm run bench [-- --quick] [--records N]… [--only WORD]\n  --quick  10,000 records, three short rounds\n  --records  how many records; several times to compare sizes (10000 and 100000)\n  --only  measures whose name holds the word',
  )
  process.exit(0)
}
const sizes = (options.records?.map(Number) ?? (options.quick ? [10_000] : [10_000, 100_000])).sort((a, b) => a - b)
const rounds = options.quick ? 3 : 5
const seconds = options.quick ? 1 : 3
const writes = options.quick ? 200 : 600
if (sizes.some((size) => !Number.isInteger(size) || size < ORIGINALS))
  throw new Error(`--records takes whole numbers from ${ORIGINALS} up`)

const say = (line: string) => process.stderr.write(`${line}\n`)
const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })

const dataDir = await mkdtemp(join(tmpdir(), 'essaim-bench-'))
const programs: Program[] = []
const postgres = await startPostgres({ dataDir, log: () => undefined, lasting: false })
try {
  process.stdout.write(`${printed(await bench())}\n`)
} finally {
  for (const program of programs) await program.stop()
  await postgres.stop()
  await rm(dataDir, { recursive: true, force: true })
}

async function bench(): Promise<Row[]> {
  say(
    `PostgreSQL ${postgres.version}, as durable as in production. ${ORIGINALS} records are projected, the others are their copies.`,
  )
  await migrate(postgres.ownerUrl)
  await prepareWithAdministrator(postgres)
  const owner = new pg.Client(postgres.ownerUrl)
  await owner.connect()
  await owner.query(
    'create table bench_row (id uuid primary key, body text not null, at timestamptz not null default now()); grant insert on bench_row to essaim_app',
  )
  // what stored documents speak of: the servers of the bench start at this address, and need to project nothing again
  await owner.query("update feed_head set base_url = 'http://essaim.example'")
  await publishOriginals(postgres.appUrl)

  const [hotPort, coldPort, plainPort] = [await freePort(), await freePort(), await freePort()]
  const open = async (file: string, input: object) => {
    const program = await startProgram(file, input)
    programs.push(program)
    return program
  }
  const load = await open('load.ts', {})
  const control = await open('control.ts', { databaseUrl: postgres.appUrl, port: plainPort })
  const rows: Row[] = []
  const filtered = new Map<number, Pair[]>()

  for (const records of sizes) {
    say(`\n${records} records…`)
    await fillUp(postgres.ownerUrl, records)
    const hotServer = await open('server.ts', { databaseUrl: postgres.appUrl, port: hotPort })
    const coldServer = await open('server.ts', { databaseUrl: postgres.appUrl, port: coldPort, cacheBytes: 0 })
    const hot = `http://127.0.0.1:${hotPort}`
    const cold = `http://127.0.0.1:${coldPort}`
    const { rows: chosen } = await owner.query<{ id: string }>(
      "select id from feed_entry where audience = 'public' order by md5(id::text) limit 4000",
    )
    const ids = chosen.map(({ id }) => id)
    let drafts: string[] = []
    const table: Table = {
      load,
      control,
      hot,
      cold,
      plain: `http://127.0.0.1:${plainPort}`,
      seconds,
      records,
      ids,
      tag: await checkAnswers(hot, cold, control, ids[0] ?? ''),
      deepPage: await deepPage(hot, records),
      token: () => signIn(hot),
      drafts: () => drafts,
      settled: () => settled(owner),
    }
    const chosenMeasures = MEASURES.filter(({ name }) => name.includes(options.only ?? ''))
    const results = new Map(chosenMeasures.map((measure) => [measure, [] as Pair[]]))
    const growth = new Map<string, number[]>()
    // one round to warm up, which does not count
    for (let round = 0; round <= rounds; round += 1) {
      drafts = await fillDrafts(postgres.appUrl, writes)
      for (const [measure, pairs] of results) {
        const before = await coldServer.ask<{ rss: number }>({ peak: 'reset' })
        const pair = await measure.run({ ...table, seconds: round === 0 ? Math.min(1, seconds) : seconds })
        const after = await coldServer.ask<{ rss: number }>({ peak: 'read' })
        if (measure.name.startsWith('everything')) {
          const [what = ''] = measure.name.split(',')
          growth.set(what, [...(growth.get(what) ?? []), (after.rss - before.rss) / 2 ** 20])
        }
        if (round > 0) pairs.push(pair)
      }
      say(`  round ${round} of ${rounds}`)
    }
    for (const [measure, pairs] of results) {
      rows.push(ratioRow(records, measure, pairs))
      if (measure.name.startsWith('page filtered')) filtered.set(records, pairs)
    }
    for (const [what, megabytes] of growth)
      rows.push(plainRow(records, `${what}: growth of the server’s memory`, megabytes, ' MB', { atMost: 150 }))
    for (const server of [hotServer, coldServer]) {
      await server.stop()
      programs.splice(programs.indexOf(server), 1)
    }
    if (!options.only || 'following'.includes(options.only))
      rows.push(...(await followingRows({ appUrl: postgres.appUrl, port: hotPort, rounds, records })))
    if (!options.only || 'start'.includes(options.only)) {
      const starts: Started[] = []
      for (let i = 0; i < 3; i += 1) starts.push(await startOnce(postgres, hotPort))
      rows.push(
        plainRow(
          records,
          'start of the API on a running database',
          starts.map((one) => one.seconds),
          ' s',
          { atMost: 1.5 },
        ),
      )
      const idle = starts.flatMap((one) => one.idleMegabytes ?? [])
      if (idle.length > 0) rows.push(plainRow(records, 'memory of the idle API', idle, ' MB', { atMost: 150 }))
    }
  }
  const [small, large] = [filtered.get(sizes[0] ?? 0), filtered.get(sizes.at(-1) ?? 0)]
  if (small && large && small !== large) {
    const pairs = large.map(({ subject, control: of }, i) => ({
      subject: of / subject,
      control: (small[i]?.control ?? Number.NaN) / (small[i]?.subject ?? Number.NaN),
    }))
    rows.push(
      ratioRow(
        sizes.at(-1) ?? 0,
        { name: 'page filtered by theme and region: cost', of: `the same among ${sizes[0]}`, goal: { atMost: 1.25 } },
        pairs,
      ),
    )
  }
  if (!options.only || 'queue'.includes(options.only))
    rows.push(...(await queueRows({ urls: postgres, port: hotPort, administrator: ADMINISTRATOR, rounds })))
  if (!options.only || 'form'.includes(options.only))
    rows.push(
      ...(await formRows({
        urls: postgres,
        port: hotPort,
        administrator: ADMINISTRATOR,
        rounds,
        records: sizes.at(-1) ?? 0,
      })),
    )
  await owner.end()
  return rows
}

/** Before anything is timed: both servers give the same, and the controls get the very bodies that are measured. */
async function checkAnswers(hot: string, cold: string, control: Program, id: string): Promise<string> {
  const text = async (url: string) => {
    const answer = await fetch(url)
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`)
    return { body: await answer.text(), tag: answer.headers.get('etag') ?? '' }
  }
  const paths = { record: `/v1/innovations/${id}`, page: '/v1/innovations?limit=20' }
  const bodies: Record<string, string> = {}
  let tag = ''
  for (const [name, path] of Object.entries(paths)) {
    const given = await text(hot + path)
    if (given.body !== (await text(cold + path)).body) throw new Error(`${path}: the servers differ`)
    bodies[name] = given.body
    if (name === 'record') tag = given.tag
    say(`  ${name}: ${Buffer.byteLength(given.body)} bytes`)
  }
  await control.ask({ bodies })
  return tag
}

/** Walks to 90 % of the list. */
async function deepPage(url: string, records: number): Promise<string> {
  let path = '/v1/innovations?limit=200'
  for (let seen = 0; seen < records * 0.9; seen += 200) {
    const { next } = (await (await fetch(url + path)).json()) as { next: string }
    path = `/v1/innovations?limit=200&cursor=${encodeURIComponent(next)}`
  }
  return path.replace('limit=200', 'limit=20')
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMINISTRATOR),
  })
  return ((await answer.json()) as { access_token: string }).access_token
}

/** Waits until nothing runs in the database any more: what was abandoned is not billed to the next. */
async function settled(owner: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ busy: string }>(
      "select count(*) as busy from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and backend_type = 'client backend'",
    )
    if (Number(rows[0]?.busy) === 0) break
    await delay(50)
  }
  await delay(50)
}
