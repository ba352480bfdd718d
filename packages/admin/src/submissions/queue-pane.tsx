import { useEffect, useRef } from 'react'
import { t } from '../lib/i18n.ts'
import type { QueueSearch } from '../searches.ts'
import { TextLink } from '../ui/links.tsx'
import { SubmissionBadge, titleOf } from './labels.tsx'
import type { Neighbourhood } from './neighbours.tsx'
import { Holders } from './queue-table.tsx'
import { Turn } from './turn.tsx'
import { builtInViews, isFiltered, isView } from './views.ts'

/** The list that one came from, beside the submission that one reads; where there is no room it is a page of its own. */
export function QueuePane({
  current,
  search,
  neighbourhood: { items, after },
}: {
  current: string
  search: QueueSearch
  neighbourhood: Neighbourhood
}) {
  const list = useRef<HTMLUListElement>(null)
  const found = items.some(({ id }) => id === current)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the one that is read stays in sight
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [current, found])
  return (
    <nav className="queue-pane" aria-label={t('triage.pane')}>
      <TextLink to="/reponses" search={search} className="queue-pane-head" activeProps={{}}>
        {nameOf(search)}
      </TextLink>
      <ul ref={list}>
        {items.map((item) => (
          <li key={item.id}>
            <TextLink
              to="/reponses/$id"
              params={{ id: item.id }}
              search={search}
              className="queue-item"
              data-next={item.id === after || undefined}
              activeOptions={{ includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
            >
              <span className={item.title ? 'queue-item-title' : 'queue-item-title untitled'}>{titleOf(item)}</span>
              <span className="hint">{item.association.name}</span>
              <span className="queue-item-facts">
                <SubmissionBadge state={item.state} />
                <Turn of={item} />
              </span>
              <Holders of={item} />
            </TextLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const nameOf = (search: QueueSearch): string => {
  const view = builtInViews.find((one) => isView(search, one.search))
  return view ? t(`view.${view.name}`) : t(isFiltered(search) ? 'triage.selection' : 'view.all')
}
