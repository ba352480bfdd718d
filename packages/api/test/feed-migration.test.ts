import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { migrate } from '../src/db/migrate.ts'
import { digestOf } from '../src/innovations/digest.ts'
import { newId } from '../src/lib/id.ts'

const MIGRATIONS = resolve(import.meta.dirname, '../src/db/migrations')
const BEFORE = await mkdtemp(join(tmpdir(), 'essaim-migrations-'))
afterAll(() => rm(BEFORE, { recursive: true, force: true }))

/** A database as it was before the feed had digests. */
async function anOldDatabase(): Promise<pg.Client> {
  const { superUrl, ownerUrl } = inject('postgres')
  const name = `test_old_${newId().replaceAll('-', '')}`
  const maker = new pg.Client(superUrl)
  await maker.connect()
  await maker.query(`create database ${name} owner essaim_owner`)
  await maker.end()
  for (const file of await readdir(MIGRATIONS))
    if (file < '2026_11_30') await copyFile(join(MIGRATIONS, file), join(BEFORE, file))
  const url = new URL(ownerUrl)
  url.pathname = `/${name}`
  // today's grants name what came later
  await migrate(url.href, { migrationsDir: BEFORE, grantsFile: join(BEFORE, 'no-grants.sql') })
  const client = new pg.Client(url.href)
  await client.connect()
  await client.query("select set_config('essaim.scope', 'all', false)")
  afterAll(() => client.end())
  return client
}

test('records published before get the digest and the facets that they would get today', async () => {
  const client = await anOldDatabase()
  const [live, gone] = [newId(), newId()]
  const document = {
    id: live,
    title: 'Été « à l’école » : "l\\a" \u0001\t\n😀 \u2028 </script>',
    empty: {},
    themes: [],
    nothing: null,
    details: { zeta: 1.5, alpha: [{ b: 2, a: 1e21 }, -0.000001, true], '10': 'dix', '9': 'neuf', été: { Z: 1, a: 2 } },
    updated_at: '2026-06-13T08:00:00.000Z',
  }
  await client.query(
    "insert into innovation (id, state, origin) select id, 'draft', '{}' from unnest($1::uuid[]) as id",
    [[live, gone]],
  )
  await client.query(
    `insert into document (innovation_id, version, current, from_audience, to_audience, body, card, etag, facets, search, published_at, version_published_at, changed_at)
     select $1, version, version = 2, 'public', 'members', $2, '{}', '', facets, '', now(), now(), now()
     from (values (1, array['theme:avant']), (2, array['theme:a', 'region:53', 'financement:etat'])) as v (version, facets)`,
    [live, JSON.stringify(document)],
  )
  await client.query(
    `insert into feed_entry (audience, kind, id, seq, state, reason)
     values ('public', 'innovation', $1, 7, 'updated', null), ('public', 'innovation', $2, 8, 'deleted', 'withdrawn')`,
    [live, gone],
  )
  const url = new URL(inject('postgres').ownerUrl)
  url.pathname = `/${client.database}`
  await migrate(url.href)
  const { rows } = await client.query<{ digest: Buffer }>('select digest from document')
  expect(rows.map(({ digest }) => digest.toString('hex'))).toEqual(Array(2).fill(digestOf(document).toString('hex')))
  const { rows: entries } = await client.query('select id, since::int, known_facets from feed_entry order by seq')
  expect(entries).toEqual([
    { id: live, since: 7, known_facets: ['region:53', 'theme:a'] },
    { id: gone, since: null, known_facets: [] },
  ])
})
