import { contentIssues } from './issues.ts'
import type { Field, Question, QuestionnaireContent } from './model.ts'
import { shapeFaults } from './shape.ts'

/** Whether the default of a question would itself be refused as an answer. */
export function isNotDefault(asked: Question | Field): boolean {
  const alone = { ...asked, audience: 'public', condition: null, required: null } as Question
  const content: QuestionnaireContent = {
    sections: [{ code: 'alone', title: asked.label, questions: [alone] }],
  }
  const answers = { [asked.code]: asked.default }
  // Codes of a vocabulary are checked where the vocabulary is at hand.
  const terms = () => true
  return shapeFaults(content, answers, terms).length > 0 || contentIssues(content, answers, terms).length > 0
}
