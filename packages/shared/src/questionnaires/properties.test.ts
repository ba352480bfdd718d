import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answersSchema } from './answers-schema.ts'
import { isShown, questionsIn, shownQuestions, visibleAnswers } from './conditions.ts'
import { aQuestion, completeAnswers, contentOf, EXAMPLE, exampleTerms, exampleVocabularies } from './example.ts'
import { contentIssues } from './issues.ts'
import type { Condition, Question, QuestionnaireContent } from './model.ts'
import { normaliseAnswers } from './normalise.ts'
import { questionsOf } from './questions.ts'
import { shapeFaults } from './shape.ts'

const ajv = addFormats.default(new Ajv2020.default({ strict: true }))
const identity = { id: 'https://essaim.example/schema', title: 'Exemple' }
const validate = ajv.compile(answersSchema(EXAMPLE, exampleVocabularies, identity))

const good = completeAnswers()
const bad: Record<string, unknown[]> = {
  nom: ['x'.repeat(41), 5, ' '],
  courriel: ['@', 'a@b', 'é@exemple.fr'],
  site: ['exemple', 'https://a', 'https://exemple.fr/%'],
  effectif: [-1, 1.5, 2 ** 60],
  publics: [['martiens'], ['enfants', 'enfants'], ['enfants'], ['aines', 'enfants', 'aidants']],
  niveau: ['bas', 'haut', 'extreme'],
  numerique: [false, 'oui'],
  accord: [false],
  jour: ['2023-02-29', '2024-02-29', 'hier'],
  partenaires: [[{ id: 'a' }], [{ id: 'a', nom: 'x', roles: ['pilote', 'pilote'] }], [{ nom: 'x' }]],
  mots: [['a', 'a'], ['b']],
  grille: [{ b1: 'toujours' }, { b2: 'oui' }],
}
// Complete answers with up to four of them missing, wrong or otherwise right.
const aChange = fc
  .constantFrom(...Object.keys(good))
  .chain((code) => fc.constantFrom(undefined, ...(bad[code] ?? [])).map((value) => [code, value] as const))
const someAnswers = fc
  .array(aChange, { maxLength: 4 })
  .map(
    (changes): Record<string, unknown> =>
      Object.fromEntries(
        Object.entries({ ...good, ...Object.fromEntries(changes) }).filter(([, answer]) => answer !== undefined),
      ),
  )

describe('schema and checks', () => {
  it('agree: the schema takes what has a sound shape and nothing that stops a hand-in', () => {
    fc.assert(
      fc.property(someAnswers, (answers) => {
        const visible = visibleAnswers(EXAMPLE, answers)
        const sound = shapeFaults(EXAMPLE, visible, exampleTerms).length === 0
        const refused =
          sound &&
          contentIssues(EXAMPLE, visible, exampleTerms).some(
            ({ blocks, code }) => blocks === 'submit' || code === 'too-short',
          )
        expect([validate(visible), JSON.stringify(visible)]).toEqual([sound && !refused, JSON.stringify(visible)])
      }),
      { numRuns: 2000 },
    )
  })

  it('never fail, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.oneof(fc.constantFrom(...Object.keys(good), '__proto__', 'constructor'), fc.string()),
          fc.jsonValue(),
        ),
        (answers) => {
          const faults = shapeFaults(EXAMPLE, answers, exampleTerms)
          expect(Array.isArray(faults)).toBe(true)
          if (faults.length === 0) {
            const kept = normaliseAnswers(EXAMPLE, answers, () => 'id')
            expect(Array.isArray(contentIssues(EXAMPLE, kept, exampleTerms))).toBe(true)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('keep the normal form: what is normal stays, and keeps its sound shape', () => {
    fc.assert(
      fc.property(someAnswers, fc.string({ unit: 'grapheme', minLength: 1 }), (answers, text) => {
        const written = { ...answers, nom: text, recit: text, site: text, telephone: text, mots: [text] }
        if (shapeFaults(EXAMPLE, written, exampleTerms).length > 0) return
        const once = normaliseAnswers(EXAMPLE, written, () => 'id')
        expect(normaliseAnswers(EXAMPLE, once, () => 'other')).toEqual(once)
        expect(shapeFaults(EXAMPLE, once, exampleTerms)).toEqual([])
      }),
      { numRuns: 1000 },
    )
  })
})

// Questionnaires of yes-no and list questions, each with a random condition on earlier ones.
const aContent: fc.Arbitrary<QuestionnaireContent> = fc
  .array(fc.tuple(fc.boolean(), fc.infiniteStream(fc.nat())), { minLength: 1, maxLength: 8 })
  .map((seeds) => {
    const questions = seeds.map(([list, numbers], index): Question => {
      const next = () => numbers.next().value ?? 0
      const kind = list ? 'multichoice' : 'boolean'
      const options = list ? { options: ['a', 'b'].map((code) => ({ code, label: { fr: code, en: null } })) } : {}
      return aQuestion({
        code: `q${index}`,
        kind,
        ...options,
        required: 'submit',
        condition: index > 0 && next() % 4 > 0 ? aCondition(seeds, index, next, 0) : null,
      })
    })
    return contentOf(...questions)
  })

function aCondition(seeds: [boolean, unknown][], index: number, next: () => number, depth: number): Condition {
  const target = next() % index
  const question = `q${target}`
  const kind = next() % (depth < 2 ? 7 : 4)
  if (kind === 4) return { op: 'not', condition: aCondition(seeds, index, next, depth + 1) }
  if (kind >= 5)
    return {
      op: kind === 5 ? 'all' : 'any',
      conditions: [aCondition(seeds, index, next, depth + 1), aCondition(seeds, index, next, depth + 1)],
    }
  if (kind === 0) return { op: 'not_empty', question }
  if (!seeds[target]?.[0])
    return kind === 1
      ? { op: 'eq', question, value: true }
      : { op: kind === 2 ? 'in' : 'not_in', question, value: [next() % 2 === 0] }
  return kind === 1 ? { op: 'includes', question, value: 'a' } : { op: 'count_gte', question, value: kind - 1 }
}

const itsAnswers = fc.array(fc.constantFrom<unknown>(true, false, [], ['a'], ['a', 'b'], undefined), {
  minLength: 8,
  maxLength: 8,
})
const answersTo = (content: QuestionnaireContent, values: unknown[]) =>
  Object.fromEntries(
    questionsOf(content).flatMap(({ code, kind }, index) => {
      const value = values[index]
      return value === undefined || Array.isArray(value) !== (kind === 'multichoice') ? [] : [[code, value]]
    }),
  )

describe('conditions', () => {
  it('leave the same answers when applied twice', () => {
    fc.assert(
      fc.property(aContent, itsAnswers, (content, values) => {
        const once = visibleAnswers(content, answersTo(content, values))
        expect(visibleAnswers(content, once)).toEqual(once)
        expect(shownQuestions(content, once)).toEqual(shownQuestions(content, answersTo(content, values)))
      }),
    )
  })

  it('do not depend on answers of hidden questions', () => {
    fc.assert(
      fc.property(aContent, itsAnswers, itsAnswers, (content, values, others) => {
        const answers = answersTo(content, values)
        const shown = new Set(shownQuestions(content, answers).map(({ code }) => code))
        const elsewhere = Object.fromEntries(
          Object.entries(answersTo(content, others)).filter(([code]) => !shown.has(code)),
        )
        expect(shownQuestions(content, { ...answers, ...elsewhere }).map(({ code }) => code)).toEqual([...shown])
        for (const question of questionsOf(content))
          expect(isShown(question, answers, content)).toBe(shown.has(question.code))
      }),
    )
  })

  it('mean the same in the JSON Schema', () => {
    fc.assert(
      fc.property(aContent, itsAnswers, (content, values) => {
        const answers = visibleAnswers(content, answersTo(content, values))
        const accepts = new Ajv2020.default({ strict: true }).compile(answersSchema(content, () => [], identity))
        expect(accepts(answers)).toBe(contentIssues(content, answers, () => true).length === 0)
        for (const { condition } of questionsOf(content))
          if (condition) expect(questionsIn(condition).length).toBeGreaterThan(0)
      }),
      { numRuns: 60 },
    )
  })
})
