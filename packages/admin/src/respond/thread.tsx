import type { Thread as Read } from '@essaim/shared/messages.ts'
import { type FormEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { fetchThread, writeMessage } from './api.ts'
import { Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import { dayInWords, timeInWords } from './messages.ts'

export type ThreadProps = { submission: string; onError: (error: unknown) => string }

/** What the association and its federation write to each other about an answer; open where something was written to it. */
export function Thread({ submission, onError }: ThreadProps) {
  const m = useMessages()
  const language = useLanguage()
  const id = useId()
  const busy = useRef(false)
  const [thread, setThread] = useState<Read | null>(null)
  const [said, setSaid] = useState<{ trouble: boolean; words: string } | null>(null)
  const load = useCallback(async () => setThread(await fetchThread(submission)), [submission])
  // the answers are what the page is for: without its thread it does as well
  useEffect(() => void load().catch(() => undefined), [load])
  if (!thread) return null
  const { messages, may_write, state } = thread
  if (messages.length === 0 && may_write.length === 0) return null

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const body = String(new FormData(form).get('body')).trim()
    if (busy.current || !body) return
    busy.current = true
    setSaid(null)
    try {
      await writeMessage(submission, body)
      form.reset()
      await load()
      setSaid({ trouble: false, words: m.thread.sent })
    } catch (error) {
      setSaid({ trouble: true, words: onError(error) })
    } finally {
      busy.current = false
    }
  }
  return (
    <details className="r-summary" open={messages.at(-1)?.kind === 'to_association'}>
      <summary>
        {m.thread.title}
        {messages.length > 0 && ` (${m.thread.count(messages.length)})`}
      </summary>
      {state === 'open' && <p>{m.thread.lead}</p>}
      <ol className="r-thread">
        {messages.map(({ id: key, kind, body, author, mine, created_at }) => (
          <li key={key} className={kind === 'to_association' ? 'r-message r-theirs' : 'r-message'}>
            <p className="r-soft">
              {author.name ?? m.thread.federation}
              {mine && ` (${m.thread.mine})`}, {dayInWords(created_at, language)},{' '}
              {timeInWords(Date.parse(created_at), language)}
            </p>
            <p>{body}</p>
          </li>
        ))}
      </ol>
      {may_write.length > 0 ? (
        <form onSubmit={(event) => void send(event)}>
          <p>
            <label htmlFor={id}>{m.thread.body}</label>
            <textarea id={id} name="body" className="r-field" rows={4} maxLength={5000} required />
          </p>
          {said?.trouble && <Trouble>{said.words}</Trouble>}
          <button type="submit" className="r-button">
            {m.thread.send}
          </button>
          <p role="status">{said && !said.trouble ? said.words : ''}</p>
        </form>
      ) : (
        <p>{m.thread.locked}</p>
      )}
    </details>
  )
}
