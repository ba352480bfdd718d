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
import type { Corrections } from './corrections.ts'
import { Action, Frame } from './frame.tsx'
import { Go } from './go.tsx'
import { keepHomeless, sift } from './homeless.ts'
import { useLanguage, useMessages } from './language.ts'
import { ModeratorsComment } from './moderators-comment.tsx'
import { OutdatedAnswers } from './outdated-answers.tsx'
import { RestStep } from './rest-step.tsx'
import { SaveStatus } from './save-status.tsx'
import { savingTo } from './saving.ts'
import { SendStep } from './send-step.tsx'
import { unsavedOn } from './session.ts'
import { Similar } from './similar-list.tsx'
import { Thread } from './thread.tsx'
import { stepsOf } from './writing-steps.ts'

export type WritingPageProps = {
  submission: Submission
  stored: StoredAnswer[]
  /** What is to be corrected, point by point. */
  corrections: Corrections | null
  address: Address
  form: RespondentForm
  /** The submission moved on; null: it is to be read again. */
  onMoved: (submission: Submission | null) => void
  onError: (error: unknown) => string
}

/** The questionnaire of one innovation: what is essential, what goes further, then the hand-in. */
export function WritingPage({ submission, stored, corrections, address, form, onMoved, onError }: WritingPageProps) {
  const m = useMessages()
  const language = useLanguage()
  const { content } = form.questionnaire
  const { vocabularies } = form
  const questions = useMemo(() => questionMap(content), [content])
  const [draft] = useState(() => {
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
  const [points, setPoints] = useState(corrections?.points ?? [])
  const notes = corrections?.parts.notesAt({
    submission: submission.id,
    points,
    questions,
    answers,
    onTake: (question, value) => {
      draft.change(question, value)
      draft.leave(question)
    },
    onKept: (kept) => setPoints((known) => known.map((one) => (one.id === kept.id ? kept : one))),
    onError,
  })
  const [tried, setTried] = useState(false)
  const [target, setTarget] = useState<{ question: string } | null>(null)
  const rest = useMemo(() => sectionsOf(content, 'rest'), [content])
  const steps = stepsOf(submission, rest.length > 0)
  const step = steps.find((one) => one === address.step) ?? steps[0] ?? 'short'
  const section = (step === 'rest' && rest.find(({ code }) => code === address.section)) || null
  const counted = section ? [section] : step === 'rest' ? rest : sectionsOf(content, 'short')
  const { answered, total } = progressOf(
    counted.flatMap(({ questions }) => questions),
    content,
    answers,
  )
  const at = (to: Step) => ({ submission: submission.id, step: to })
  const again = submission.revision > 0
  const names: Record<Step, string> = {
    short: m.step_short,
    rest: m.step_rest,
    send: again ? m.step_resend : m.step_send,
  }
  const next = steps[steps.indexOf(step) + 1]
  const titleQuestion = [...questions.values()].find(({ binding }) => binding === 'title')
  const title =
    (titleQuestion && typeof answers[titleQuestion.code] === 'string' && String(answers[titleQuestion.code]).trim()) ||
    m.untitled

  useEffect(() => {
    if (step !== 'send') setTarget((known) => known)
  }, [step])
  const placeOf = (question: string) => ({
    ...at(partOf(content, question)),
    section: rest.find(({ questions }) => questions.some(({ code }) => code === question))?.code ?? null,
  })
  const goToQuestion = (question: string) => {
    goTo(placeOf(question))
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
    above: notes,
    under: titleQuestion && {
      question: titleQuestion.code,
      note: (
        <Similar
          submission={submission}
          title={title === m.untitled ? '' : title}
          onMoved={onMoved}
          onError={onError}
        />
      ),
    },
  }

  return (
    <Frame
      key={section?.code ?? step}
      title={section ? labelIn(section.title, language) : names[step]}
      over={
        <>
          <Go to={{}}>{m.back_to_list}</Go>
          <span>
            {form.association.name} – {title}
          </span>
        </>
      }
      focus={!target}
      wide
    >
      {corrections && notes ? (
        <corrections.parts.PointList
          points={points}
          content={content}
          questions={questions}
          answers={answers}
          comment={submission.comment}
          open={address.step === null}
          notes={notes}
          linkTo={(question) => writeAddress(placeOf(question))}
          onQuestion={goToQuestion}
        />
      ) : (
        submission.comment &&
        submission.state === 'changes_requested' && <ModeratorsComment comment={submission.comment} />
      )}
      {again && <Thread submission={submission.id} onError={onError} />}
      <OutdatedAnswers submission={submission.id} answers={submission.outdated_answers} />
      <nav aria-label={m.steps} className="r-steps">
        <ol>
          {steps.map((one) => (
            <li key={one}>
              <Go to={at(one)} current={one === step} onGo={() => leaveStep(one)}>
                {names[one]}
              </Go>
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
        <RestStep submission={submission.id} content={content} answers={answers} section={section}>
          <QuestionnaireForm {...shared} part="rest" only={section?.code} untitled />
        </RestStep>
      )}
      {step === 'send' && (
        <SendStep
          submission={submission}
          draft={draft}
          form={form}
          unanswered={points.filter((point) => corrections?.parts.madeOf(point, answers) === null)}
          tried={tried}
          onTried={() => setTried(true)}
          onQuestion={goToQuestion}
          linkTo={(question) => writeAddress(placeOf(question))}
          onMoved={onMoved}
          onError={onError}
        />
      )}
      {next && step !== 'send' && (
        <div className="r-actions">
          <Action kind={section ? 'plain' : 'solid'} onAct={() => leaveStep(next)}>
            {next === 'rest' ? m.step_rest : names[next]}
          </Action>
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
