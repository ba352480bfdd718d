import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type DraftOptions, openDraft, type SaveAnswer, type SaveOutcome, type Unsaved } from './draft.ts'

const stored = [{ question: 'titre', value: 'Avant', etag: '"1"' }]

function aDraft(outcomes: SaveOutcome[] = [], options: Partial<DraftOptions> = {}) {
  const save = vi.fn<SaveAnswer>(async (_, value) => outcomes.shift() ?? { outcome: 'saved', value, etag: '"9"' })
  const draft = openDraft({ stored, save, now: () => 1000, ...options })
  return { draft, save, state: (question = 'titre') => draft.snapshot().saves[question] }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

describe('a draft', () => {
  it('sends an answer once, when nothing was typed for a while', async () => {
    const { draft, save, state } = aDraft()
    draft.change('titre', 'A')
    await pass(700)
    draft.change('titre', 'Ab')
    await pass(700)
    expect(save).not.toHaveBeenCalled()
    expect(draft.snapshot().overall.status).toBe('saving')
    await pass(200)
    expect(save.mock.calls).toEqual([['titre', 'Ab', '"1"', false]])
    expect(state()).toEqual({ status: 'saved', at: 1000 })
    expect(draft.snapshot().overall).toEqual({ status: 'saved', at: 1000 })
  })

  it('sends at once when the question is left, and shows then what the server made of it', async () => {
    const { draft, save } = aDraft([{ outcome: 'saved', value: 'Ab', etag: '"2"' }])
    draft.change('titre', ' Ab ')
    draft.leave('titre')
    await pass(0)
    expect(save).toHaveBeenCalledOnce()
    expect(draft.snapshot().answers.titre).toBe(' Ab ')
    draft.leave('titre')
    expect(draft.snapshot().answers.titre).toBe('Ab')
    await pass(5000)
    expect(save).toHaveBeenCalledOnce()
  })

  it('begins an answer on the tag of none and goes on with the tag of each save', async () => {
    const { draft, save } = aDraft([{ outcome: 'saved', value: 'x', etag: '"1"' }])
    draft.change('accroche', 'x')
    await pass(800)
    draft.change('accroche', '  ')
    await pass(800)
    expect(save.mock.calls.map(([, value, etag]) => [value, etag])).toEqual([
      ['x', '"0"'],
      [null, '"1"'],
    ])
  })

  it('sends what was typed during a save after it', async () => {
    let answer: (outcome: SaveOutcome) => void = () => undefined
    const save = vi.fn<SaveAnswer>(() => new Promise((resolve) => (answer = resolve)))
    const draft = openDraft({ stored, save })
    draft.change('titre', 'A')
    await pass(800)
    draft.change('titre', 'AB')
    await pass(800)
    expect(save).toHaveBeenCalledOnce()
    answer({ outcome: 'saved', value: 'A', etag: '"2"' })
    await pass(0)
    expect(save.mock.calls[1]).toEqual(['titre', 'AB', '"2"', false])
  })

  it('tries again after a failure, later and later, and at once when asked', async () => {
    const failed: SaveOutcome = { outcome: 'failed' }
    const { draft, save, state } = aDraft([failed, failed, failed])
    draft.change('titre', 'A')
    await pass(800)
    expect(state()).toEqual({ status: 'retrying' })
    await pass(2000)
    expect(save).toHaveBeenCalledTimes(2)
    await pass(2000)
    expect(save).toHaveBeenCalledTimes(2)
    await pass(3000)
    expect(save).toHaveBeenCalledTimes(3)
    expect(await draft.flush()).toBe(true)
    expect(state()?.status).toBe('saved')
  })

  it('takes an exception for a failure', async () => {
    const { draft, state } = aDraft([], { save: () => Promise.reject(new Error('network')) })
    draft.change('titre', 'A')
    await pass(800)
    expect(state()?.status).toBe('retrying')
    draft.close()
  })

  it('does not try again what is refused', async () => {
    const { draft, save, state } = aDraft([{ outcome: 'refused', message: 'Non.' }])
    draft.change('titre', 'A')
    await pass(60_000)
    expect(save).toHaveBeenCalledOnce()
    expect(state()).toEqual({ status: 'refused', message: 'Non.' })
    expect(draft.snapshot().overall.status).toBe('attention')
  })

  it('sends what was meant, and leaves what was typed on the screen until the question is left', async () => {
    const tidy = (_: string, value: unknown) => (typeof value === 'string' ? `https://${value.trim()}` : value)
    const { draft, save, state } = aDraft([], { tidy })
    draft.change('site', 'a.example ')
    await pass(800)
    expect(save.mock.calls).toEqual([['site', 'https://a.example', '"0"', false]])
    expect(state('site')?.status).toBe('saved')
    expect(draft.snapshot().answers.site).toBe('a.example ')
    draft.leave('site')
    expect(draft.snapshot().answers.site).toBe('https://a.example')
    await pass(5000)
    expect(save).toHaveBeenCalledOnce()
  })

  it('never sends what cannot be kept', async () => {
    const { draft, save, state } = aDraft([], { fault: (_, value) => (value === 'douze' ? 'Un nombre.' : null) })
    draft.change('etp', 'douze')
    await pass(5000)
    expect(await draft.flush()).toBe(false)
    expect(save).not.toHaveBeenCalled()
    expect(state('etp')).toEqual({ status: 'refused', message: 'Un nombre.' })
  })
})

describe('a conflict', () => {
  const conflict: SaveOutcome = { outcome: 'conflict', theirs: 'Elle', etag: '"5"' }

  it.each(['mine', 'theirs'] as const)('offers both answers: %s', async (choice) => {
    const { draft, save, state } = aDraft([conflict])
    draft.change('titre', 'Moi')
    await pass(800)
    expect(state()).toEqual({ status: 'conflict', theirs: 'Elle' })
    draft.change('titre', 'Moi aussi')
    await pass(5000)
    expect(save).toHaveBeenCalledOnce()
    draft.settle('titre', choice)
    await pass(800)
    if (choice === 'mine') expect(save.mock.calls[1]).toEqual(['titre', 'Moi aussi', '"5"', false])
    else expect(save).toHaveBeenCalledOnce()
    expect(draft.snapshot().answers.titre).toBe(choice === 'mine' ? 'Moi aussi' : 'Elle')
  })

  it('with ourselves is none: the answer to a save was lost', async () => {
    const { draft, state } = aDraft([{ ...conflict, theirs: 'Moi' }])
    draft.change('titre', 'Moi')
    await pass(800)
    expect(state()?.status).toBe('saved')
  })
})

describe('what is unsaved', () => {
  const keeping = (kept: Unsaved = {}) => {
    const keep = { kept, read: () => keep.kept, write: (unsaved: Unsaved) => Object.assign(keep, { kept: unsaved }) }
    return keep
  }

  it('is kept on the device until it is saved', async () => {
    const keep = keeping()
    const { draft } = aDraft([], { keep })
    draft.change('titre', 'A')
    expect(keep.kept).toEqual({ titre: { value: 'A', etag: '"1"' } })
    await pass(800)
    expect(keep.kept).toEqual({})
  })

  it('is taken up and sent by the next page', async () => {
    const { draft, save } = aDraft([], { keep: keeping({ titre: { value: 'A', etag: '"1"' } }) })
    expect(draft.snapshot().answers.titre).toBe('A')
    await pass(0)
    expect(save).toHaveBeenCalledOnce()
  })

  it('does not overwrite what a colleague wrote meanwhile', async () => {
    const { save, state } = aDraft([], { keep: keeping({ titre: { value: 'A', etag: '"0"' } }) })
    await pass(5000)
    expect(save).not.toHaveBeenCalled()
    expect(state()).toEqual({ status: 'conflict', theirs: 'Avant' })
  })
})
