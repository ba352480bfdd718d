import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { SMTPServer } from 'smtp-server'
import { expect, onTestFinished, test } from 'vitest'
import { joinPostgres } from '../../src/db/embedded.ts'
import { LOGIN, signIn } from './ledger.ts'
import { preparedDir, runProgram, SERVER } from './program.ts'

/** A network of 5,000 takes minutes: the same by `ESSAIM_TEST_ASSOCIATIONS=5000`. */
const ASSOCIATIONS = Number(process.env.ESSAIM_TEST_ASSOCIATIONS ?? 800)

type Received = { to: string; message_id: string; links: string[] }

/** A mail server like those of the world: some mailboxes do not exist, some ask to come back, some take their time. */
async function postOffice() {
  const received: Received[] = []
  const asked = new Map<string, number>()
  const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const tries = (asked.get(address) ?? 0) + 1
      asked.set(address, tries)
      if (address.startsWith('gone')) return done(refusal(550, 'no such mailbox'))
      if (address.startsWith('later') && tries === 1) return done(refusal(451, 'come back later'))
      if (address.startsWith('slow')) return void setTimeout(done, 150)
      done()
    },
    onData(stream, session, done) {
      let text = ''
      stream.on('data', (chunk) => {
        text += chunk
      })
      stream.on('end', () => {
        const plain = text.replaceAll('=\r\n', '').replaceAll('=3D', '=')
        received.push({
          to: session.envelope.rcptTo[0]?.address ?? '',
          message_id: /^Message-ID: <([^>]+)>/im.exec(text)?.[1] ?? '',
          links: [...new Set([...plain.matchAll(/\/repondre\/#([\w.~-]{20,})/g)].map(([, token = '']) => token))],
        })
        done()
      })
    },
  })
  // a killed client leaves its connections as they are
  smtp.on('error', () => undefined)
  smtp.listen(0, '127.0.0.1')
  await once(smtp.server, 'listening')
  onTestFinished(() => new Promise<void>((closed) => smtp.close(() => closed())))
  return { received, url: `smtp://127.0.0.1:${(smtp.server.address() as { port: number }).port}` }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise((closed) => probe.close(closed))
  return port
}

/** Fictitious associations with a president and a general director each; how their addresses behave follows from their number. */
const PEOPLE = `
  with made as (
    insert into association (id, name, department, fictitious)
    select gen_random_uuid(), 'Association d’exemple ' || n, (array['29','75','13','59'])[1 + n % 4], true
    from generate_series(1, $1::int) as n
    returning id, substring(name from '\\d+$')::int as n)
  insert into contact (id, association_id, office, civility, name, email, objected_at)
  select gen_random_uuid(), made.id, office, civility, 'Personne d’exemple',
    case
      when n % 23 = 0 then null
      when n % 20 = 0 then 'gone-' || office || n || '@d' || n % 40 || '.example'
      when n % 17 = 0 then 'siege' || n || '@d' || n % 40 || '.example'
      when n % 13 = 0 then 'later-' || office || n || '@d' || n % 40 || '.example'
      when n % 101 = 0 then 'slow-' || office || n || '@d' || n % 40 || '.example'
      when n between 1 and 3 and office = 'president' then 'trois@d1.example'
      else office || n || '@d' || n % 40 || '.example' end,
    case when n % 31 = 0 then now() end
  from made, (values ('president', 'madame'), ('general_director', 'monsieur')) as o(office, civility)`

const caller = (url: string, token: string) => async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await answer.text()
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 1000)}`)
  // biome-ignore lint/suspicious/noExplicitAny: the shape is what the test says of it
  return (text === '' ? {} : JSON.parse(text)) as any
}

test('a campaign is sent to all who can be reached, once, though it is killed in the middle; and reminds only who still owes an answer', {
  timeout: 600_000,
}, async () => {
  const office = await postOffice()
  const dir = await preparedDir()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const start = async () => {
    const program = runProgram([SERVER], {
      PORT: String(port),
      ESSAIM_DEMO: '0',
      ESSAIM_DATA_DIR: dir,
      ESSAIM_ADMIN_EMAIL: LOGIN.email,
      ESSAIM_ADMIN_PASSWORD: LOGIN.password,
      SMTP_URL: office.url,
      LOG_LEVEL: 'error',
    })
    await program.says(/API +(http\S+)\/v1/)
    return program
  }
  let server = await start()
  const postgres = await joinPostgres(dir)
  const db = new pg.Client({ connectionString: postgres?.superUrl.replace(/\/postgres$/, '/essaim') })
  await db.connect()
  onTestFinished(() => db.end().catch(() => undefined))
  const one = async <T>(sql: string, ...values: unknown[]) => (await db.query(sql, values)).rows[0] as T
  await db.query(PEOPLE, [ASSOCIATIONS])

  const opens_at = new Date(Date.now() + 3_600_000).toISOString()
  const closes_at = new Date(Date.now() + 30 * 86_400_000).toISOString()
  let call = caller(url, await signIn(url))
  const campaign = await call('POST', '/v1/campaigns', {
    name: 'Recensement d’exemple',
    opens_at,
    closes_at,
    recipients: { all: true },
    reminder_span_days: 0,
  })
  await call('POST', `/v1/campaigns/${campaign.id}/transitions`, { transition: 'schedule' })
  await call('POST', `/v1/campaigns/${campaign.id}/transitions`, { transition: 'open' })

  // in the middle of it, twice
  for (const share of [0.2, 0.6]) {
    while (office.received.length < ASSOCIATIONS * share) await delay(50)
    server.child.kill('SIGKILL')
    await server.exit
    server = await start()
  }
  call = caller(url, await signIn(url))
  const unfinished = () =>
    one<{ n: number }>(
      `select ((select count(*) from delivery where state in ('waiting', 'sending'))
        + (select count(*) from sending where prepared_at is null and cancelled_at is null and due_at <= now()))::int as n`,
    )
  // who was asked to come back later does so at once: the test does not wait for the hour
  const hurry = async () => {
    while ((await unfinished()).n > 0) {
      await db.query("update delivery set next_at = now() where state = 'waiting' and next_at > now()")
      await delay(200)
    }
  }
  await hurry()

  const { rows: people } = await db.query<{ email: string; objected: boolean }>(
    `select lower(email) as email, bool_or(objected_at is not null) as objected from contact where email is not null group by 1`,
  )
  const expected = people
    .filter(({ email, objected }) => !email.startsWith('gone') && !objected)
    .map(({ email }) => email)
  const mails = new Map<string, Set<string>>()
  for (const { to, message_id } of office.received)
    mails.set(to.toLowerCase(), (mails.get(to.toLowerCase()) ?? new Set()).add(message_id))
  expect([...mails.keys()].sort()).toEqual(expected.sort())
  expect([...mails].filter(([, ids]) => ids.size !== 1)).toEqual([])
  // what was on its way at the very moment of a kill may arrive again, under the same Message-ID
  const again = office.received.length - expected.length
  expect(again).toBeLessThanOrEqual(2 * 20)

  const three = office.received.find(({ to }) => to === 'trois@d1.example')
  expect(three?.links).toHaveLength(3)
  const shared = office.received.find(({ to }) => to.startsWith('siege'))
  expect(shared?.links).toHaveLength(2)

  // some answer: each by the link of the mail that it got
  const answering = office.received.filter(({ links }) => links.length === 1).slice(0, 40)
  const quiet = new Set<string>()
  for (const [index, { links }] of answering.entries()) {
    const opened = await fetch(`${url}/v1/respond/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: links[0] }),
    })
    const { access_token, association } = (await opened.json()) as { access_token: string; association: { id: string } }
    if (index % 4 === 3) continue
    await caller(url, access_token)('POST', '/v1/respond/invitation/transitions', {
      transition: index % 2 === 0 ? 'declare_nothing' : 'decline',
    })
    quiet.add(association.id)
  }
  const { rows: silenced } = await db.query<{ email: string }>(
    `select distinct lower(c.email) as email from contact c where c.email is not null
      and not exists (select from contact o where lower(o.email) = lower(c.email)
        and o.objected_at is null and o.bounced_at is null and not o.association_id = any ($1))`,
    [[...quiet]],
  )
  const before = office.received.length
  const preview = await call('POST', `/v1/campaigns/${campaign.id}/reminders?dry_run=true`, { letter: 'reminder' })
  await call('POST', `/v1/campaigns/${campaign.id}/reminders?dry_run=false`, { letter: 'reminder' })
  await hurry()
  const reminded = office.received.slice(before).map(({ to }) => to.toLowerCase())
  expect(new Set(reminded).size).toBe(reminded.length)
  expect(reminded).toHaveLength(preview.mails)
  const never = new Set(silenced.map(({ email }) => email))
  expect(never.size).toBeGreaterThan(30)
  expect(reminded.filter((email) => never.has(email))).toEqual([])
  expect([...reminded].sort()).toEqual(expected.filter((email) => !never.has(email)).sort())

  // what the page says is what the mail server saw
  const { total } = await call('GET', `/v1/campaigns/${campaign.id}/participation`)
  const { n: reached } = await one<{ n: number }>(
    `select count(distinct association_id)::int as n from contact where lower(email) = any ($1) and objected_at is null`,
    [...mails.keys()],
  )
  expect(total).toMatchObject({
    invited: ASSOCIATIONS,
    reachable: reached,
    opened: answering.length,
    nothing_to_declare: [...answering.keys()].filter((index) => index % 4 !== 3 && index % 2 === 0).length,
    declined: [...answering.keys()].filter((index) => index % 4 !== 3 && index % 2 === 1).length,
  })
  await db.end()
})
