import type { Question, QuestionnaireContent } from './model.ts'

// Apart from the schemas, so that the browser's form takes these without a schema library.

/** All the questions of a version, in the order in which they are asked. */
export function questionsOf(content: QuestionnaireContent): Question[] {
  return content.sections.flatMap((section) => section.questions)
}

/** The questions by code, safe against codes such as `constructor`. */
export const questionMap = (content: QuestionnaireContent): Map<string, Question> =>
  new Map(questionsOf(content).map((question) => [question.code, question]))

/** How many minutes so many short questions take: two answers a minute, in round numbers. */
export const minutesFor = (questions: number): number => Math.max(5, Math.ceil(questions / 2 / 5) * 5)
