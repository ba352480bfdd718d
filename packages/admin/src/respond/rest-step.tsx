import type { Answers, QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import type { ReactNode } from 'react'
import { labelIn } from '../questionnaires/setting.ts'
import { goTo } from './address.ts'
import { Action } from './frame.tsx'
import { Go } from './go.tsx'
import { useLanguage, useMessages } from './language.ts'
import { openSections, SectionList } from './section-list.tsx'

export type RestStepProps = {
  submission: string
  content: QuestionnaireContent
  answers: Answers
  /** The one being filled in; null: all are listed. */
  section: Section | null
  /** Its questions. */
  children: ReactNode
}

/** The second half: the list of its sections, or one of them with the way to the next. */
export function RestStep({ submission, content, answers, section, children }: RestStepProps) {
  const m = useMessages()
  const language = useLanguage()
  if (!section)
    return (
      <>
        <p className="r-soft">{m.rest_intro}</p>
        <SectionList submission={submission} content={content} answers={answers} />
      </>
    )
  const sections = openSections(content, answers)
  const place = sections.findIndex(({ code }) => code === section.code)
  const at = (to: Section) => ({ submission, step: 'rest' as const, section: to.code })
  const [before, after] = [sections[place - 1], sections[place + 1]]
  return (
    <>
      <p className="r-soft r-place">
        {m.part_place(place + 1, sections.length)}
        <Go to={{ submission, step: 'rest' }}>{m.part_all}</Go>
      </p>
      {children}
      <nav className="r-actions" aria-label={m.parts}>
        {after && <Action onAct={() => goTo(at(after))}>{m.part_next(labelIn(after.title, language))}</Action>}
        {before && (
          <Action kind="plain" onAct={() => goTo(at(before))}>
            {m.part_before(labelIn(before.title, language))}
          </Action>
        )}
      </nav>
    </>
  )
}
