import { expect, test } from 'vitest'
import { conditionInWords } from './condition-words.ts'
import type { Condition, Question } from './model.ts'

const QUESTION: Question = {
  code: 'echelle',
  kind: 'choice',
  label: { fr: 'Échelle', en: null },
  audience: 'public',
  options: [
    { code: 'national', label: { fr: 'National', en: null } },
    { code: 'europeen', label: { fr: 'Européen', en: null } },
  ],
}
const words = (condition: Condition) =>
  conditionInWords(condition, {
    question: (code) => `à la question ${code === 'echelle' ? 3 : 4}`,
    find: (code) => (code === 'echelle' ? QUESTION : undefined),
    label: ({ options }, code) => options?.find((one) => one.code === code)?.label.fr ?? code,
  }).replaceAll('\u00a0', ' ')

const eq: Condition = { op: 'eq', question: 'echelle', value: 'national' }
const numerique: Condition = { op: 'eq', question: 'numerique', value: true }

test.each<[Condition, string]>([
  [eq, 'Seulement si vous répondez « National » à la question 3.'],
  [numerique, 'Seulement si vous répondez « oui » à la question 4.'],
  [
    { op: 'not_in', question: 'echelle', value: ['national', 'europeen'] },
    'Sauf si vous répondez « National » ou « Européen » à la question 3.',
  ],
  [{ op: 'not', condition: { op: 'not', condition: eq } }, 'Seulement si vous répondez « National » à la question 3.'],
  [{ op: 'not', condition: { op: 'not_empty', question: 'x' } }, 'Sauf si vous avez répondu à la question 4.'],
  [
    { op: 'includes', question: 'echelle', value: 'europeen' },
    'Seulement si vous cochez « Européen » à la question 3.',
  ],
  [{ op: 'count_gte', question: 'x', value: 2 }, 'Seulement si vous donnez au moins 2 réponses à la question 4.'],
  [{ op: 'gte', question: 'x', value: 4 }, 'Seulement si vous répondez « 4 » ou plus à la question 4.'],
  [
    { op: 'all', conditions: [eq, { op: 'any', conditions: [numerique, { op: 'not', condition: eq }] }] },
    'Seulement si vous répondez « National » à la question 3, et si (vous répondez « oui » à la question 4, ou si vous ne répondez pas « National » à la question 3).',
  ],
])('%j in words', (condition, expected) => {
  expect(words(condition)).toBe(expected)
})
