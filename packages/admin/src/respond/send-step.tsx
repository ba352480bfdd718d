import type { CorrectionPoint } from '@essaim/shared/corrections.ts'
import type { Issue } from '@essaim/shared/questionnaires/issues.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useEffect, useMemo, useRef, useState } from 'react'
import { AnswersView } from '../questionnaires/answers-view.tsx'
import type { AnswersDraft } from '../questionnaires/draft.ts'
import { issuesByQuestion } from '../questionnaires/parts.ts'
import { useDraft } from '../questionnaires/questionnaire-form.tsx'
import { labelIn, termsIn } from '../questionnaires/setting.ts'
import { frenchSpaces } from '../questionnaires/typography.ts'
import { cleanedAnswers } from '../questionnaires/values.ts'
import { goTo } from './address.ts'
import { filesOf, findCommunes, Refusal, summaryOf, transition } from './api.ts'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import { PreviewFold } from './preview-fold.tsx'
import { SaveAction } from './save-action.tsx'
import { Withdrawal } from './withdrawal.tsx'
import { isWaiting } from './writing-steps.ts'

export type SendStepProps = {
  submission: Submission
  draft: AnswersDraft
  form: RespondentForm
  /** The points to correct that have no answer yet. */
  unanswered: CorrectionPoint[]
  tried: boolean
  onTried: () => void
  onQuestion: (question: string) => void
  linkTo: (question: string) => string
  onMoved: (submission: Submission | null) => void
  onError: (error: unknown) => string
}

type Missing = { question: string; text: string }

/** The answers once more, what is missing in the words of the questions, and the button that sends. */
export function SendStep({
  submission,
  draft,
  form,
  unanswered,
  tried,
  onTried,
  onQuestion,
  linkTo,
  onMoved,
  onError,
}: SendStepProps) {
  const m = useMessages()
  const language = useLanguage()
  const files = useMemo(() => filesOf(submission.id), [submission.id])
  const { answers, overall } = useDraft(draft)
  const again = submission.revision > 0
  const isNew = !isWaiting(submission) || submission.unsent || overall.status !== 'idle'
  const [trouble, setTrouble] = useState<string | null>(null)
  const [refused, setRefused] = useState<Missing[]>([])
  const [attempts, setAttempts] = useState(0)
  const summary = useRef<HTMLElement>(null)
  const { content } = form.questionnaire
  const questions = questionMap(content)
  const issues = [...issuesByQuestion(content, answers, termsIn(form.vocabularies)).values()].flat()
  const said = (blocks: Issue['blocks']): Missing[] =>
    issues
      .filter((issue) => issue.blocks === blocks)
      .map(({ question, code, detail }) => ({
        question,
        // under a title that says what is missing, the question is enough
        text:
          code === 'required'
            ? labelIn(questions.get(question)?.label, language)
            : language === 'en'
              ? detail.en || detail.fr
              : frenchSpaces(detail.fr),
      }))
  const missing = () => [
    ...said('submit'),
    ...unanswered.map(({ question }) => ({
      question,
      text: m.points.asked(labelIn(questions.get(question)?.label, language)),
    })),
  ]
  const blocking = [
    ...missing(),
    ...refused.filter(({ question }) => !issues.some((issue) => issue.question === question)),
  ]
  const later = said('publish')

  useEffect(() => {
    if (attempts > 0) summary.current?.focus()
  }, [attempts])

  const send = async () => {
    setTrouble(null)
    setRefused([])
    onTried()
    if (missing().length > 0) return setAttempts((count) => count + 1)
    if (!(await draft.flush())) return setTrouble(m.unsaved)
    try {
      const sent = await transition(submission.id, 'submit')
      goTo({ submission: submission.id, thanks: true }, 'replace')
      onMoved(sent)
    } catch (error) {
      if (error instanceof Refusal && error.status === 422) {
        setRefused(
          (error.problem?.errors ?? []).map(({ pointer = '', detail }) => ({
            question: pointer.split('/')[2] ?? '',
            text: detail,
          })),
        )
        setAttempts((count) => count + 1)
      } else if (error instanceof Refusal && error.status === 409) onMoved(null)
      else setTrouble(onError(error))
    }
  }
  const links = (missing: Missing[]) => (
    <ul>
      {missing.map(({ question, text }) => (
        <li key={`${question} ${text}`}>
          <a
            href={linkTo(question)}
            onClick={(event) => {
              event.preventDefault()
              onQuestion(question)
            }}
          >
            {text}
          </a>
        </li>
      ))}
    </ul>
  )
  return (
    <>
      {blocking.length > 0 && (
        <section
          ref={summary}
          tabIndex={-1}
          className={tried ? 'r-summary r-summary-wrong' : 'r-summary'}
          aria-labelledby="r-missing"
        >
          <h2 id="r-missing">{m.missing_submit(blocking.length)}</h2>
          {links(blocking)}
        </section>
      )}
      {trouble && <Trouble>{trouble}</Trouble>}
      {!isNew && <p className="r-lead">{m.nothing_new}</p>}
      <div className="r-actions">
        {isNew && (
          <Action busy={m.sending} onAct={send}>
            {again ? m.send_again : m.send}
          </Action>
        )}
        <SaveAction
          path={summaryOf(submission.id)}
          name={`${m.summary_file}.pdf`}
          before={() => draft.flush()}
          onTrouble={setTrouble}
          onError={onError}
        >
          {m.print_summary}
        </SaveAction>
      </div>
      {later.length > 0 && (
        <details className="r-summary">
          <summary>{m.missing_publish(later.length)}</summary>
          <p>{m.missing_publish_note}</p>
          {links(later)}
        </details>
      )}
      <PreviewFold submission={submission.id} content={content} before={() => draft.flush()} onError={onError} />
      <h2>{m.answers_title}</h2>
      <AnswersView
        content={content}
        vocabularies={form.vocabularies}
        communes={findCommunes}
        answers={cleanedAnswers(answers)}
        files={files}
        language={language}
      />
      {submission.transitions.includes('withdraw') && (
        <Withdrawal submission={submission} onMoved={onMoved} onError={onError} />
      )}
    </>
  )
}
