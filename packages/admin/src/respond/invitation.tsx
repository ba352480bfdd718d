import type { InvitationAnswer, OwnInvitation } from '@essaim/shared/own-invitations.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import { useEffect, useRef, useState } from 'react'
import { progressOf, sectionsOf } from '../questionnaires/parts.ts'
import { answerInvitation, fetchInvitation, proposeSuccessor, Refusal } from './api.ts'
import { Ask } from './ask.tsx'
import { Colleagues } from './colleagues.tsx'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import { dayInWords } from './messages.ts'

type Shown = { invitation: OwnInvitation; onChanged: (now: OwnInvitation) => void; onError: (error: unknown) => string }

/** Who invites, to what, why, and until when. */
export function Invitation({ invitation: { campaign, federation } }: Pick<Shown, 'invitation'>) {
  const m = useMessages()
  const language = useLanguage()
  const closes = campaign?.closes_at && dayInWords(campaign.closes_at, language)
  return (
    <section className="r-summary" aria-labelledby="r-invitation">
      <h2 id="r-invitation">{campaign?.name ?? m.page}</h2>
      <p>{m.invited_by(federation.name)}</p>
      <p>{campaign?.purpose ?? m.invited_why}</p>
      {closes && <p>{campaign.state === 'closed' ? m.closed_on(closes) : m.until(closes)}</p>}
    </section>
  )
}

/** How long it takes, what becomes of an answer, and who sees what: open to whoever comes for the first time. */
export function Facts({ form, first }: { form: RespondentForm; first: boolean }) {
  const m = useMessages()
  const { content } = form.questionnaire
  const short = sectionsOf(content, 'short').flatMap(({ questions }) => questions)
  const { total } = progressOf(short, content, {})
  const facts: [string, string][] = [
    [m.invited_how_long, m.how_long(total, Math.max(5, Math.round(total / 10) * 5))],
    [m.invited_next, m.invitation_next],
    [m.invited_who_sees, m.who_sees],
  ]
  return (
    <details className="r-summary" open={first}>
      <summary>{m.invited_more}</summary>
      <dl className="r-facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** The other answers to an invitation: nothing this year, somebody else, no longer in office. */
export function OtherAnswers({ invitation, officer, onChanged, onError }: Shown & { officer: boolean }) {
  const m = useMessages()
  const [trouble, setTrouble] = useState<string | null>(null)
  const noted = useRef<HTMLParagraphElement>(null)
  const moved = useRef(false)
  const { transitions, state } = invitation
  const answered = state === 'nothing_to_declare' || state === 'declined'
  useEffect(() => {
    if (moved.current && answered) noted.current?.focus()
    moved.current = false
  }, [answered])

  const reload = async () => onChanged(await fetchInvitation())
  const say = async (transition: InvitationAnswer) => {
    setTrouble(null)
    moved.current = true
    try {
      onChanged(await answerInvitation(transition))
    } catch (error) {
      setTrouble(onError(error))
      // said elsewhere in the meantime
      if (error instanceof Refusal && error.status === 409) await reload().catch(() => undefined)
    }
  }
  return (
    <>
      {trouble && <Trouble>{trouble}</Trouble>}
      {answered && (
        <div className="r-comment">
          <p ref={noted} tabIndex={-1}>
            {state === 'declined' ? m.declined : m.nothing_declared}
          </p>
          {invitation.may_take_back && (
            <Action kind="plain" onAct={() => say('take_back')}>
              {m.take_back}
            </Action>
          )}
        </div>
      )}
      {!answered && transitions.includes('declare_nothing') && (
        <p className="r-actions">
          <Action kind="plain" onAct={() => say('declare_nothing')}>
            {m.declare_nothing}
          </Action>
          <Action kind="quiet" onAct={() => say('decline')}>
            {m.decline}
          </Action>
        </p>
      )}
      <Colleagues invitation={invitation} onChanged={onChanged} onError={onError} />
      {officer && (
        <Ask
          title={m.successor}
          note={m.successor_note}
          fields={[
            { name: 'name', label: m.successor_name },
            { name: 'email', label: m.successor_email, kind: 'email', optional: true },
          ]}
          send={m.ask_send}
          done={m.successor_done}
          onSend={proposeSuccessor}
          onError={onError}
        />
      )}
    </>
  )
}
