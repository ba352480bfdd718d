import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import { useState } from 'react'
import { AnswerValue } from '../questionnaires/answer-value.tsx'
import { labelIn } from '../questionnaires/setting.ts'
import { Action } from './frame.tsx'
import { forgetHomeless, homelessOn } from './homeless.ts'
import { useLanguage, useMessages } from './language.ts'

export type OutdatedAnswersProps = { submission: string; answers: OutdatedAnswer[] }

/** What a newer questionnaire no longer asks: kept to be read, and copied where it still has its place. */
export function OutdatedAnswers({ submission, answers }: OutdatedAnswersProps) {
  const m = useMessages()
  const language = useLanguage()
  // written when the question had just gone: this device alone has it
  const [homeless, setHomeless] = useState(() => homelessOn(submission))
  const newer = new Set(homeless.map(({ question }) => question.code))
  const stored = answers.filter(({ question }) => !newer.has(question))
  if (stored.length + homeless.length === 0) return null
  const forget = () => {
    forgetHomeless(submission)
    setHomeless([])
  }
  return (
    <details className="r-summary" open={homeless.length > 0}>
      <summary>{m.outdated_title}</summary>
      <p>{m.outdated_lead}</p>
      <dl>
        {homeless.map(({ question, value }) => (
          <div key={question.code}>
            <dt>{labelIn(question.label, language)}</dt>
            <dd className="r-told">
              <AnswerValue asked={question} value={value} />
            </dd>
          </div>
        ))}
        {stored.map((one) => (
          <div key={`${one.question} ${one.from_version}`}>
            <dt>{labelIn(one.label, language)}</dt>
            <dd className="r-told">{one.in_words}</dd>
          </div>
        ))}
      </dl>
      {homeless.length > 0 && (
        <>
          <p className="r-soft">{m.outdated_here}</p>
          <Action kind="plain" onAct={forget}>
            {m.outdated_forget}
          </Action>
        </>
      )}
    </details>
  )
}
