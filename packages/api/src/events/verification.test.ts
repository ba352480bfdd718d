import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestApp, testApp } from '../../test/app.ts'
import { newId } from '../lib/id.ts'
import { mailCheckpoint } from './checkpoint-mail.ts'
import { readCheckpoint, takeCheckpoint } from './checkpoints.ts'
import { recordEvents } from './commands.ts'
import { SEALED_COLUMNS, sealEvents, sealOf } from './seals.ts'
import { verifyTrail } from './verification.ts'

const caller = { actor: { kind: 'operator' } } as const

describe('the trail, before a superuser who passes every wall (C42)', () => {
  let test: TestApp
  let root: pg.Client
  beforeAll(async () => {
    test = await testApp({ jobs: false })
    root = new pg.Client(test.database.superUrl)
    await root.connect()
    // neither triggers nor foreign keys hold for them
    await root.query("set session_replication_role = 'replica'")
    await test.app.db.transaction().execute((trx) =>
      recordEvents(
        trx,
        { ...caller, origin: { network: '203.0.113.0/24', agent: 'script' } },
        Array.from({ length: 12 }, () => ({
          action: 'test.act',
          subject: { kind: 'test', id: newId() },
          detail: { n: 1 },
        })),
      ),
    )
    await sealEvents(test.app.db)
  })
  afterAll(() => root.end())

  const faults = async (...checkpoints: Parameters<typeof verifyTrail>[1] & object) =>
    (await verifyTrail(test.app.db, checkpoints)).findings.map(({ seq, fault }) => [seq, fault])
  const idOf = async (seq: number) =>
    (await root.query<{ event_id: string }>('select event_id from event_seal where seq = $1', [seq])).rows[0]?.event_id
  /** Does something, and undoes it by putting the tables back. */
  async function tampered(...statements: string[]) {
    await root.query('create temp table kept_event as select * from event')
    await root.query('create temp table kept_seal as select * from event_seal')
    await root.query('create temp table kept_detail as select event_id, salt, detail, origin from event_detail')
    for (const statement of statements) await root.query(statement)
    const seen = await faults()
    await root.query('truncate event, event_seal, event_detail cascade')
    await root.query('insert into event select * from kept_event')
    await root.query('insert into event_seal select * from kept_seal')
    await root.query('insert into event_detail (event_id, salt, detail, origin) select * from kept_detail')
    await root.query('drop table kept_event, kept_seal, kept_detail')
    return seen
  }

  it('is whole when nobody touched it', async () => {
    const { entries, waiting, erased, last, findings } = await verifyTrail(test.app.db)
    expect(findings).toEqual([])
    expect(entries).toBeGreaterThan(12)
    expect({ waiting, erased, seq: last?.seq }).toEqual({ waiting: 0, erased: 0, seq: entries })
  })

  it.each([
    ["action = 'submission.accept'"],
    ["at = at + interval '1 microsecond'"],
    ['actor_id = gen_random_uuid()'],
    ["actor_roles = '{admin}'"],
    ['subject_id = null'],
    ['association_id = gen_random_uuid()'],
    ['request_id = gen_random_uuid()'],
  ])('names the row of which was changed: %s', async (change) => {
    const id = await idOf(5)
    expect(await tampered(`update event set ${change} where id = '${id}'`)).toEqual([[5, 'altered']])
    expect(await faults()).toEqual([])
  })

  it('names what was said otherwise, or from elsewhere', async () => {
    const id = await idOf(6)
    for (const change of [`detail = '{"n":2}'`, `origin = '{"network":"198.51.100.0/24","agent":"script"}'`])
      expect(await tampered(`update event_detail set ${change} where event_id = '${await idOf(14)}'`), id).toEqual([
        [14, 'detail_altered'],
      ])
  })

  it('names what is missing: an entry, a seal, both, and what was slipped in', async () => {
    const id = await idOf(7)
    expect(await tampered(`delete from event where id = '${id}'`)).toEqual([[7, 'entry_missing']])
    expect(await tampered('delete from event_seal where seq in (7, 8)')).toEqual([
      [7, 'seal_missing'],
      [8, 'seal_missing'],
      [null, 'never_sealed'],
      [null, 'never_sealed'],
    ])
    expect(await tampered(`delete from event where id = '${id}'`, 'delete from event_seal where seq = 7')).toEqual([
      [7, 'seal_missing'],
    ])
    expect(await tampered("update event_seal set hash = sha256('') where seq = 7")).toEqual([[7, 'altered']])
    expect(
      await tampered(
        `insert into event (id, actor_kind, action, subject_kind, commitment) values (gen_random_uuid(), 'staff', 'x', 'y', '')`,
      ),
    ).toEqual([[null, 'never_sealed']])
  })

  it('erased details leave it whole', async () => {
    const { entries } = await verifyTrail(test.app.db)
    await root.query('create temp table kept as select event_id, salt, detail, origin from event_detail')
    await root.query('delete from event_detail')
    expect(await verifyTrail(test.app.db)).toMatchObject({ entries, erased: entries, findings: [] })
    await root.query('insert into event_detail (event_id, salt, detail, origin) select * from kept')
  })

  it('a checkpoint kept elsewhere gives away who rewrites the whole chain, or cuts off its end', async () => {
    const taken = await takeCheckpoint(test.app, caller)
    const checkpoint = await readCheckpoint(test.app, taken.text)
    if (!checkpoint) throw new Error('unread')
    expect(checkpoint).toMatchObject({ seq: taken.seq, hash: taken.hash })
    expect(await faults(checkpoint)).toEqual([])

    // they know how to seal, too
    await root.query(`update event set action = 'test.other' where id = '${await idOf(9)}'`)
    const rows = await test.app.db
      .selectFrom('event_seal as s')
      .innerJoin('event as e', 'e.id', 's.event_id')
      .select(['s.seq', ...SEALED_COLUMNS])
      .orderBy('s.seq')
      .execute()
    let hash: Buffer = Buffer.alloc(32)
    for (const { seq, ...entry } of rows) {
      hash = sealOf(hash, seq, entry)
      await root.query('update event_seal set hash = $1 where seq = $2', [hash, seq])
    }
    expect(await faults()).toEqual([])
    expect(await faults(checkpoint)).toEqual([[taken.seq, 'rewritten']])

    await root.query('delete from event using event_seal s where s.event_id = event.id and s.seq > $1', [taken.seq - 2])
    await root.query('delete from event_seal where seq > $1', [taken.seq - 2])
    expect(await faults()).toEqual([])
    expect(await faults(checkpoint)).toEqual([[taken.seq, 'cut_off']])
  })

  it('a checkpoint is mailed to who keeps them', async () => {
    await mailCheckpoint(test.app, 'dpo@federation.example')
    const { body } = await test.app.db
      .selectFrom('delivery')
      .select('body')
      .where('recipient', '=', 'dpo@federation.example')
      .executeTakeFirstOrThrow()
    const text =
      String(body)
        .split('\n')
        .find((line) => line.startsWith('eyJ')) ?? ''
    expect(await readCheckpoint(test.app, text)).toMatchObject({ seq: (await verifyTrail(test.app.db)).last?.seq })
  })

  it('a checkpoint is believed by its signature alone, and is no token', async () => {
    const { text } = await takeCheckpoint(test.app, caller)
    const [head, , signature] = text.split('.')
    const forged = Buffer.from(JSON.stringify({ seq: 1, hash: '00' })).toString('base64url')
    expect(await readCheckpoint(test.app, `${head}.${forged}.${signature}`)).toBeNull()
    expect(await readCheckpoint(test.app, 'n’importe quoi')).toBeNull()
    expect((await test.bearer(text).get('/v1/session')).statusCode).toBe(401)
    const token = test.admin.headers.authorization?.replace('Bearer ', '') ?? ''
    expect(await readCheckpoint(test.app, token)).toBeNull()
  })
})
