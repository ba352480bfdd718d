import { aField, aQuestion, contentOf } from '@essaim/shared/questionnaires/example.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { describe, expect, it, test } from 'vitest'
import { codeFrom, isMadeFrom } from './codes.ts'
import { withKind } from './kind-rules.ts'
import { declare, meaningful, renameOption, renamePublished, renameQuestion } from './renaming.ts'
import {
  addQuestion,
  addSection,
  dependentsOf,
  duplicateQuestion,
  duplicateSection,
  moveQuestion,
  moveQuestionTo,
  moveSection,
  neighbourOf,
  removeQuestion,
  sendable,
} from './structure.ts'
import { unfinishedIn } from './unfinished.ts'

const label = (fr: string) => ({ fr, en: null })
const MARK = { fr: '(copie)', en: '(copy)' }
const option = (code: string) => ({ code, label: label(code) })

const CONTENT: QuestionnaireContent = {
  sections: [
    {
      code: 'un',
      title: label('Un'),
      questions: [
        aQuestion({
          code: 'a',
          kind: 'choice',
          options: [option('oui'), option('non')],
          default: 'oui',
          binding: 'nature',
        }),
        aQuestion({ code: 'b', kind: 'text', condition: { op: 'eq', question: 'a', value: 'oui' } }),
      ],
    },
    {
      code: 'deux',
      title: label('Deux'),
      questions: [
        aQuestion({
          code: 'c',
          kind: 'text',
          condition: {
            op: 'not',
            condition: { op: 'any', conditions: [{ op: 'in', question: 'a', value: ['non', 'oui'] }] },
          },
          audience: { from: 'a', ceiling: 'members' },
        }),
      ],
    },
  ],
}
const order = (content: QuestionnaireContent) =>
  content.sections.map(({ code, questions }) => `${code}: ${questions.map((one) => one.code).join(' ')}`.trim())

describe('a code', () => {
  it.each([
    ['Où ça ?', '_', 'ou_ca'],
    ['3 mots', '_', 'q_3_mots'],
    ['Moins de 10', '-', 'moins-de-10'],
    ['Œuvre d’entraide', '-', 'oeuvre-d-entraide'],
    ['!!!', '-', 'choix'],
    ['!!!', '_', 'q'],
  ] as const)('is made from « %s »', (text, joiner, code) => expect(codeFrom(text, joiner)).toBe(code))

  it('is no other’s, and no longer than it may be', () => {
    expect(codeFrom('Oui', '-', ['oui', 'oui-2'])).toBe('oui-3')
    const long = codeFrom(`Quel ${'très '.repeat(40)}long`, '_')
    expect(long).toMatch(/^quel(_tres)+$/)
    expect(long.length).toBeLessThanOrEqual(60)
    expect(codeFrom('x'.repeat(200), '-').length).toBeLessThanOrEqual(80)
  })

  it('follows its label until somebody writes it', () => {
    expect(isMadeFrom('oui', 'Oui', '-')).toBe(true)
    expect(isMadeFrom('oui-2', 'Oui', '-')).toBe(true)
    expect(isMadeFrom('accord', 'Oui', '-')).toBe(false)
  })
})

test('questions move within their section, and on to the next', () => {
  expect(order(moveQuestion(CONTENT, 'a', 1))).toEqual(['un: b a', 'deux: c'])
  expect(order(moveQuestion(CONTENT, 'b', 1))).toEqual(['un: a', 'deux: b c'])
  expect(order(moveQuestion(CONTENT, 'c', -1))).toEqual(['un: a b c', 'deux:'])
  expect(moveQuestion(CONTENT, 'a', -1)).toBe(CONTENT)
  expect(moveQuestion(CONTENT, 'c', 1)).toBe(CONTENT)
  expect(order(moveQuestionTo(CONTENT, 'c', 'un', 'a'))).toEqual(['un: a c b', 'deux:'])
  expect(order(moveQuestionTo(CONTENT, 'b', 'un', null))).toEqual(['un: b a', 'deux: c'])
  expect(order(moveSection(CONTENT, 'deux', -1))).toEqual(['deux: c', 'un: a b'])
  expect(moveSection(CONTENT, 'un', -1)).toBe(CONTENT)
})

test('what is added has a code of its own and is chosen', () => {
  const [content, chosen] = addQuestion(CONTENT, 'un', 'a', label('B'))
  expect([order(content)[0], chosen]).toEqual(['un: a b_2 b', { kind: 'question', code: 'b_2' }])
  expect(order(addQuestion(CONTENT, 'un', null, label('Fin'))[0])[0]).toBe('un: a b fin')
  const [wider, section] = addSection(CONTENT, 'un', label('Deux'))
  expect([order(wider), section]).toEqual([['un: a b', 'deux_2:', 'deux: c'], { kind: 'section', code: 'deux_2' }])
  expect(order(sendable(wider))).toEqual(['un: a b', 'deux: c'])
})

test('a copy feeds no member of the record, and a copied section looks at itself', () => {
  const [content, { code }] = duplicateQuestion(CONTENT, 'a', MARK)
  expect(order(content)[0]).toBe('un: a a_copie b')
  const copy = questionsOf(content).find((one) => one.code === code)
  expect(copy).toMatchObject({ label: { fr: 'a (copie)', en: null }, options: [{ code: 'oui' }, { code: 'non' }] })
  expect(copy).not.toHaveProperty('binding')
  const [both] = duplicateSection(CONTENT, 'un', MARK)
  expect(order(both)).toEqual(['un: a b', 'un_copie: a_2 b_2', 'deux: c'])
  expect(both.sections[1]?.questions[1]?.condition).toEqual({ op: 'eq', question: 'a_2', value: 'oui' })
})

test('before a question goes, those that look at it are known, and what is chosen next', () => {
  expect(dependentsOf(CONTENT, ['a']).map(({ code }) => code)).toEqual(['b', 'c'])
  expect(dependentsOf(CONTENT, ['a', 'b']).map(({ code }) => code)).toEqual(['c'])
  expect(order(removeQuestion(CONTENT, 'a'))).toEqual(['un: b', 'deux: c'])
  expect(neighbourOf(CONTENT, { kind: 'question', code: 'a' })).toEqual({ kind: 'question', code: 'b' })
  expect(neighbourOf(CONTENT, { kind: 'question', code: 'b' })).toEqual({ kind: 'question', code: 'a' })
  expect(neighbourOf(CONTENT, { kind: 'question', code: 'c' })).toEqual({ kind: 'section', code: 'deux' })
  expect(neighbourOf(CONTENT, { kind: 'section', code: 'deux' })).toEqual({ kind: 'section', code: 'un' })
})

test('a question that is renamed is renamed wherever it is looked at', () => {
  const mappings = [{ question: 'a.x', from: 'oui', to: 'si' }]
  const { content, mappings: kept } = renameQuestion({ content: CONTENT, mappings }, 'a', 'z')
  expect(dependentsOf(content, ['z']).map(({ code }) => code)).toEqual(['b', 'c'])
  expect(dependentsOf(content, ['a'])).toEqual([])
  expect(kept).toEqual([{ question: 'z.x', from: 'oui', to: 'si' }])
})

test('an option that is renamed is renamed in its default and in conditions', () => {
  const [a, b, c] = questionsOf(renameOption(CONTENT, 'a', 'oui', 'si'))
  expect(a).toMatchObject({ default: 'si', options: [{ code: 'si' }, { code: 'non' }] })
  expect(b?.condition).toEqual({ op: 'eq', question: 'a', value: 'si' })
  expect(JSON.stringify(c?.condition)).toContain('["non","si"]')
  const group = contentOf(
    aQuestion({ code: 'g', kind: 'repeat', fields: [aField({ code: 'x', kind: 'choice', options: [option('oui')] })] }),
  )
  expect(questionsOf(renameOption(group, 'g.x', 'oui', 'si'))[0]?.fields?.[0]?.options).toMatchObject([{ code: 'si' }])
})

test('the mapping of a renamed option follows it, and goes when it says nothing more', () => {
  const published = new Set(['oui', 'non'])
  const first = renamePublished({ content: CONTENT, mappings: [] }, 'a', 'oui', 'si', { published, follow: true })
  expect(first.mappings).toEqual([{ question: 'a', from: 'oui', to: 'si' }])
  const second = renamePublished(first, 'a', 'si', 'certes', { published, follow: true })
  expect(second.mappings).toEqual([{ question: 'a', from: 'oui', to: 'certes' }])
  const back = renamePublished(second, 'a', 'certes', 'oui', { published, follow: true })
  expect(back).toEqual({ content: CONTENT, mappings: [] })
  const another = renamePublished({ content: CONTENT, mappings: [] }, 'a', 'oui', 'si', { published, follow: false })
  expect(another.mappings).toEqual([])
  expect(renamePublished(second, 'a', 'certes', 'jamais', { published, follow: false }).mappings).toEqual([])
  expect(declare(second.mappings, 'a', 'oui', 'non')).toEqual([{ question: 'a', from: 'oui', to: 'non' }])
  expect(meaningful(second)).toEqual(second.mappings)
  expect(meaningful({ content: removeQuestion(second.content, 'a'), mappings: second.mappings })).toEqual([])
  expect(meaningful({ content: CONTENT, mappings: second.mappings })).toEqual([])
})

test('a question of another kind keeps what suits it', () => {
  const asked = aQuestion({
    code: 'a',
    kind: 'multichoice',
    vocabulary: 'themes',
    max_items: 3,
    binding: 'themes',
    search: 'A',
  })
  expect(withKind(asked, 'choice')).toEqual(aQuestion({ code: 'a', kind: 'choice', vocabulary: 'themes', search: 'A' }))
  expect(withKind(asked, 'tags')).toEqual(aQuestion({ code: 'a', kind: 'tags', max_items: 3, search: 'A' }))
  expect(withKind(aQuestion({ code: 'a', kind: 'text', prefill: 'name', max_length: 9 }), 'url')).toEqual(
    aQuestion({ code: 'a', kind: 'url', max_length: 9 }),
  )
})

test('what cannot be kept yet is named', () => {
  expect(unfinishedIn(CONTENT)).toEqual([])
  const content = contentOf(
    aQuestion({ code: 'a', kind: 'choice', label: label(' '), options: [{ ...option('x'), label: label('') }] }),
    aQuestion({
      code: 'b',
      kind: 'text',
      condition: { op: 'all', conditions: [{ op: 'in', question: 'a', value: [] }] },
    }),
    aQuestion({ code: 'c', kind: 'repeat', fields: [aField({ code: 'x', kind: 'text', label: label('') })] }),
  )
  expect(unfinishedIn(content).map(({ chosen, reason }) => [chosen.code, reason])).toEqual([
    ['a', 'label'],
    ['a', 'option'],
    ['b', 'condition'],
    ['c', 'column'],
  ])
})
