import { describe, expect, it } from 'vitest'
import { isAnswered, isShown, questionsIn, shownQuestions, visibleAnswers } from './conditions.ts'
import { aQuestion, contentOf } from './example.ts'
import type { Condition } from './model.ts'

const ordered = ['bas', 'moyen', 'haut'].map((code) => ({ code, label: { fr: code, en: null } }))

function shows(condition: Condition, answers: Record<string, unknown>): boolean {
  const content = contentOf(
    aQuestion({ code: 'choix', kind: 'choice', options: ordered }),
    aQuestion({ code: 'preuve', kind: 'choice', vocabulary: 'preuves', order: ['0', '1', '10'] }),
    aQuestion({ code: 'liste', kind: 'multichoice', vocabulary: 'publics' }),
    aQuestion({ code: 'nombre', kind: 'integer' }),
    aQuestion({ code: 'mois', kind: 'month' }),
    aQuestion({ code: 'suite', kind: 'text', condition }),
  )
  return isShown('suite', answers, content)
}

describe('a condition', () => {
  it.each<[string, Condition, Record<string, unknown>, boolean]>([
    ['eq', { op: 'eq', question: 'choix', value: 'bas' }, { choix: 'bas' }, true],
    ['eq, another', { op: 'eq', question: 'choix', value: 'bas' }, { choix: 'haut' }, false],
    ['eq, unanswered', { op: 'eq', question: 'choix', value: 'bas' }, {}, false],
    ['in', { op: 'in', question: 'choix', value: ['bas', 'haut'] }, { choix: 'haut' }, true],
    ['not_in', { op: 'not_in', question: 'choix', value: ['bas'] }, { choix: 'bas' }, false],
    ['not_in, unanswered', { op: 'not_in', question: 'choix', value: ['bas'] }, {}, true],
    ['includes', { op: 'includes', question: 'liste', value: 'a' }, { liste: ['b', 'a'] }, true],
    ['includes, not a list', { op: 'includes', question: 'liste', value: 'a' }, { liste: 'abc' }, false],
    ['not_empty, empty list', { op: 'not_empty', question: 'liste' }, { liste: [] }, false],
    ['not_empty, zero', { op: 'not_empty', question: 'nombre' }, { nombre: 0 }, true],
    ['gte, number', { op: 'gte', question: 'nombre', value: 3 }, { nombre: 3 }, true],
    ['gte, smaller', { op: 'gte', question: 'nombre', value: 3 }, { nombre: 2 }, false],
    ['gte, options in their order', { op: 'gte', question: 'choix', value: 'moyen' }, { choix: 'haut' }, true],
    ['gte, lower option', { op: 'gte', question: 'choix', value: 'moyen' }, { choix: 'bas' }, false],
    ['gte, terms in the order of the version', { op: 'gte', question: 'preuve', value: '1' }, { preuve: '10' }, true],
    ['gte, unknown term', { op: 'gte', question: 'preuve', value: '1' }, { preuve: '7' }, false],
    ['gte, month', { op: 'gte', question: 'mois', value: '2020-05' }, { mois: '2020-12' }, true],
    ['count_gte', { op: 'count_gte', question: 'liste', value: 2 }, { liste: ['a', 'b'] }, true],
    ['count_gte counts each once', { op: 'count_gte', question: 'liste', value: 2 }, { liste: ['a', 'a'] }, false],
    ['not', { op: 'not', condition: { op: 'not_empty', question: 'choix' } }, {}, true],
    [
      'all',
      {
        op: 'all',
        conditions: [
          { op: 'not_empty', question: 'choix' },
          { op: 'not_empty', question: 'nombre' },
        ],
      },
      { choix: 'bas' },
      false,
    ],
    [
      'any',
      {
        op: 'any',
        conditions: [
          { op: 'not_empty', question: 'choix' },
          { op: 'not_empty', question: 'nombre' },
        ],
      },
      { choix: 'bas' },
      true,
    ],
  ])('%s', (_, condition, answers, expected) => {
    expect(shows(condition, answers)).toBe(expected)
  })

  it('does not look at what every object inherits', () => {
    expect(shows({ op: 'not_empty', question: 'constructor' }, {})).toBe(false)
    expect(shows({ op: 'not_empty', question: 'toString' }, {})).toBe(false)
  })

  it('names the questions that it looks at', () => {
    expect(
      questionsIn({
        op: 'any',
        conditions: [
          { op: 'not', condition: { op: 'not_empty', question: 'a' } },
          { op: 'not_empty', question: 'b' },
        ],
      }),
    ).toEqual(['a', 'b'])
  })
})

describe('hidden questions', () => {
  const chain = contentOf(
    aQuestion({ code: 'a', kind: 'boolean' }),
    aQuestion({ code: 'b', kind: 'boolean', condition: { op: 'eq', question: 'a', value: true } }),
    aQuestion({ code: 'c', kind: 'text', condition: { op: 'eq', question: 'b', value: true } }),
  )

  it('count for nothing, and so on down the chain', () => {
    expect(shownQuestions(chain, { a: true, b: true, c: 'x' }).map(({ code }) => code)).toEqual(['a', 'b', 'c'])
    expect(visibleAnswers(chain, { a: false, b: true, c: 'x' })).toEqual({ a: false })
  })

  it('keep their answer for the day the condition comes back', () => {
    const answers = { a: false, b: true, c: 'x' }
    visibleAnswers(chain, answers)
    expect(visibleAnswers(chain, { ...answers, a: true })).toEqual({ a: true, b: true, c: 'x' })
  })
})

it.each([
  [undefined, false],
  [null, false],
  ['', false],
  [[], false],
  [{}, false],
  [0, true],
  [false, true],
  ['x', true],
  [['x'], true],
  [{ b1: 'oui' }, true],
])('isAnswered(%j) is %s', (value, expected) => {
  expect(isAnswered(value)).toBe(expected)
})
