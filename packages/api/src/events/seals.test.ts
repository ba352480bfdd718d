import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import { newId } from '../lib/id.ts'
import { recordEvent, recordEvents } from './commands.ts'
import { GENESIS, SEALED_COLUMNS, sealEvents, sealOf } from './seals.ts'

const { app } = await testApp({ jobs: false })
const caller = { actor: { kind: 'job' } } as const
const happening = (id: string) => ({ action: 'test.act', subject: { kind: 'test', id }, detail: { id } })
const act = (id: string) => app.db.transaction().execute((trx) => recordEvent(trx, caller, happening(id)))
const chain = () =>
  app.db
    .selectFrom('event_seal as s')
    .innerJoin('event as e', 'e.id', 's.event_id')
    .select(['s.seq', 's.hash', ...SEALED_COLUMNS])
    .orderBy('s.seq')
    .execute()
const subjects = async () => (await chain()).map(({ subject_id }) => subject_id)

test('each entry is sealed once, without a gap, whoever seals beside', async () => {
  await sealEvents(app.db)
  const before = (await chain()).length
  const ids = Array.from({ length: 24 }, newId)
  const sealer = async () => (await sealEvents(app.db)) + (await sealEvents(app.db)) + (await sealEvents(app.db))
  const writers = [0, 1, 2, 3].map(async (i) => {
    for (const id of ids.filter((_, n) => n % 4 === i)) await act(id)
    return 0
  })
  const counts = await Promise.all([...writers, sealer(), sealer(), sealer()])
  const last = await sealEvents(app.db)
  expect(counts.reduce((sum, one) => sum + one, last)).toBe(ids.length)
  const seals = await chain()
  expect(seals.map(({ seq }) => seq)).toEqual(seals.map((_, i) => i + 1))
  expect(
    seals
      .slice(before)
      .map(({ subject_id }) => subject_id)
      .sort(),
  ).toEqual(ids.sort())
  expect(await app.db.selectFrom('event_unsealed').select('event_id').execute()).toEqual([])
  let hash: Buffer = GENESIS
  for (const { seq, hash: kept, ...entry } of seals) {
    hash = sealOf(hash, seq, entry)
    expect(kept.equals(hash), `seal ${seq}`).toBe(true)
  }
})

test('what began first and was committed last is sealed last', async () => {
  const [early, late] = [newId(), newId()]
  await app.db.transaction().execute(async (trx) => {
    await recordEvent(trx, caller, happening(early))
    await act(late)
    await sealEvents(app.db)
    expect((await subjects()).at(-1)).toBe(late)
  })
  await sealEvents(app.db)
  expect((await subjects()).slice(-2)).toEqual([late, early])
})

test('many entries of one transaction take many rounds, in the order of their making', async () => {
  const ids = Array.from({ length: 2100 }, newId)
  await app.db.transaction().execute((trx) => recordEvents(trx, caller, ids.map(happening)))
  expect(await sealEvents(app.db)).toBe(ids.length)
  expect((await subjects()).slice(-ids.length)).toEqual(ids)
})

test('what was rolled back leaves no seal and nothing to seal', async () => {
  const id = newId()
  await app.db
    .transaction()
    .execute(async (trx) => {
      await recordEvent(trx, caller, happening(id))
      throw new Error('undo')
    })
    .catch(() => undefined)
  expect(await sealEvents(app.db)).toBe(0)
})
