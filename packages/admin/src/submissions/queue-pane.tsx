import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Query } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { SubmissionBadge, titleOf } from './labels.tsx'
import { queued } from './queries.ts'

/** The list that one came from, beside the submission that one reads; where there is no room it is a page of its own. */
export function QueuePane({ current, search }: { current: string; search: Query }) {
  const items = useQuery(queued(search)).data?.items ?? []
  const list = useRef<HTMLUListElement>(null)
  const found = items.some(({ id }) => id === current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the one that is read stays in sight
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current, found])
  return (
    <nav className="queue-pane" aria-label={t('triage.pane')}>
      <ul ref={list}>
        {items.map((item) => (
          <li key={item.id}>
            <TextLink
              to="/reponses/$id"
              params={{ id: item.id }}
              search={search}
              className="queue-item"
              activeOptions={{ includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
            >
              <span className={item.title ? 'queue-item-title' : 'queue-item-title untitled'}>{titleOf(item)}</span>
              <span className="hint">{item.association.name}</span>
              <SubmissionBadge state={item.state} />
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
