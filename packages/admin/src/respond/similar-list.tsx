import type { SimilarList } from '@essaim/shared/own-records.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { useEffect, useRef, useState } from 'react'
import { Action, Trouble } from './frame.tsx'
import { useMessages } from './language.ts'
import { findSimilar, takeUp } from './records-api.ts'

const PAUSE = 500
const SHORTEST = 6

export type SimilarProps = {
  submission: Submission
  /** As it is being typed. */
  title: string
  onMoved: (submission: Submission) => void
  onError: (error: unknown) => string
}

/** What is known already under a like title, told while one types and never in the way; what is others' may be taken up. */
export function Similar({ submission, title, onMoved, onError }: SimilarProps) {
  const { records: words } = useMessages()
  const found = useSimilar(title)
  const [trouble, setTrouble] = useState<string | null>(null)
  const note = useRef<HTMLElement>(null)
  const { innovation_id, takes_up } = submission
  const take = async (innovation: string | null) => {
    setTrouble(null)
    try {
      onMoved(await takeUp(submission.id, innovation))
      // the button that was pressed has gone
      note.current?.focus()
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  const others = found.filter(({ id }) => ![submission.id, innovation_id, takes_up?.id].includes(id))
  if (others.length === 0 && !takes_up) return null
  return (
    <aside ref={note} tabIndex={-1} className="r-soft r-similar">
      <p role="status">{takes_up && words.takes_up(takes_up.title)}</p>
      {takes_up && (
        <Action kind="quiet" onAct={() => take(null)}>
          {words.takes_up_none}
        </Action>
      )}
      {trouble && <Trouble>{trouble}</Trouble>}
      {others.length > 0 && (
        <>
          <p>{words.similar}</p>
          <ul>
            {others.map(({ id, title, association, own, url }) => (
              <li key={id}>
                {url ? (
                  <a href={url} target="_blank" rel="noreferrer">
                    {title}
                  </a>
                ) : (
                  title
                )}{' '}
                ({own ? words.similar_own : association?.name})
                {!own && !takes_up && (
                  <Action kind="quiet" onAct={() => take(id)}>
                    {words.take_up}
                    <span className="q-hidden"> : {title}</span>
                  </Action>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

/** What the server knows under a like title, once one pauses. */
function useSimilar(title: string): SimilarList['items'] {
  const [found, setFound] = useState<SimilarList['items']>([])
  const asked = title.trim().slice(0, 300)
  useEffect(() => {
    if (asked.length < SHORTEST) return setFound([])
    const stop = new AbortController()
    const timer = setTimeout(() => {
      // silence is no trouble here
      findSimilar(asked, stop.signal).then(setFound, () => undefined)
    }, PAUSE)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [asked])
  return found
}
