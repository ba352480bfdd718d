import { checkContent } from '@essaim/shared/questionnaires/check.ts'
import { aQuestion, contentOf, EXAMPLE } from '@essaim/shared/questionnaires/example.ts'
import type { Condition } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { expect, test } from 'vitest'
import {
  conditionOf,
  earlierThan,
  isFinished,
  newRow,
  operatorsOf,
  rowsOf,
  rowWith,
  valueKindOf,
} from './condition-rules.ts'

test('conditions of one level are taken apart and put together again; deeper ones are left alone', () => {
  const leaf: Condition = { op: 'not_empty', question: 'a' }
  const two: Condition = { op: 'any', conditions: [leaf, { op: 'eq', question: 'b', value: 1 }] }
  for (const condition of [leaf, two, { ...two, op: 'all' } as Condition]) {
    const { join, rows } = rowsOf(condition) ?? { join: 'all', rows: [] }
    expect(conditionOf(join, rows)).toEqual(condition)
  }
  expect(rowsOf(null)).toEqual({ join: 'all', rows: [] })
  expect(conditionOf('all', [])).toBeNull()
  expect(rowsOf({ op: 'not', condition: leaf })).toBeNull()
  expect(rowsOf({ op: 'all', conditions: [leaf, two] })).toBeNull()
})

test('every operator that is offered suits its kind', () => {
  for (const question of questionsOf(EXAMPLE)) {
    const { condition: _, ...asked } = question
    const first = asked.options?.[0]?.code ?? '1'
    for (const op of operatorsOf(asked)) {
      const row = rowWith(op, asked, undefined, first)
      const content = contentOf(
        { ...asked, audience: 'staff' },
        aQuestion({ code: 'suite', kind: 'text', condition: row }),
      )
      expect([asked.code, op, checkContent(content).filter(({ code }) => code.startsWith('condition'))]).toEqual([
        asked.code,
        op,
        [],
      ])
    }
  }
})

test('a new comparison is whole wherever it can be', () => {
  const choice = aQuestion({ code: 'a', kind: 'choice', vocabulary: 'themes' })
  expect(newRow(choice, 'x')).toEqual({ op: 'eq', question: 'a', value: 'x' })
  expect(newRow(choice)).toEqual({ op: 'not_empty', question: 'a' })
  expect(newRow(aQuestion({ code: 'a', kind: 'boolean' }))).toEqual({ op: 'eq', question: 'a', value: true })
  expect(newRow(aQuestion({ code: 'a', kind: 'money' }))).toEqual({ op: 'gte', question: 'a', value: 1 })
  expect(isFinished(newRow(aQuestion({ code: 'a', kind: 'month' })))).toBe(false)
})

test('another operator keeps the value that it can', () => {
  const choice = aQuestion({ code: 'a', kind: 'choice', vocabulary: 'themes' })
  const several = rowWith('in', choice, { op: 'eq', question: 'a', value: 'x' })
  expect(several).toEqual({ op: 'in', question: 'a', value: ['x'] })
  expect(rowWith('eq', choice, several)).toEqual({ op: 'eq', question: 'a', value: 'x' })
  expect(rowWith('eq', choice, { op: 'eq', question: 'b', value: 'y' }, 'z')).toEqual({
    op: 'eq',
    question: 'a',
    value: 'z',
  })
  expect(isFinished(rowWith('in', choice))).toBe(false)
})

test('a condition looks back only, and an order is compared only where there is one', () => {
  const content = contentOf(...['a', 'b', 'c'].map((code) => aQuestion({ code, kind: 'text' })))
  expect(earlierThan(content, 'c').map(({ code }) => code)).toEqual(['a', 'b'])
  expect(operatorsOf(aQuestion({ code: 'a', kind: 'choice', vocabulary: 'themes' }))).not.toContain('gte')
  expect(operatorsOf(aQuestion({ code: 'a', kind: 'choice', vocabulary: 'x', order: ['1', '2'] }))).toContain('gte')
  expect(valueKindOf('includes', aQuestion({ code: 'a', kind: 'tags' }))).toBe('text')
})
