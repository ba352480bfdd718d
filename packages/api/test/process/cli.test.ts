import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { newId } from '../../src/lib/id.ts'
import { testApp } from '../app.ts'
import { createTestDatabase } from '../database.ts'
import { fromPostfix } from '../returned-samples.ts'
import { essaim, scratchDir } from './program.ts'

test('the operator’s help is in French, for every command', async () => {
  const helps = await Promise.all(
    [
      ['--help'],
      ['admin', 'create', '--help'],
      ['partner', 'create', '--help'],
      ['import', 'associations', '--help'],
      ['import', 'innovations', '--help'],
      ['migrate', '--help'],
      ['bounce', '--help'],
      ['keys', 'rotate', '--help'],
      ['audit', 'verify', '--help'],
      ['audit', 'checkpoint', '--help'],
      ['pull', '--help'],
      ['backup', '--help'],
      ['restore', '--help'],
      ['erasures', '--help'],
    ].map((args) => essaim(args)),
  )
  for (const { code, out } of helps) {
    expect(code, out).toBe(0)
    expect(out).toMatch(/^Emploi :/)
    expect(out).not.toMatch(/Usage|Options:|Commands|Arguments:|default|choices|display/)
  }
  expect(helps[0]?.out).toContain('partner')
  expect(helps[2]?.out).toContain('members:read')
})

test('a wrong command line is refused in French', async () => {
  const [missing, unknown, scope] = await Promise.all([
    essaim(['partner', 'create']),
    essaim(['partner', 'crate', 'x']),
    essaim(['partner', 'create', 'X', '--scope', 'all']),
  ])
  expect(missing).toMatchObject({ code: 1, err: expect.stringContaining('il manque NAME') })
  expect(unknown.code).toBe(1)
  expect(scope).toMatchObject({ code: 1, err: expect.stringContaining("l'option --scope") })
  expect(scope?.err).toContain("« all » n'en est pas une")
})

test('admin create: a password that is read, or one that is made and shown once', async () => {
  const test = await testApp()
  const env = { DATABASE_URL: test.database.appUrl, DATABASE_OWNER_URL: test.database.ownerUrl }
  const signIn = async (email: string, password: string) =>
    (await test.anonymous.post('/v1/session', { email, password })).statusCode

  const made = await essaim(['admin', 'create', 'un@essaim.example'], env)
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('un@essaim.example ajouté') })
  expect(made.out.trim().split('\n')).toHaveLength(1)
  expect(await signIn('un@essaim.example', made.out.trim())).toBe(200)

  const read = await essaim(
    ['admin', 'create', 'deux@essaim.example', '--password-stdin', '--name', 'Deux'],
    env,
    'bruyère-de-septembre\n',
  )
  expect(read).toMatchObject({ code: 0, out: '' })
  expect(await signIn('deux@essaim.example', 'bruyère-de-septembre')).toBe(200)

  const [twice, short, bad] = await Promise.all([
    essaim(['admin', 'create', 'un@essaim.example'], env),
    essaim(['admin', 'create', 'trois@essaim.example', '--password-stdin'], env, 'court\n'),
    essaim(['admin', 'create', 'trois'], env),
  ])
  expect(twice).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Un autre compte a cette adresse.') })
  expect(short).toMatchObject({ code: 1, err: expect.stringContaining('de 12 à 256 caractères') })
  expect(bad).toMatchObject({ code: 1, err: expect.stringContaining('n’est pas une adresse') })
}, 60_000)

test('partner create: shows the key once, and nothing else on standard output', async () => {
  const test = await testApp()
  const env = { DATABASE_URL: test.database.appUrl, DATABASE_OWNER_URL: test.database.ownerUrl }
  const made = await essaim(
    ['partner', 'create', 'Fédération d’exemple', '--scope', 'innovations:read', 'members:read,innovations:read'],
    env,
  )
  expect(made).toMatchObject({ code: 0, err: expect.stringContaining('innovations:read, members:read') })
  const key = made.out.trim()
  expect(key).toMatch(/^\S+$/)
  expect((await test.bearer(key).get('/v1/innovations')).statusCode).toBe(200)
  const partners = JSON.parse((await test.admin.get('/v1/partners')).body)
  expect(partners.items).toMatchObject([
    { name: 'Fédération d’exemple', keys: [{ scopes: ['innovations:read', 'members:read'] }] },
  ])
  expect(JSON.stringify(partners)).not.toContain(key)

  const again = await essaim(['partner', 'create', 'Fédération d’exemple'], env)
  expect(again).toMatchObject({ code: 1, out: '' })
  expect(again.err).not.toMatch(/ at |Error/)
}, 60_000)

test('audit: a whole trail is said to be, and an altered one names its row', async () => {
  const test = await testApp({ jobs: false })
  const env = { DATABASE_URL: test.database.appUrl, DATABASE_OWNER_URL: test.database.ownerUrl }
  const taken = await essaim(['audit', 'checkpoint'], env)
  expect(taken).toMatchObject({ code: 0, err: expect.stringContaining('Point de contrôle n°') })
  const file = join(scratchDir(), 'checkpoint.txt')
  writeFileSync(file, taken.out)
  const whole = await essaim(['audit', 'verify', '--checkpoint', file], env)
  expect(whole.out).toMatch(/le journal y a toujours le même sceau\.\nLe journal est entier\.\n$/)
  expect(whole.code).toBe(0)

  const root = new pg.Client(test.database.superUrl)
  await root.connect()
  await root.query("set session_replication_role = 'replica'")
  const { rows } = await root.query<{ id: string }>(
    "update event set action = 'user.other' where id = (select event_id from event_seal where seq = 1) returning id",
  )
  await root.end()
  const altered = await essaim(['audit', 'verify', '--checkpoint', taken.out.trim()], env)
  expect(altered).toMatchObject({ code: 1, out: expect.stringContaining(`✗ n° 1, ${rows[0]?.id}, user.other`) })
  const forged = await essaim(['audit', 'verify', '--checkpoint', `${taken.out.trim()}x`], env)
  expect(forged).toMatchObject({ code: 1, err: expect.stringContaining('n’est pas un point de contrôle') })
}, 60_000)

test('keys rotate: the next key takes its turn when it may, or at once', async () => {
  const test = await testApp({ jobs: false })
  const env = { DATABASE_URL: test.database.appUrl, DATABASE_OWNER_URL: test.database.ownerUrl }
  const live = async () =>
    (await test.app.db.selectFrom('signing_key').select('kid').where('retired_at', 'is', null).execute()).length
  const planned = await essaim(['keys', 'rotate'], env)
  expect(planned).toMatchObject({ code: 0, err: '' })
  expect(planned.out).toMatch(/^Jetons de l’équipe : .*\nJetons des clients d’API : .*\n$/)
  expect(await live()).toBe(4)
  const forced = await essaim(['keys', 'rotate', '--compromised'], env)
  expect(forced.out).toContain('refusés d’ici une minute')
  const { rows } = await test.app.pool.query(
    'select purpose, count(*)::int as n from signing_key where retired_at is null and active_from <= now() group by 1',
  )
  expect(rows.map(({ n }) => n)).toEqual([1, 1])
  const { items } = JSON.parse((await test.admin.get('/v1/events?action=signing_key.rotate')).body)
  expect(items.map(({ detail }: { detail: object }) => detail)).toEqual([{ compromised: true }, { compromised: false }])
}, 60_000)

test('import associations: counts, and each refused row with its reason; a dry run changes nothing', async () => {
  const database = await createTestDatabase()
  const env = { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }
  const file = join(scratchDir(), 'adherents.csv')
  writeFileSync(file, 'N° adhérent;Raison sociale;SIREN\nEX-1;Les Genêts;\nEX-2;Le Pont;12\n;Sans numéro;\n')
  const dry = await essaim(['import', 'associations', file, '--dry-run'], env)
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('À blanc : 3 lignes : 1 créées') })
  const real = await essaim(['import', 'associations', file], env)
  expect(real.out).toMatch(/^3 lignes : 1 créées, 0 modifiées, 0 inchangées, 2 refusées/)
  expect(real.out).toMatch(/Ligne 3 \(Le Pont\) refusée : SIREN/)
  expect((await essaim(['import', 'associations', file], env)).out).toContain('0 créées, 0 modifiées, 1 inchangées')
  expect(await essaim(['import', 'associations', `${file}.absent`], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('ne peut pas être lu'),
  })
}, 60_000)

test('bounce: reads a message that came back, and asks the mail server to come back itself when the database is away', async () => {
  const { app, database } = await testApp({ jobs: false })
  const id = newId()
  await app.db
    .insertInto('delivery')
    .values({ id, kind: 'notice', recipient: 'direction@genets.example', subject: 'x', body: 'x', state: 'sent' })
    .execute()
  const env = { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }
  expect(await essaim(['bounce'], env, fromPostfix(id))).toMatchObject({ code: 0, out: 'Le retour est noté.\n' })
  const { state } = await app.db.selectFrom('delivery').select('state').where('id', '=', id).executeTakeFirstOrThrow()
  expect(state).toBe('bounced')
  expect(await essaim(['bounce'], env, 'Subject: bonjour\n\nMerci.')).toMatchObject({ code: 0 })
  const away = { DATABASE_URL: 'postgres://essaim:x@127.0.0.1:1/essaim' }
  expect((await essaim(['bounce'], away, fromPostfix(id))).code).toBe(75)
}, 60_000)

test('an empty database is named as such', async () => {
  const database = await createTestDatabase()
  const { Client } = (await import('pg')).default
  const client = new Client(database.ownerUrl)
  await client.connect()
  await client.query('drop table partner cascade')
  await client.end()
  const env = { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl }
  expect(await essaim(['partner', 'create', 'X'], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('essaim migrate'),
  })
})
