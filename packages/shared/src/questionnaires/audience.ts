import { type Audience, narrowest } from '../audience.ts'
import { answerOf, shownQuestions } from './conditions.ts'
import type { Answers, Field, Question, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

/** How far the association lets its record go: the audience of the option chosen in the question bound to `reach`; unanswered, staff only. */
export function reachOf(content: QuestionnaireContent, answers: Answers): Audience {
  const question = questionsOf(content).find((one) => one.binding === 'reach')
  return question ? chosenAudience(question.code, answers, content) : 'public'
}

/**
 * Who may see the answer to a question (or to a field of a group): the narrowest of what the question says, what the
 * respondent chose, the reach of the record and a restriction laid on it since.
 */
export function audienceOf(
  question: Question | Field,
  answers: Answers,
  content: QuestionnaireContent,
  reach: Audience,
  restriction: Audience | null = null,
): Audience {
  return narrowest(ruledAudience(question, answers, content), reach, restriction ?? 'public')
}

/** Who may see a field of a group: never more than may see the group. */
export function fieldAudienceOf(
  field: Field,
  group: Question,
  answers: Answers,
  content: QuestionnaireContent,
  reach: Audience,
  restriction: Audience | null = null,
): Audience {
  return narrowest(
    audienceOf(group, answers, content, reach, restriction),
    field.audience ? audienceOf(field, answers, content, reach) : 'public',
  )
}

function ruledAudience({ audience }: Question | Field, answers: Answers, content: QuestionnaireContent): Audience {
  if (audience === undefined) return 'public'
  if (typeof audience === 'string') return audience
  return narrowest(audience.ceiling, chosenAudience(audience.from, answers, content))
}

// Nobody said that others may see it: only staff may.
function chosenAudience(code: string, answers: Answers, content: QuestionnaireContent): Audience {
  const question = shownQuestions(content, answers).find((one) => one.code === code)
  const chosen = answerOf(answers, code)
  return question?.options?.find((option) => option.code === chosen)?.audience ?? 'staff'
}
