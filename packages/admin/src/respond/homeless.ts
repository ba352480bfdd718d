import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import type { Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { readKept, unsavedOn, writeKept } from './session.ts'

/** An answer written on this device whose question is asked no longer. */
export type Homeless = { question: Question; value: unknown }

const place = (submission: string) => `essaim.respond.homeless.${submission}`

export const homelessOn = (submission: string): Homeless[] =>
  Object.values(readKept<Record<string, Homeless>>(place(submission)))

/** Keeps what was written, with its question as it was asked: the server has neither. */
export function keepHomeless(submission: string, one: Homeless): void {
  writeKept(place(submission), { ...readKept(place(submission)), [one.question.code]: one })
}

export const forgetHomeless = (submission: string): void => writeKept(place(submission), {})

/** Sets aside what this device has not sent and the questionnaire has no question for. */
export function sift(submission: string, content: QuestionnaireContent, outdated: OutdatedAnswer[]): void {
  const questions = questionMap(content)
  const keep = unsavedOn(submission)
  const unsaved = Object.entries(keep.read())
  const lost = unsaved.filter(([code]) => !questions.has(code))
  if (lost.length === 0) return
  const known = new Set(homelessOn(submission).map(({ question }) => question.code))
  for (const [code, { value }] of lost) {
    if (known.has(code) || value === null) continue
    const label = outdated.find(({ question }) => question === code)?.label ?? { fr: code, en: null }
    keepHomeless(submission, { question: { code, kind: 'longtext', label } as Question, value })
  }
  keep.write(Object.fromEntries(unsaved.filter(([code]) => questions.has(code))))
}
