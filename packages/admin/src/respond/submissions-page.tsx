import type { OwnInvitation } from '@essaim/shared/own-invitations.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { useCallback, useEffect, useState } from 'react'
import { goTo } from './address.ts'
import { createSubmission, fetchInvitation, fetchSubmissions } from './api.ts'
import { Action, Frame, Loading, Trouble } from './frame.tsx'
import { Invitation, OtherAnswers } from './invitation.tsx'
import { useLanguage, useMessages } from './language.ts'
import { dayInWords } from './messages.ts'
import { PublishedRecords } from './published-records.tsx'
import { SaveAction } from './save-action.tsx'
import { Next, StateBadge } from './state-badge.tsx'

export type SubmissionsPageProps = { form: RespondentForm; onError: (error: unknown) => string }

/** What the association has described so far, and the way to describe another innovation. */
export function SubmissionsPage({ form, onError }: SubmissionsPageProps) {
  const m = useMessages()
  const language = useLanguage()
  const [cards, setCards] = useState<SubmissionCard[] | null>(null)
  const [invitation, setInvitation] = useState<OwnInvitation | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = useCallback(async () => {
    setTrouble(null)
    try {
      const [found, invited] = await Promise.all([fetchSubmissions(), fetchInvitation()])
      setCards(found)
      setInvitation(invited)
    } catch (error) {
      setTrouble(onError(error))
    }
  }, [onError])
  useEffect(() => void load(), [load])

  const describe = async () => {
    try {
      goTo({ submission: (await createSubmission()).id })
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  if (!cards && !trouble) return <Loading />
  const { civility, name } = form.contact
  // A draft that waits comes before the button that begins another one.
  const waiting = cards?.some((card) => card.state === 'draft' || card.state === 'changes_requested') ?? false
  return (
    <Frame title={m.list_title} over={`${m.greeting(civility && m[civility], name)}, ${form.association.name}`}>
      {trouble && (
        <Trouble>
          <p>{trouble}</p>
          <Action kind="plain" onAct={load}>
            {m.again}
          </Action>
        </Trouble>
      )}
      {invitation && <Invitation invitation={invitation} />}
      {cards?.length === 0 && <p className="r-lead">{m.list_empty}</p>}
      {cards && cards.length > 0 && (
        <ul className="r-cards">
          {cards.map((card) => (
            <li key={card.id} className="r-card">
              <h2>{card.title ?? m.untitled}</h2>
              <p>
                <StateBadge state={card.state} record={card.innovation_state} />{' '}
                <span className="r-soft">{m.changed_on(dayInWords(card.updated_at, language))}</span>
              </p>
              <Next card={card} />
              <Action
                kind={card.state === 'draft' || card.state === 'changes_requested' ? 'solid' : 'plain'}
                onAct={() => goTo({ submission: card.id })}
              >
                {card.state === 'draft' ? m.resume : card.state === 'changes_requested' ? m.correct : m.read}
                <span className="q-hidden"> : {card.title ?? m.untitled}</span>
              </Action>
            </li>
          ))}
        </ul>
      )}
      {cards && (!invitation?.campaign || invitation.campaign.state === 'open') && (
        <Action kind={waiting ? 'plain' : 'solid'} onAct={describe}>
          {cards.length === 0 ? m.describe : m.describe_another}
        </Action>
      )}
      {cards && <PublishedRecords onError={onError} />}
      {cards && (!invitation?.campaign || invitation.campaign.state === 'open') && <Blank onError={onError} />}
      {invitation && (
        <OtherAnswers
          invitation={invitation}
          officer={form.contact.office !== 'other'}
          onChanged={setInvitation}
          onError={onError}
        />
      )}
    </Frame>
  )
}

/** The blank questionnaire, to prepare the answers away from the screen. */
function Blank({ onError }: { onError: (error: unknown) => string }) {
  const m = useMessages()
  const [trouble, setTrouble] = useState<string | null>(null)
  return (
    <section aria-labelledby="r-blank">
      <h2 id="r-blank">{m.blank_title}</h2>
      {trouble && <Trouble>{trouble}</Trouble>}
      <div className="r-actions">
        {(['pdf', 'docx'] as const).map((format) => (
          <SaveAction
            key={format}
            path={`/v1/respond/blank?format=${format}`}
            name={`${m.blank_file}.${format}`}
            onTrouble={setTrouble}
            onError={onError}
          >
            {format === 'pdf' ? m.blank_pdf : m.blank_docx}
          </SaveAction>
        ))}
      </div>
    </section>
  )
}
