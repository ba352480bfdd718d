import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { expect, test } from 'vitest'
import { readAnswer } from './cells.ts'

const asked = (kind: Question['kind'], more: Partial<Question> = {}): Question => ({
  code: 'q',
  label: { fr: 'Question', en: null },
  kind,
  audience: 'public',
  ...more,
})
const options = [
  { code: 'plus-tard', label: { fr: 'Plus tard', en: null } },
  { code: 'jamais', label: { fr: 'Jamais ; ou presque', en: null } },
]
const none = () => []

test.each([
  [asked('text'), '  Un titre ', 'Un titre'],
  [asked('text'), 'néant', null],
  [asked('integer'), '1 234', 1234],
  [asked('money'), '1 234,50 €', 1234.5],
  [asked('boolean'), 'Oui', true],
  [asked('consent'), 'non', false],
  [asked('date'), '03/06/2019', '2019-06-03'],
  [asked('month'), '6/2019', '2019-06'],
  [asked('month'), '2019-06', '2019-06'],
  [asked('choice', { options }), 'PLUS TARD', 'plus-tard'],
  [asked('multichoice', { options }), 'plus-tard|jamais', ['plus-tard', 'jamais']],
  [asked('multichoice', { options }), 'Jamais ; ou presque', ['jamais']],
  [asked('tags'), 'école; répit ;école', ['école', 'répit']],
  [asked('siren'), '775 672 272', '775672272'],
])('a cell answers a question of its kind: %#', (question, cell, value) => {
  expect(readAnswer(question, cell, none)).toEqual({ value })
})

test.each([
  [asked('integer'), 'beaucoup'],
  [asked('boolean'), 'peut-être'],
  [asked('date'), '31/02/2019'],
  [asked('month'), '13/2019'],
  [asked('choice', { options }), 'autre'],
  [asked('multichoice', { options }), 'plus-tard|autre'],
  [asked('siren'), '123'],
])('what a cell cannot mean is said, never guessed: %#', (question, cell) => {
  expect(readAnswer(question, cell, none)).toEqual({ fault: expect.stringContaining('«') })
})
