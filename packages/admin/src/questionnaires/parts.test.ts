import { aQuestion, completeAnswers, contentOf, EXAMPLE, exampleTerms } from '@essaim/shared/questionnaires/example.ts'
import { describe, expect, it } from 'vitest'
import { faultIn, issuesByQuestion, partOf, progressOf, sectionsOf, wordsOfIssue } from './parts.ts'

const marked = contentOf(
  aQuestion({ code: 'a', kind: 'text', short: true }),
  aQuestion({ code: 'b', kind: 'text', required: 'submit' }),
  aQuestion({ code: 'c', kind: 'consent', required: 'publish' }),
  aQuestion({ code: 'd', kind: 'text', condition: { op: 'not_empty', question: 'a' } }),
)
const codes = (part: 'short' | 'rest' | 'all', content = marked) =>
  sectionsOf(content, part).flatMap(({ questions }) => questions.map(({ code }) => code))

describe('parts of a questionnaire', () => {
  it('hold each question once; what is needed to hand in is in the short one', () => {
    expect([codes('short'), codes('rest'), codes('all')]).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['a', 'b', 'c', 'd'],
    ])
    expect([partOf(marked, 'b'), partOf(marked, 'd')]).toEqual(['short', 'rest'])
  })

  it('are one where no question is marked', () => {
    expect(codes('short', EXAMPLE)).toEqual(codes('all', EXAMPLE))
    expect(codes('rest', EXAMPLE)).toEqual([])
  })

  it('count what shows, what is answered and what publication needs', () => {
    const questions = sectionsOf(marked, 'all').flatMap((section) => section.questions)
    expect(progressOf(questions, marked, {})).toEqual({ answered: 0, total: 3, needed: 1 })
    expect(progressOf(questions, marked, { a: 'x', c: false })).toEqual({ answered: 1, total: 4, needed: 1 })
    expect(progressOf(questions, marked, { a: 'x', c: true })).toEqual({ answered: 2, total: 4, needed: 0 })
  })
})

describe('what is said at a question', () => {
  it('does not repeat the question', () => {
    const issues = issuesByQuestion(
      EXAMPLE,
      { ...completeAnswers(), courriel: 'non', nom: '', recit: 'court' },
      exampleTerms,
    )
    const words = (code: string, language: 'fr' | 'en' = 'fr') =>
      issues.get(code)?.map((issue) => wordsOfIssue(issue, language))
    expect(words('courriel')).toEqual(['Une adresse comme nom@exemple.fr est attendue.'])
    expect(words('courriel', 'en')).toEqual(['An address like name@example.org is expected.'])
    expect(words('nom')).toEqual(['À remplir pour envoyer.'])
    expect(words('recit')).toEqual(['Au moins 20 caractères (5 ici).'])
    expect(words('debut')).toBeUndefined()
  })

  it('tells what cannot be kept, also in a line of a group', () => {
    const fault = faultIn(EXAMPLE, exampleTerms, 'fr')
    expect(fault('effectif', '12 et demi')).toMatch(/entier/)
    expect(fault('effectif', 1.5)).toMatch(/entier/)
    expect(fault('taux', 'x')).toMatch(/12,5/)
    expect(fault('niveau', 'extreme')).toMatch(/liste/)
    expect([fault('taux', 0.5), fault('taux', null), fault('debut', '-02'), fault('inconnue', 1)]).toEqual([
      null,
      null,
      null,
      null,
    ])
  })
})
