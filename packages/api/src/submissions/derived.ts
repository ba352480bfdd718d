import type { Binding } from '@essaim/shared/questionnaires/bindings.ts'
import { isAnswered, visibleAnswers } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'

/** What the queue, the scope and the delegation in charge are decided by. */
export type Derived = { title: string | null; departments: string[]; main_department: string | null }

const boundValue = (content: QuestionnaireContent, answers: Answers, binding: Binding): unknown => {
  const question = questionsOf(content).find((one) => one.binding === binding)
  const value = question && answers[question.code]
  return isAnswered(value) ? value : null
}

/**
 * Reads from the answers the title, the départements that they name, and the one where the innovation mainly takes
 * place: the one chosen among several, or the only one.
 */
export function derive(content: QuestionnaireContent, answers: Answers): Derived {
  const counted = visibleAnswers(content, answers)
  const title = boundValue(content, counted, 'title') as string | null
  const named = (boundValue(content, counted, 'departments') as string[] | null) ?? []
  const chosen = boundValue(content, counted, 'main_department') as string | null
  const departments = [...new Set(named)].sort()
  const main =
    chosen !== null && departments.includes(chosen) ? chosen : departments.length === 1 ? departments[0] : undefined
  return { title, departments, main_department: main ?? null }
}
