import type { Submission } from '@essaim/shared/submissions.ts'
import { useState } from 'react'
import { goTo } from './address.ts'
import { Refusal, transition, withdrawRecord } from './api.ts'
import { Confirmed } from './confirmed.tsx'
import { Trouble } from './frame.tsx'
import { useMessages } from './language.ts'

export type WithdrawalProps = {
  submission: Submission
  onMoved: (submission: Submission | null) => void
  onError: (error: unknown) => string
}

/** The way out: a withdrawn answer does not come back. */
export function Withdrawal({ submission, onMoved, onError }: WithdrawalProps) {
  const m = useMessages()
  const [trouble, setTrouble] = useState<string | null>(null)
  const withdraw = async () => {
    try {
      const withdrawn = await transition(submission.id, 'withdraw')
      goTo({ submission: submission.id }, 'replace')
      onMoved(withdrawn)
    } catch (error) {
      if (error instanceof Refusal && error.status === 409) onMoved(null)
      else setTrouble(onError(error))
    }
  }
  return (
    <>
      {trouble && <Trouble>{trouble}</Trouble>}
      <Confirmed
        label={m.withdraw}
        title={m.withdraw_title}
        note={m.withdraw_note}
        yes={m.withdraw_yes}
        no={m.withdraw_no}
        onYes={withdraw}
      />
    </>
  )
}

export type RecordWithdrawalProps = { innovation: string; onGone: () => void; onError: (error: unknown) => string }

/** Takes a published record out of the directory: the association may at any time. */
export function RecordWithdrawal({ innovation, onGone, onError }: RecordWithdrawalProps) {
  const m = useMessages()
  const [trouble, setTrouble] = useState<string | null>(null)
  const withdraw = async () => {
    try {
      await withdrawRecord(innovation)
      onGone()
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  return (
    <>
      {trouble && <Trouble>{trouble}</Trouble>}
      <Confirmed
        label={m.withdraw_record}
        title={m.withdraw_record_title}
        note={m.withdraw_record_note}
        yes={m.withdraw_yes}
        no={m.withdraw_no}
        onYes={withdraw}
      />
    </>
  )
}
