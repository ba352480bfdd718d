import type { Audience } from '@essaim/shared/audience.ts'
import type { Restriction } from '@essaim/shared/innovations.ts'
import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { type FormEvent, useState } from 'react'
import { labelIn } from '../questionnaires/setting.ts'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import { fetchRestrictions, restrict } from './records-api.ts'

export type ReadershipProps = {
  innovation: string
  content: QuestionnaireContent
  answers: Answers
  onError: (error: unknown) => string
}

const NARROWER: Audience[] = ['partners', 'members', 'staff']
const ALL = '*'

/** Narrowing who may read a published record, whole or by answer; what was narrowed may be lifted by whoever laid it. */
export function Readership({ innovation, content, answers, onError }: ReadershipProps) {
  const m = useMessages()
  const language = useLanguage()
  const [laid, setLaid] = useState<Restriction[] | null>(null)
  const [said, setSaid] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const words = m.records
  const questions = questionMap(content)
  const nameOf = (code: string) =>
    code === ALL ? words.readership_all : labelIn(questions.get(code)?.label, language) || code
  const isNarrowable = ({ code, kind, audience }: Question) =>
    kind !== 'consent' && audience !== 'staff' && isAnswered(answers[code])
  const attempt = async (work: () => Promise<Restriction[]>, done = '') => {
    setTrouble(null)
    setSaid('')
    try {
      setLaid(await work())
      setSaid(done)
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const chosen = new FormData(event.currentTarget)
    const audience = String(chosen.get('audience')) as Audience
    void attempt(() => restrict(innovation, String(chosen.get('question')), audience), words.readership_done)
  }
  const shown = (laid ?? []).filter(({ audience }) => audience !== 'public')
  return (
    <details
      className="r-summary r-ask"
      onToggle={({ currentTarget: { open } }) => {
        if (open && !laid) void attempt(() => fetchRestrictions(innovation))
      }}
    >
      <summary>{words.readership}</summary>
      <p>{words.readership_note}</p>
      {trouble && <Trouble>{trouble}</Trouble>}
      {shown.length > 0 && (
        <ul>
          {shown.map(({ question, audience, laid_by }) => (
            <li key={`${question} ${laid_by}`}>
              {words.narrowed(nameOf(question), words.audiences[audience])}{' '}
              {laid_by === 'staff' ? (
                <span className="r-soft">({words.narrowed_by_staff})</span>
              ) : (
                <Action
                  kind="quiet"
                  onAct={() => attempt(() => restrict(innovation, question, 'public'), words.readership_done)}
                >
                  {words.readership_lift}
                  <span className="q-hidden"> : {nameOf(question)}</span>
                </Action>
              )}
            </li>
          ))}
        </ul>
      )}
      <form onSubmit={submit}>
        <p>
          <label htmlFor="r-what">{words.readership_what}</label>
          <select id="r-what" name="question" className="r-field">
            <option value={ALL}>{words.readership_all}</option>
            {content.sections.map(({ code, title, questions }) => {
              const told = questions.filter(isNarrowable)
              return told.length === 0 ? null : (
                <optgroup key={code} label={labelIn(title, language)}>
                  {told.map((question) => (
                    <option key={question.code} value={question.code}>
                      {nameOf(question.code)}
                    </option>
                  ))}
                </optgroup>
              )
            })}
          </select>
        </p>
        <p>
          <label htmlFor="r-who">{words.readership_who}</label>
          <select id="r-who" name="audience" className="r-field">
            {NARROWER.map((audience) => (
              <option key={audience} value={audience}>
                {words.audiences[audience]}
              </option>
            ))}
          </select>
        </p>
        <button type="submit" className="r-button r-plain">
          {words.readership_do}
        </button>
        <p role="status">{said}</p>
      </form>
    </details>
  )
}
