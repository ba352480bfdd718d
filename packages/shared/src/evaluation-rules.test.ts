import { describe, expect, it } from 'vitest'
import type { GridContent } from './evaluation-grids.ts'
import { gridFaults, missingScores, profileOf, scoreFaults } from './evaluation-rules.ts'

const label = (fr: string) => ({ fr, en: null })
const GRID: GridContent = {
  title: label('Grille'),
  source: null,
  scale: [0, 1, 2, 3].map((value) => ({ value, label: label(String(value)) })),
  families: [
    {
      code: 'besoin',
      label: label('Besoin'),
      question: null,
      criteria: ['b1', 'b2'].map((code) => ({ code, label: label(code) })),
    },
    { code: 'effets', label: label('Effets'), question: null, criteria: [{ code: 'x1', label: label('x1') }] },
  ],
}

describe('scores', () => {
  it.each([
    [{}, []],
    [{ b1: 3, b2: null }, []],
    [{ b9: 1 }, [{ criterion: 'b9', code: 'unknown-criterion' }]],
    [{ b1: 4 }, [{ criterion: 'b1', code: 'off-scale' }]],
    [{ constructor: 1 }, [{ criterion: 'constructor', code: 'unknown-criterion' }]],
  ])('%j is faulty in %j', (scores, faults) => expect(scoreFaults(GRID, scores)).toEqual(faults))

  it('are whole once each criterion is judged, be it as having no object', () => {
    expect(missingScores(GRID, { b1: 0, b2: null }).map(({ criterion }) => criterion)).toEqual(['x1'])
    expect(missingScores(GRID, { b1: 0, b2: null, x1: 2 })).toEqual([])
  })
})

describe('a profile', () => {
  it('has an average for each family and none of all', () => {
    expect(profileOf(GRID, [{ b1: 3, b2: 2, x1: 0 }])).toEqual([
      { family: 'besoin', mean: 2.5, least: 2.5, most: 2.5, divergent: [] },
      { family: 'effets', mean: 0, least: 0, most: 0, divergent: [] },
    ])
  })

  it('weighs reviewers alike, however many criteria had an object for each', () => {
    const [besoin] = profileOf(GRID, [
      { b1: 3, b2: null, x1: 0 },
      { b1: 1, b2: 1, x1: 0 },
    ])
    expect(besoin).toEqual({ family: 'besoin', mean: 2, least: 1, most: 3, divergent: ['b1', 'b2'] })
  })

  it('says where reviewers are half the scale apart, or do not agree that it has an object', () => {
    const apart = (one: number | null, other: number | null) =>
      profileOf(GRID, [
        { b1: one, b2: 0, x1: 0 },
        { b1: other, b2: 0, x1: 0 },
      ])[0]?.divergent
    expect(apart(1, 2)).toEqual([])
    expect(apart(1, 3)).toEqual(['b1'])
    expect(apart(null, 0)).toEqual(['b1'])
    expect(apart(null, null)).toEqual([])
  })

  it('knows nothing before somebody has given one', () => {
    expect(profileOf(GRID, [])[0]).toEqual({ family: 'besoin', mean: null, least: null, most: null, divergent: [] })
  })
})

describe('a grid', () => {
  it('names each criterion once, and its scale rises', () => {
    expect(gridFaults(GRID)).toEqual([])
    const [first, second] = GRID.families as [GridContent['families'][0], GridContent['families'][0]]
    expect(gridFaults({ ...GRID, families: [first, { ...second, code: 'besoin', criteria: first.criteria }] })).toEqual(
      [
        { pointer: '/families/1/code', code: 'repeated' },
        { pointer: '/families/1/criteria/0/code', code: 'repeated' },
        { pointer: '/families/1/criteria/1/code', code: 'repeated' },
      ],
    )
    expect(gridFaults({ ...GRID, scale: [...GRID.scale].reverse() })).toHaveLength(3)
  })
})
