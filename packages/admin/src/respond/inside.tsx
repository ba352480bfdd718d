import type { RespondentForm } from '@essaim/shared/respond.ts'
import { useCallback, useEffect, useState } from 'react'
import { readAddress, useAddress } from './address.ts'
import { askEarly, fetchForm, Refusal } from './api.ts'
import { Action, Loading, Trouble } from './frame.tsx'
import { inWords } from './in-words.ts'
import { useMessages } from './language.ts'
import { chosenLanguage, messagesIn } from './messages.ts'
import { SubmissionPage } from './submission-page.tsx'
import { SubmissionsPage } from './submissions-page.tsx'

export type InsideProps = { onEnded: () => void }

/** Behind the door: the association's answers, or the one that the address names. */
export function Inside({ onEnded }: InsideProps) {
  const address = useAddress()
  const m = useMessages()
  const [form, setForm] = useState<RespondentForm | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)

  /** An ended session is the same everywhere; the rest is told where it happened. */
  const onError = useCallback(
    (error: unknown): string => {
      if (error instanceof Refusal && error.status === 401) onEnded()
      return inWords(error, messagesIn(chosenLanguage()))
    },
    [onEnded],
  )
  const load = useCallback(async () => {
    setTrouble(null)
    const { submission } = readAddress(location.search)
    if (submission) askEarly(submission)
    try {
      setForm(await fetchForm())
    } catch (error) {
      setTrouble(onError(error))
    }
  }, [onError])
  useEffect(() => void load(), [load])

  if (trouble) {
    return (
      <main id="main" className="r-main">
        <Trouble>{trouble}</Trouble>
        <Action onAct={load}>{m.again}</Action>
      </main>
    )
  }
  if (!form) return <Loading />
  if (address.submission)
    return (
      <SubmissionPage
        key={address.submission}
        id={address.submission}
        address={address}
        form={form}
        onError={onError}
      />
    )
  return <SubmissionsPage form={form} onError={onError} />
}
