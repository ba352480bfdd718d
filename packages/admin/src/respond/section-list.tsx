import type { Answers, QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { minutesFor, progressOf, sectionsOf } from '../questionnaires/parts.ts'
import { labelIn } from '../questionnaires/setting.ts'
import { Go } from './go.tsx'
import { useLanguage, useMessages } from './language.ts'

export type SectionListProps = { submission: string; content: QuestionnaireContent; answers: Answers }

/** The sections of the second half that have a question to show, in order. */
export const openSections = (content: QuestionnaireContent, answers: Answers): Section[] =>
  sectionsOf(content, 'rest').filter(({ questions }) => progressOf(questions, content, answers).total > 0)

/** The sections of the second half: what is done, what publication still needs, and how long that takes. */
export function SectionList({ submission, content, answers }: SectionListProps) {
  const language = useLanguage()
  return (
    <ol className="r-parts">
      {openSections(content, answers).map((section) => (
        <li key={section.code}>
          <Go to={{ submission, step: 'rest', section: section.code }}>{labelIn(section.title, language)}</Go>
          <SectionState section={section} content={content} answers={answers} />
        </li>
      ))}
    </ol>
  )
}

type SectionStateProps = { section: Section; content: QuestionnaireContent; answers: Answers }

function SectionState({ section: { questions }, content, answers }: SectionStateProps) {
  const m = useMessages()
  const { answered, total, needed } = progressOf(questions, content, answers)
  const asksMuch = questions.some(({ required }) => required === 'publish')
  return (
    <>
      <span className="r-soft">{m.part_count(answered, total)}</span>
      {needed > 0 ? (
        <span className="r-state r-state-draft">{m.part_needed(needed, minutesFor(questions, content, answers))}</span>
      ) : answered === total ? (
        <span className="r-state r-state-accepted">{m.part_done}</span>
      ) : (
        <span className={asksMuch ? 'r-state r-state-accepted' : 'r-soft'}>
          {asksMuch ? m.part_ready : m.part_optional}
        </span>
      )}
    </>
  )
}
