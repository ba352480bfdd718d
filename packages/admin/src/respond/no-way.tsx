import { useState } from 'react'
import { askFreshLink } from './api.ts'
import { Action, Frame, Trouble } from './frame.tsx'
import { inWords } from './in-words.ts'
import { useMessages } from './language.ts'

export type NoWayProps = {
  reason: 'no-link' | 'bad-link' | 'ended'
  /** The link that does not open any more, whole. */
  token: string | null
  onCode: (code: string) => Promise<void>
}

/** Without a link, with one that is not good any more, or after a session: what to do. */
export function NoWay({ reason, token, onCode }: NoWayProps) {
  const m = useMessages()
  const [said, setSaid] = useState('')
  const [trouble, setTrouble] = useState<string | null>(null)
  const renew = async () => {
    setTrouble(null)
    try {
      if (token) await askFreshLink(token)
      setSaid(m.fresh_link_done)
    } catch (error) {
      setTrouble(inWords(error, m))
    }
  }
  const enter = async (code: string) => {
    setTrouble(null)
    try {
      await onCode(code)
    } catch (error) {
      setTrouble(inWords(error, m))
    }
  }
  const bad = reason === 'bad-link'
  return (
    <Frame title={bad ? m.bad_link_title : reason === 'ended' ? m.ended_title : m.no_link_title}>
      <p className="r-lead">{bad ? m.bad_link : reason === 'ended' ? m.ended : m.no_link}</p>
      {bad && (
        <ul>
          {m.bad_link_do.map((point) => (
            <li key={point}>{point}</li>
          ))}
        </ul>
      )}
      {bad && token && <Action onAct={renew}>{m.fresh_link}</Action>}
      <p role="status">{said}</p>
      <form
        className="r-code"
        onSubmit={(event) => {
          event.preventDefault()
          void enter(String(new FormData(event.currentTarget).get('code')))
        }}
      >
        <p className="r-soft">{m.code_note}</p>
        {trouble && <Trouble>{trouble}</Trouble>}
        <label htmlFor="code">{m.code}</label>
        <input
          id="code"
          name="code"
          className="r-field"
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          required
          minLength={6}
          maxLength={40}
        />
        <button type="submit" className="r-button r-plain">
          {m.code_open}
        </button>
      </form>
    </Frame>
  )
}
