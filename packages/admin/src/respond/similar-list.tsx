import type { SimilarList } from '@essaim/shared/own-records.ts'
import { useEffect, useState } from 'react'
import { useMessages } from './language.ts'
import { findSimilar } from './records-api.ts'

const PAUSE = 500
const SHORTEST = 6

/** What is known already under a like title: told while one types, and never in the way. */
export function Similar({ title, but }: { title: string; but: (string | null)[] }) {
  const m = useMessages()
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
  const others = found.filter(({ id }) => !but.includes(id))
  if (others.length === 0) return null
  return (
    <aside className="r-soft r-similar">
      <p>{m.records.similar}</p>
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
            ({own ? m.records.similar_own : association?.name})
          </li>
        ))}
      </ul>
    </aside>
  )
}
