import type { OwnInvitation } from '@essaim/shared/own-invitations.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useEffect, useState } from 'react'
import { minutesFor, progressOf } from '../questionnaires/parts.ts'
import { goTo } from './address.ts'
import { fetchInvitation } from './api.ts'
import { Colleagues } from './colleagues.tsx'
import { Action } from './frame.tsx'
import { useMessages } from './language.ts'
import { openSections, SectionList } from './section-list.tsx'

export type SecondHalfProps = {
  submission: Submission
  content: QuestionnaireContent
  onError: (error: unknown) => string
}

/** Offers, after the hand-in, what makes the record worth publishing: with its own time, by section, by colleagues. */
export function SecondHalf({ submission, content, onError }: SecondHalfProps) {
  const m = useMessages()
  const [invitation, setInvitation] = useState<OwnInvitation | null>(null)
  useEffect(() => {
    // without it nobody is asked to help: the rest stands
    void fetchInvitation().then(setInvitation, () => undefined)
  }, [])
  const { id, answers, unsent } = submission
  const sections = openSections(content, answers)
  if (sections.length === 0) return null
  const questions = sections.flatMap((section) => section.questions)
  const { needed } = progressOf(questions, content, answers)
  const first = sections.find((section) => progressOf(section.questions, content, answers).needed > 0)
  const begin = () =>
    goTo(first ? { submission: id, step: 'rest', section: first.code } : { submission: id, step: 'rest' })
  return (
    <section className="r-summary" aria-labelledby="r-second">
      <h2 id="r-second">{m.second_title}</h2>
      {unsent && (
        <>
          <p>{m.second_unsent}</p>
          <p>
            <Action onAct={() => goTo({ submission: id, step: 'send' })}>{m.step_resend}</Action>
          </p>
        </>
      )}
      <p>{needed > 0 ? m.second_needed(needed, minutesFor(questions, content, answers)) : m.second_ready}</p>
      <p>
        <Action kind={unsent || needed === 0 ? 'plain' : 'solid'} onAct={begin}>
          {m.second_begin}
        </Action>
      </p>
      <details className="r-fold">
        <summary>{m.second_parts}</summary>
        <SectionList submission={id} content={content} answers={answers} />
      </details>
      {invitation && (
        <Colleagues
          invitation={invitation}
          word={m.second_word(submission.title ?? m.untitled)}
          onChanged={setInvitation}
          onError={onError}
        />
      )}
    </section>
  )
}
