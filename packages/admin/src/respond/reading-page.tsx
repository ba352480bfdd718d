import { reachOf } from '@essaim/shared/questionnaires/audience.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useEffect, useMemo, useState } from 'react'
import { AnswersView } from '../questionnaires/answers-view.tsx'
import { goTo } from './address.ts'
import {
  copySubmission,
  createSubmission,
  filesOf,
  findCommunes,
  findPublicRecord,
  Refusal,
  recordPdf,
  summaryOf,
} from './api.ts'
import { SignedOffLine } from './approval.tsx'
import { Edits } from './edits.tsx'
import { Action, Frame, Trouble } from './frame.tsx'
import { Go } from './go.tsx'
import { useLanguage, useMessages } from './language.ts'
import { ModeratorsComment } from './moderators-comment.tsx'
import { OwnSiteText } from './own-site-text.tsx'
import { Readership } from './readership.tsx'
import { SaveAction } from './save-action.tsx'
import { SecondHalf } from './second-half.tsx'
import { StateBadge, useNext } from './state-badge.tsx'
import { Thread } from './thread.tsx'
import { RecordWithdrawal, Withdrawal } from './withdrawal.tsx'

export type ReadingPageProps = {
  submission: Submission
  /** It was sent just now. */
  thanks: boolean
  form: RespondentForm
  onMoved: (submission: Submission | null) => void
  onError: (error: unknown) => string
}

/** An answer that is not to be written now: its state, what follows, and what was answered. */
export function ReadingPage({ submission, thanks, form, onMoved, onError }: ReadingPageProps) {
  const m = useMessages()
  const language = useLanguage()
  const files = useMemo(() => filesOf(submission.id), [submission.id])
  const [record, setRecord] = useState<string | null>(null)
  const [gone, setGone] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const { state, innovation_id: innovation, comment } = submission
  const recordState = gone ? 'withdrawn' : submission.innovation_state
  const published = recordState === 'published'
  // others are not asked for: there would be nothing to find
  const isPublic = published && reachOf(form.questionnaire.content, submission.answers) === 'public'
  const next = useNext(submission)
  useEffect(() => {
    if (isPublic && innovation) void findPublicRecord(innovation).then(setRecord)
  }, [isPublic, innovation])

  const begin = async (beginning: Parameters<typeof createSubmission>[0]) => {
    try {
      goTo({ submission: (await createSubmission(beginning)).id })
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  // what was written after the hand-in that was accepted is not lost: the next one starts from it, where it still fits
  const renew = async () => {
    if (!submission.unsent) return begin({ innovation_id: innovation as string })
    try {
      const { id } = await createSubmission({ innovation_id: innovation as string, answers: submission.answers })
      goTo({ submission: id })
    } catch (error) {
      if (error instanceof Refusal && error.status === 422) return begin({ innovation_id: innovation as string })
      setTrouble(onError(error))
    }
  }
  const takeUpAgain = async () => {
    try {
      goTo({ submission: submission.copied_to ?? (await copySubmission(submission.id)).id })
    } catch (error) {
      // a colleague was quicker: the copy is there
      if (error instanceof Refusal && error.status === 409) onMoved(null)
      else setTrouble(onError(error))
    }
  }
  return (
    <Frame
      key={thanks ? 'thanks' : state}
      title={thanks ? m.thanks_title : (submission.title ?? m.untitled)}
      over={<Go to={{}}>{m.back_to_list}</Go>}
      wide
    >
      {thanks && <p className="r-lead">{submission.title}</p>}
      <div className="r-next">
        <p>
          <StateBadge state={state} record={recordState} />
        </p>
        <p>{gone ? m.record_gone : thanks ? m.thanks_next : next}</p>
        {record && (
          <p>
            <a href={record}>{m.see_record}</a>
          </p>
        )}
        {record && innovation && (
          <p>
            <a href={recordPdf(innovation)}>{m.record_pdf}</a>
          </p>
        )}
        <SignedOffLine
          submission={submission}
          head={form.contact.office !== 'other'}
          onMoved={onMoved}
          onError={onError}
        />
      </div>
      <Thread submission={submission.id} onError={onError} />
      {comment && state === 'rejected' && <ModeratorsComment comment={comment} asks={false} />}
      {trouble && <Trouble>{trouble}</Trouble>}
      {state === 'accepted' && innovation && <Edits innovation={innovation} form={form} onError={onError} />}
      {submission.writable && (
        <SecondHalf submission={submission} content={form.questionnaire.content} onError={onError} />
      )}
      <div className="r-actions">
        {thanks && (
          <Action kind="plain" onAct={() => begin({})}>
            {m.describe_another}
          </Action>
        )}
        {state === 'accepted' && innovation && (
          <Action kind="plain" onAct={renew}>
            {m.update_record}
          </Action>
        )}
        {state === 'rejected' && (
          <Action kind="plain" onAct={takeUpAgain}>
            {submission.copied_to ? m.copy_of_rejected : m.copy_rejected}
          </Action>
        )}
        <SaveAction
          path={summaryOf(submission.id)}
          name={`${m.summary_file}.pdf`}
          onTrouble={setTrouble}
          onError={onError}
        >
          {m.print_summary}
        </SaveAction>
      </div>
      {published && innovation && <OwnSiteText innovation={innovation} />}
      <h2>{m.answers_title}</h2>
      <AnswersView
        content={form.questionnaire.content}
        vocabularies={form.vocabularies}
        communes={findCommunes}
        answers={submission.answers}
        files={files}
        language={language}
      />
      {published && innovation && (
        <Readership
          innovation={innovation}
          content={form.questionnaire.content}
          answers={submission.answers}
          onError={onError}
        />
      )}
      {published && innovation && (
        <RecordWithdrawal
          innovation={innovation}
          onGone={() => {
            setRecord(null)
            setGone(true)
          }}
          onError={onError}
        />
      )}
      {submission.transitions.includes('withdraw') && (
        <Withdrawal submission={submission} onMoved={onMoved} onError={onError} />
      )}
    </Frame>
  )
}
