import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Export } from '@essaim/shared/exports.ts'
import pg from 'pg'
import { expect, test } from 'vitest'
import { joinPostgres } from '../../src/db/embedded.ts'
import { aDocument } from '../documents.ts'
import { LOGIN, makeAssociation, signIn } from './ledger.ts'
import { preparedDir, runProgram, SERVER } from './program.ts'

const RECORDS = 5000

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  await new Promise((closed) => probe.close(closed))
  return port
}

test('a maker that is killed leaves no half of an export: another process makes it whole', {
  timeout: 300_000,
}, async () => {
  const dir = await preparedDir()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const start = () =>
    runProgram([SERVER], {
      PORT: String(port),
      ESSAIM_DEMO: '0',
      ESSAIM_DATA_DIR: dir,
      ESSAIM_ADMIN_EMAIL: LOGIN.email,
      ESSAIM_ADMIN_PASSWORD: LOGIN.password,
      LOG_LEVEL: 'error',
    })
  const first = start()
  await first.says(/API +(http\S+)\/v1/)
  const token = await signIn(url)
  const association = await makeAssociation(url, token)
  const postgres = await joinPostgres(dir)
  const client = new pg.Client(postgres?.superUrl.replace(/\/postgres$/, '/essaim'))
  client.on('error', () => undefined)
  await client.connect()
  await client.query(
    `with copy as (insert into innovation (id, association_id, state, title)
       select gen_random_uuid(), $1, 'draft', 'Copie' from generate_series(1, ${RECORDS}) returning id)
     insert into document (innovation_id, version, current, from_audience, to_audience, body, card, etag, digest, facets, search, published_at, version_published_at, changed_at)
     select id, 1, true, 'public', 'members', replace($2, $3, id::text), '{}', '"x"', sha256(''), '{}', '', now(), now(), now() from copy`,
    [association, JSON.stringify(aDocument({ details: { texte: 'Un texte. '.repeat(300) } })), aDocument().id],
  )
  const authorization = `Bearer ${token}`
  await fetch(`${url}/v1/exports`, { method: 'POST', headers: { authorization } })
  const isMade = async () =>
    (await client.query("select from pgboss.job where name = 'export' and state = 'active'")).rowCount === 1
  while (!(await isMade())) await delay(20)
  await delay(300)
  first.child.kill('SIGKILL')
  await first.exit
  expect((await client.query('select from export')).rowCount).toBe(0)

  const second = start()
  await second.says(/API +(http\S+)\/v1/)
  const reader = { headers: { authorization: `Bearer ${await signIn(url)}` } }
  let latest: Export | undefined
  while (!latest) {
    const { items } = (await (await fetch(`${url}/v1/exports`, reader)).json()) as { items: Export[] }
    for (const { files } of items) expect(files).toHaveLength(6)
    latest = items[0]
    await delay(200)
  }
  for (const file of latest.files) {
    const bytes = Buffer.from(await (await fetch(file.url, reader)).arrayBuffer())
    expect(bytes, file.name).toHaveLength(file.bytes)
    expect(createHash('sha256').update(bytes).digest('hex'), file.name).toBe(file.sha256)
    expect([RECORDS, null]).toContain(file.records)
  }
  await client.end()
})
