import type { OwnInvitation } from '@essaim/shared/own-invitations.ts'
import { useState } from 'react'
import { fetchInvitation, inviteColleague, removeColleague } from './api.ts'
import { Ask } from './ask.tsx'
import { Action, Trouble } from './frame.tsx'
import { useMessages } from './language.ts'

export type ColleaguesProps = {
  invitation: OwnInvitation
  /** What is proposed as the word for the colleague. */
  word?: string
  onChanged: (now: OwnInvitation) => void
  onError: (error: unknown) => string
}

/** Passing the invitation on to a colleague, who gets a link of their own; and whoever has one already. */
export function Colleagues({ invitation, word, onChanged, onError }: ColleaguesProps) {
  const m = useMessages()
  const [trouble, setTrouble] = useState<string | null>(null)
  const { colleagues } = invitation
  if (!invitation.may_invite) return null
  const reload = async () => onChanged(await fetchInvitation())
  const remove = async (id: string) => {
    setTrouble(null)
    try {
      await removeColleague(id)
      await reload()
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  return (
    <Ask
      title={m.colleague}
      note={m.colleague_note}
      fields={[
        { name: 'name', label: m.ask_name },
        { name: 'email', label: m.ask_email, kind: 'email' },
        { name: 'message', label: m.ask_word, kind: 'long', optional: true, proposed: word },
      ]}
      send={m.colleague_send}
      done={m.colleague_done}
      onError={onError}
      onSend={async (values) => {
        await inviteColleague(values)
        await reload()
      }}
    >
      {trouble && <Trouble>{trouble}</Trouble>}
      {colleagues.length > 0 && (
        <ul>
          {colleagues.map(({ id, name, email }) => (
            <li key={id}>
              {[name, email].filter(Boolean).join(', ')}{' '}
              <Action kind="quiet" onAct={() => remove(id)}>
                {m.colleague_remove}
                <span className="q-hidden"> : {name}</span>
              </Action>
            </li>
          ))}
        </ul>
      )}
    </Ask>
  )
}
