import type { OwnInvitation } from '@essaim/shared/own-invitations.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { useCallback, useEffect, useState } from 'react'
import { goTo } from './address.ts'
import { createSubmission, fetchInvitation, fetchSubmissions } from './api.ts'
import { Edits } from './edits.tsx'
import { Action, Frame, Loading, Trouble } from './frame.tsx'
import { Facts, Invitation, OtherAnswers } from './invitation.tsx'
import { useMessages } from './language.ts'
import { PublishedRecords } from './published-records.tsx'
import { SaveAction } from './save-action.tsx'
import { isWanted, SubmissionCards } from './submission-cards.tsx'

export type SubmissionsPageProps = { form: RespondentForm; onError: (error: unknown) => string }

/** What the association has described so far, and the way to describe another innovation. */
export function SubmissionsPage({ form, onError }: SubmissionsPageProps) {
  const m = useMessages()
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
  const wanted = cards?.filter(isWanted) ?? []
  const isOpen = !invitation?.campaign || invitation.campaign.state === 'open'
  return (
    <Frame
      title={m.list_title}
      over={
        <>
          <span>{form.association.name}</span>
          <span>{m.greeting(civility && m[civility], name)}</span>
        </>
      }
    >
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
      {/* what waits comes before the button that begins another one */}
      {cards && <Edits form={form} onError={onError} />}
      <SubmissionCards cards={wanted} />
      {cards && isOpen && (
        <p>
          <Action kind={wanted.length > 0 ? 'plain' : 'solid'} onAct={describe}>
            {cards.length === 0 ? m.describe : m.describe_another}
          </Action>
        </p>
      )}
      {cards && <Facts form={form} first={cards.length === 0} />}
      {cards && <PublishedRecords onError={onError} />}
      {cards && cards.length > wanted.length && (
        <section aria-labelledby="r-sent">
          <h2 id="r-sent">{m.list_sent}</h2>
          <SubmissionCards cards={cards.filter((card) => !isWanted(card))} level={3} />
        </section>
      )}
      {cards && isOpen && <Blank onError={onError} />}
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
