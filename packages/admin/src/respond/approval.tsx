import type { SignOff } from '@essaim/shared/own-records.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useState } from 'react'
import { Refusal } from './api.ts'
import { Action, Frame, Trouble } from './frame.tsx'
import { inWords } from './in-words.ts'
import { useLanguage, useMessages } from './language.ts'
import { dayInWords } from './messages.ts'
import { signOff, signOffByLink } from './records-api.ts'

/** What the link of a message opens: a head approves with one click, once. */
export function Approval({ token }: { token: string }) {
  const m = useMessages()
  const [signed, setSigned] = useState<SignOff | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const approve = async () => {
    setTrouble(null)
    try {
      setSigned(await signOffByLink(token))
      // used: it stays neither in the address nor in the history
      history.replaceState(null, '', location.pathname)
    } catch (error) {
      setTrouble(
        error instanceof Refusal && [410, 422].includes(error.status) ? m.records.approval_used : inWords(error, m),
      )
    }
  }
  if (signed)
    return (
      <Frame key="approved" title={m.records.approved_title}>
        <p className="r-lead">{m.records.approved(signed.submission.title ?? m.untitled, signed.association.name)}</p>
      </Frame>
    )
  return (
    <Frame title={m.records.approval_title} focus={false}>
      <p className="r-lead">{m.records.approval_lead}</p>
      {trouble && <Trouble>{trouble}</Trouble>}
      <Action busy={m.records.approving} onAct={approve}>
        {m.records.approve}
      </Action>
    </Frame>
  )
}

export type SignedOffLineProps = {
  submission: Submission
  /** Whether the person may approve. */
  head: boolean
  onMoved: (submission: Submission) => void
  onError: (error: unknown) => string
}

/** Who stands behind what was sent, and a head's own approval where nobody does yet. */
export function SignedOffLine({ submission, head, onMoved, onError }: SignedOffLineProps) {
  const m = useMessages()
  const language = useLanguage()
  const [trouble, setTrouble] = useState<string | null>(null)
  const { signed_off, revision, state } = submission
  if (revision === 0 || state === 'withdrawn' || state === 'rejected') return null
  if (signed_off)
    return (
      <p className="r-soft">
        {m.records.signed_off(m.records.offices[signed_off.office], dayInWords(signed_off.at, language))}
      </p>
    )
  return (
    <>
      <p className="r-soft">{m.records.not_signed_off}</p>
      {trouble && <Trouble>{trouble}</Trouble>}
      {head && (
        <Action
          kind="plain"
          busy={m.records.approving}
          onAct={() => signOff(submission.id).then(onMoved, (error: unknown) => setTrouble(onError(error)))}
        >
          {m.records.approve_here}
        </Action>
      )}
    </>
  )
}
