import type { ConfirmationAnswer, OwnRecord } from '@essaim/shared/own-records.ts'
import { useCallback, useEffect, useState } from 'react'
import { goTo } from './address.ts'
import { Confirmed } from './confirmed.tsx'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import { dayInWords, type Language } from './messages.ts'
import type { Messages } from './messages-fr.ts'
import { confirmRecord, fetchRecords } from './records-api.ts'

const ANSWERS: ConfirmationAnswer[] = ['still_true', 'changed', 'taken_up_elsewhere']

/** « Consultée par : Fédération d'exemple (3 juin 2026). Reprise par : … », or one of the two. */
const seenInWords = (seen: OwnRecord['seen_by'], words: Messages['records'], language: Language) =>
  (['consulted', 'copied'] as const)
    .map((how) => {
      const who = seen.filter((one) => one.how === how)
      const named = who.map(({ partner, at }) => `${partner} (${dayInWords(at, language)})`).join(', ')
      return named && words.seen[how](named)
    })
    .filter(Boolean)
    .join(' ')

/** The association's published records, and whether they still hold: one click each. */
export function PublishedRecords({ onError }: { onError: (error: unknown) => string }) {
  const m = useMessages()
  const language = useLanguage()
  const [records, setRecords] = useState<OwnRecord[]>([])
  const [noted, setNoted] = useState<string | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const load = useCallback(
    () => fetchRecords().then(setRecords, (error: unknown) => setTrouble(onError(error))),
    [onError],
  )
  useEffect(() => void load(), [load])
  const say = async (id: string, answer: ConfirmationAnswer) => {
    setTrouble(null)
    try {
      const { submission_id } = await confirmRecord(id, answer)
      if (submission_id) return goTo({ submission: submission_id })
      setNoted(id)
    } catch (error) {
      setTrouble(onError(error))
    }
    await load()
  }
  if (records.length === 0 && !trouble) return null
  return (
    <section aria-labelledby="r-records">
      <h2 id="r-records">{m.records.records_title}</h2>
      <p className="r-soft">{m.records.records_lead}</p>
      {trouble && <Trouble>{trouble}</Trouble>}
      <ul className="r-cards">
        {records.map(({ id, title, canonical_url, confirmed_at, stale_since, seen_by, sent_to }) => (
          <li key={id} className="r-card r-record">
            <h3>{canonical_url ? <a href={canonical_url}>{title ?? m.untitled}</a> : (title ?? m.untitled)}</h3>
            {confirmed_at && <p className="r-soft">{m.records.confirmed_on(dayInWords(confirmed_at, language))}</p>}
            {stale_since && <p className="r-soft">{m.records.stale_since(dayInWords(stale_since, language))}</p>}
            {seen_by.length > 0 && <p className="r-soft">{seenInWords(seen_by, m.records, language)}</p>}
            {sent_to.map(({ recipient, sent_at }) => (
              <p className="r-soft" key={sent_at}>
                {m.records.sent_to(recipient, dayInWords(sent_at, language))}
              </p>
            ))}
            <p role="status">{noted === id ? m.records.noted : ''}</p>
            <div className="r-answers">
              {ANSWERS.map((answer) => (
                <Action key={answer} kind="plain" onAct={() => say(id, answer)}>
                  {m.records.answers[answer]}
                  <span className="q-hidden"> : {title}</span>
                </Action>
              ))}
              <Confirmed
                label={m.records.answers.stopped}
                of={title ?? m.untitled}
                kind="plain"
                title={m.records.stop_title}
                note={m.records.stop_note}
                yes={m.records.stop_yes}
                no={m.records.stop_no}
                onYes={() => say(id, 'stopped')}
              />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
