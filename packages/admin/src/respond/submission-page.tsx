import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useCallback, useEffect, useState } from 'react'
import type { StoredAnswer } from '../questionnaires/draft.ts'
import type { Address } from './address.ts'
import { fetchForm, fetchWhole } from './api.ts'
import { type Corrections, findCorrections } from './corrections.ts'
import { Action, Loading, Trouble } from './frame.tsx'
import { useMessages } from './language.ts'
import { ReadingPage } from './reading-page.tsx'
import { WritingPage } from './writing-page.tsx'
import { isWaiting } from './writing-steps.ts'

export type SubmissionPageProps = {
  id: string
  address: Address
  form: RespondentForm
  onError: (error: unknown) => string
}

type Loaded = { submission: Submission; answers: StoredAnswer[]; form: RespondentForm; corrections: Corrections | null }

/** One innovation: written while it may be, else read. */
export function SubmissionPage({ id, address, form: current, onError }: SubmissionPageProps) {
  const m = useMessages()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = useCallback(async () => {
    setTrouble(null)
    try {
      const [submission, answers] = await fetchWhole(id)
      // Begun on another version, it is finished on it.
      const { questionnaire, number } = current.questionnaire
      const isCurrent = submission.questionnaire.id === questionnaire.id && submission.questionnaire.version === number
      const [form, corrections] = await Promise.all([isCurrent ? current : fetchForm(id), findCorrections(submission)])
      setLoaded({ submission, answers, form, corrections })
    } catch (error) {
      setTrouble(onError(error))
    }
  }, [id, current, onError])
  useEffect(() => void load(), [load])

  if (trouble) {
    return (
      <main id="main" className="r-main">
        <Trouble>{trouble}</Trouble>
        <Action onAct={load}>{m.again}</Action>
      </main>
    )
  }
  if (!loaded) return <Loading />
  const { submission, answers, form, corrections } = loaded
  const onMoved = (moved: Submission | null) => {
    if (moved) setLoaded({ ...loaded, submission: moved })
    else {
      setLoaded(null)
      void load()
    }
  }
  // what waits for a decision is read, until one goes on with it
  if (submission.writable && (address.step !== null || !isWaiting(submission)))
    return (
      <WritingPage
        submission={submission}
        stored={answers}
        corrections={corrections}
        address={address}
        form={form}
        onMoved={onMoved}
        onError={onError}
      />
    )
  return (
    <ReadingPage
      submission={submission}
      thanks={address.thanks && submission.state === 'submitted'}
      form={form}
      onMoved={onMoved}
      onError={onError}
    />
  )
}
