import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { expect, inject, onTestFinished, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { runProgram } from './program.ts'

const HOLD = join(import.meta.dirname, 'hold-migration.ts')
const STEPS = ['one', 'two', 'three']

/** An empty database, and three slow migrations of which each would fail if it were applied twice. */
async function scene() {
  const dir = mkdtempSync(join(tmpdir(), 'essaim-migrations-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  for (const [index, step] of STEPS.entries()) {
    const text = `create table ${step} (n int);\ninsert into ${step} values (1);\nselect pg_sleep(0.4) /* in ${step} */;\ninsert into ${step} values (2);\n`
    writeFileSync(join(dir, `2026_01_0${index + 1}_${step}.sql`), text)
  }
  const grantsFile = join(dir, 'grants.txt')
  writeFileSync(
    grantsFile,
    'grant select on all tables in schema public to :"app_role";\nrevoke all on kysely_migration from :"app_role";',
  )

  const name = `test_migrate_${Math.random().toString(36).slice(2)}`
  const { superUrl, ownerUrl, appUrl } = inject('postgres')
  const on = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  const admin = new pg.Client(superUrl)
  await admin.connect()
  onTestFinished(() => admin.end())
  await admin.query(`create database ${name} owner essaim_owner`)

  const urls = { ownerUrl: on(ownerUrl), appUrl: on(appUrl) }
  const ask = async (url: string, statement: string) => {
    const client = new pg.Client(url)
    await client.connect()
    try {
      return (await client.query(statement)).rows
    } finally {
      await client.end()
    }
  }
  return {
    dir,
    ...urls,
    options: { migrationsDir: dir, grantsFile },
    run: () => runProgram([HOLD, urls.ownerUrl, dir, grantsFile]),
    ask,
    async reaches(words: string) {
      for (;;) {
        const { rowCount } = await admin.query(
          'select from pg_stat_activity where datname = $1 and pid <> pg_backend_pid() and query like $2',
          [name, `%${words}%`],
        )
        if (rowCount) return
        await delay(10)
      }
    },
    content: () =>
      ask(urls.appUrl, 'select n from one union all select n from two union all select n from three order by 1'),
  }
}

const WHOLE = [1, 1, 1, 2, 2, 2].map((n) => ({ n }))

for (const step of STEPS) {
  test(`C36: killed in step ${step}, the next start applies everything once`, async () => {
    const { run, reaches, ownerUrl, options, content } = await scene()
    const killed = run()
    await reaches(`in ${step} `)
    killed.child.kill('SIGKILL')
    await killed.exit
    expect(await migrate(ownerUrl, options)).toHaveLength(3)
    expect(await content()).toEqual(WHOLE)
    expect(await migrate(ownerUrl, options)).toEqual([])
  })
}

test('C36: of two starters one migrates and the other waits', async () => {
  const { run, content } = await scene()
  const both = [run(), run()]
  const said = await Promise.all(both.map((program) => program.says(/applied (.*)/)))
  expect(said.map(([, list]) => (JSON.parse(list ?? '') as string[]).length).sort()).toEqual([0, 3])
  expect(both.map((program) => program.output()).join('')).toContain('Une autre migration est en cours')
  expect(await content()).toEqual(WHOLE)
})

test('a step that fails leaves nothing of the steps before it, and is named', async () => {
  const { dir, ownerUrl, options, ask } = await scene()
  writeFileSync(join(dir, '2026_01_04_four.sql'), 'create table four (n int); select nonsense;')
  await expect(migrate(ownerUrl, options)).rejects.toThrow(/2026_01_04_four.*nonsense/)
  expect(await ask(ownerUrl, "select to_regclass('one') as one")).toEqual([{ one: null }])
})

test('what was written beside an applied step is applied after it, whatever its number', async () => {
  const { dir, ownerUrl, options } = await scene()
  await migrate(ownerUrl, options)
  writeFileSync(join(dir, '2026_01_02_beside.sql'), 'create table beside (n int);')
  expect(await migrate(ownerUrl, options)).toEqual(['2026_01_02_beside'])
})

test('grants the application what the file says, each time, and refuses a database of a newer release', async () => {
  const { dir, ownerUrl, appUrl, options, ask } = await scene()
  await migrate(ownerUrl, options)
  await expect(ask(appUrl, 'insert into one values (3)')).rejects.toThrow(/permission denied/)
  writeFileSync(options.grantsFile, 'grant insert on one to :"app_role";')
  await migrate(ownerUrl, options)
  await ask(appUrl, 'insert into one values (3)')
  rmSync(join(dir, '2026_01_03_three.sql'))
  await expect(migrate(ownerUrl, options)).rejects.toThrow(/plus récente que ce logiciel/)
})
