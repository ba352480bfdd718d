import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useEffect, useMemo, useState } from 'react'
import { openDraft, type StoredAnswer } from '../questionnaires/draft.ts'
import { faultIn, partOf, progressOf, sectionsOf, tidyIn } from '../questionnaires/parts.ts'
import { QuestionnaireForm, useDraft } from '../questionnaires/questionnaire-form.tsx'
import { labelIn, termsIn } from '../questionnaires/setting.ts'
import { type Address, goTo, type Step, writeAddress } from './address.ts'
import { filesOf, findCommunes } from './api.ts'
import { Action, Frame } from './frame.tsx'
import { keepHomeless, sift } from './homeless.ts'
import { useLanguage, useMessages } from './language.ts'
import { ModeratorsComment } from './moderators-comment.tsx'
import { OutdatedAnswers } from './outdated-answers.tsx'
import { SaveStatus } from './save-status.tsx'
import { savingTo } from './saving.ts'
import { SendStep } from './send-step.tsx'
import { unsavedOn } from './session.ts'
import { Similar } from './similar-list.tsx'

export type WritingPageProps = {
  submission: Submission
  stored: StoredAnswer[]
  address: Address
  form: RespondentForm
  /** The submission moved on; null: it is to be read again. */
  onMoved: (submission: Submission | null) => void
  onError: (error: unknown) => string
}

const STEPS: Step[] = ['short', 'rest', 'send']

/** The questionnaire of one innovation: what is essential, what goes further, then the hand-in. */
export function WritingPage({ submission, stored, address, form, onMoved, onError }: WritingPageProps) {
  const m = useMessages()
  const language = useLanguage()
  const { content } = form.questionnaire
  const { vocabularies } = form
  const [draft] = useState(() => {
    const questions = questionMap(content)
    sift(submission.id, content, submission.outdated_answers)
    return openDraft({
      stored,
      save: savingTo({
        submission: submission.id,
        onMoved: () => onMoved(null),
        onGone(code, value) {
          const question = questions.get(code)
          if (question) keepHomeless(submission.id, { question, value })
        },
        onError,
      }),
      tidy: tidyIn(content),
      fault: faultIn(content, termsIn(vocabularies), language),
      keep: unsavedOn(submission.id),
    })
  })
  useEffect(
    () => () => {
      void draft.flush(true)
      draft.close()
    },
    [draft],
  )
  const { answers, overall } = useDraft(draft)
  const upload = useMemo(() => filesOf(submission.id), [submission.id])
  const [tried, setTried] = useState(false)
  const [target, setTarget] = useState<{ question: string } | null>(null)
  const short = useMemo(() => sectionsOf(content, 'short').flatMap(({ questions }) => questions), [content])
  const steps = sectionsOf(content, 'rest').length > 0 ? STEPS : STEPS.filter((one) => one !== 'rest')
  const step = steps.includes(address.step) ? address.step : 'short'
  const { answered, total } = progressOf(short, content, answers)
  const at = (to: Step) => ({ submission: submission.id, step: to })
  const names: Record<Step, string> = { short: m.step_short, rest: m.step_rest, send: m.step_send }
  const next = steps[steps.indexOf(step) + 1]
  const titleQuestion = [...questionMap(content).values()].find(({ binding }) => binding === 'title')
  const title =
    (titleQuestion && typeof answers[titleQuestion.code] === 'string' && String(answers[titleQuestion.code]).trim()) ||
    m.untitled

  useEffect(() => {
    if (step !== 'send') setTarget((known) => known)
  }, [step])
  const goToQuestion = (question: string) => {
    goTo(at(partOf(content, question)))
    setTarget({ question })
  }
  const leaveStep = (to: Step) => {
    setTarget(null)
    goTo(at(to))
  }
  const shared = {
    content,
    vocabularies,
    communes: findCommunes,
    upload,
    draft,
    language,
    tried: tried ? ('submit' as const) : null,
    goTo: target,
    under: titleQuestion && {
      question: titleQuestion.code,
      note: <Similar title={title === m.untitled ? '' : title} but={[submission.id, submission.innovation_id]} />,
    },
  }

  return (
    <Frame
      key={step}
      title={step === 'send' ? m.send_title : names[step]}
      over={<Over name={form.association.name} title={title} onList={() => goTo({})} back={m.back_to_list} />}
      focus={!target}
      wide
    >
      {submission.comment && submission.state === 'changes_requested' && (
        <ModeratorsComment comment={submission.comment} />
      )}
      <OutdatedAnswers submission={submission.id} answers={submission.outdated_answers} />
      <nav aria-label={m.steps} className="r-steps">
        <ol>
          {steps.map((one) => (
            <li key={one}>
              <a
                href={writeAddress(at(one))}
                aria-current={one === step ? 'step' : undefined}
                onClick={(event) => {
                  event.preventDefault()
                  leaveStep(one)
                }}
              >
                {names[one]}
              </a>
            </li>
          ))}
        </ol>
      </nav>
      {step === 'short' && (
        <>
          <p className="r-soft">{m.short_intro}</p>
          <QuestionnaireForm {...shared} part="short" />
        </>
      )}
      {step === 'rest' && (
        <>
          <p className="r-soft">{m.rest_intro}</p>
          <QuestionnaireForm {...shared} part="rest" folded />
        </>
      )}
      {step === 'send' && (
        <SendStep
          submission={submission}
          draft={draft}
          form={form}
          tried={tried}
          onTried={() => setTried(true)}
          onQuestion={goToQuestion}
          linkTo={(question) => writeAddress(at(partOf(content, question)))}
          onMoved={onMoved}
          onError={onError}
        />
      )}
      {next && (
        <div className="r-actions">
          <Action onAct={() => leaveStep(next)}>{next === 'send' ? m.continue_send : m.continue_rest}</Action>
        </div>
      )}
      <SaveStatus
        overall={overall}
        progress={m.progress(answered, total)}
        share={total > 0 ? answered / total : 0}
        label={labelIn(form.questionnaire.questionnaire.title, language)}
      />
    </Frame>
  )
}

function Over({ name, title, back, onList }: { name: string; title: string; back: string; onList: () => void }) {
  return (
    <>
      <a
        href={writeAddress({})}
        onClick={(event) => {
          event.preventDefault()
          onList()
        }}
      >
        {back}
      </a>
      <span>
        {name} – {title}
      </span>
    </>
  )
}
