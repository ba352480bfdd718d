import { isAnswered } from './conditions.ts'
import type { Answers, Field, Question, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

/** A file that an answer names, with the question or the field that asked for it and the line that it stands in. */
export type FileAnswer = {
  id: string
  asked: Question | Field
  question: Question
  line: Answers | null
  /** RFC 6901, relative to the answers. */
  pointer: string
}

/** Every file that the answers name, in the order of the questionnaire. */
export function filesIn(content: QuestionnaireContent, answers: Answers): FileAnswer[] {
  return questionsOf(content).flatMap((question): FileAnswer[] => {
    const value = answers[question.code]
    if (!isAnswered(value)) return []
    if (question.kind === 'file')
      return typeof value === 'string'
        ? [{ id: value, asked: question, question, line: null, pointer: `/${question.code}` }]
        : []
    const fields = (question.fields ?? []).filter(({ kind }) => kind === 'file')
    if (question.kind !== 'repeat' || fields.length === 0 || !Array.isArray(value)) return []
    return value.flatMap((line: unknown, place) =>
      fields.flatMap((field): FileAnswer[] => {
        if (typeof line !== 'object' || line === null) return []
        const id = (line as Answers)[field.code]
        return typeof id === 'string'
          ? [{ id, asked: field, question, line: line as Answers, pointer: `/${question.code}/${place}/${field.code}` }]
          : []
      }),
    )
  })
}
