import type { QuestionnaireDraft } from '@essaim/shared/questionnaires/drafts.ts'
import { aQuestion, contentOf } from '@essaim/shared/questionnaires/example.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openEditing, type SaveOutcome } from './editing.ts'
import type { Written } from './renaming.ts'

const written = (...codes: string[]): Written => ({
  content: contentOf(...codes.map((code) => aQuestion({ code, kind: 'text' }))),
  mappings: [],
})
const codes = ({ content }: Written) => content.sections.flatMap(({ questions }) => questions.map(({ code }) => code))

/** A draft on a server that answers as it is told, in turn. */
function opened(...answers: SaveOutcome[]) {
  const sent: [string[], string | null][] = []
  const editing = openEditing({
    stored: written('a'),
    etag: '"1"',
    now: () => 0,
    save: async (one, etag) => {
      sent.push([codes(one), etag])
      return answers.shift() ?? { outcome: 'saved', etag: `"${sent.length + 1}"` }
    },
  })
  return { editing, sent, status: () => editing.snapshot().state.status }
}
const theirs = { ...written('b'), updated_by: { id: 'x', name: 'Claude' } } as unknown as QuestionnaireDraft

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('what is written is saved by itself, once, and each save names the one before', async () => {
  const { editing, sent, status } = opened()
  editing.change(() => written('a', 'b'))
  editing.change(() => written('a', 'c'))
  expect([status(), editing.snapshot().isSaved]).toEqual(['changed', false])
  await vi.advanceTimersByTimeAsync(2000)
  editing.change(() => written('d'))
  expect(await editing.save()).toBe(true)
  expect(sent).toEqual([
    [['a', 'c'], '"1"'],
    [['d'], '"2"'],
  ])
  expect([status(), editing.snapshot().isSaved]).toEqual(['saved', true])
  expect(await editing.save()).toBe(true)
  expect(sent).toHaveLength(2)
})

test('what changes during a save is sent after it', async () => {
  const { editing, sent } = opened()
  editing.change(() => written('b'))
  const saving = editing.save()
  editing.change(() => written('c'))
  expect(await saving).toBe(true)
  expect(sent.map(([one]) => one)).toEqual([['b'], ['c']])
})

test('without network it is tried again', async () => {
  const { editing, sent, status } = opened({ outcome: 'failed' })
  editing.change(() => written('b'))
  expect(await editing.save()).toBe(false)
  expect(status()).toBe('retrying')
  await vi.advanceTimersByTimeAsync(6000)
  expect([status(), sent.length]).toEqual(['saved', 2])
})

test('somebody else’s draft is written over only when one says so', async () => {
  const { editing, sent, status } = opened({ outcome: 'conflict', theirs, etag: '"9"' })
  editing.change(() => written('c'))
  expect(await editing.save()).toBe(false)
  editing.change(() => written('c', 'd'))
  await vi.advanceTimersByTimeAsync(10_000)
  expect([status(), sent.length]).toEqual(['conflict', 1])
  await editing.settle('mine')
  expect([status(), sent.at(-1)]).toEqual(['saved', [['c', 'd'], '"9"']])
})

test('or theirs takes the place of mine', async () => {
  const { editing, sent } = opened({ outcome: 'conflict', theirs, etag: '"9"' })
  editing.change(() => written('c'))
  await editing.save()
  await editing.settle('theirs')
  expect([codes(editing.snapshot().written), editing.snapshot().isSaved, sent.length]).toEqual([['b'], true, 1])
})

test('a draft without all its words waits for them, and one that is gone is not made again', async () => {
  const { editing, sent, status } = opened({ outcome: 'gone' })
  const blank = contentOf(aQuestion({ code: 'a', kind: 'text', label: { fr: '', en: null } }))
  editing.change(() => ({ content: blank, mappings: [] }))
  expect(await editing.save()).toBe(false)
  expect([status(), sent.length]).toEqual(['unfinished', 0])
  editing.change(() => written('b'))
  expect(await editing.save()).toBe(false)
  expect([status(), sent.length]).toEqual(['gone', 1])
})
