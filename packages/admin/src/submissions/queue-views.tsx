import { useQuery } from '@tanstack/react-query'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { useSession } from '../lib/session.ts'
import type { QueueSearch } from '../searches.ts'
import { TextLink } from '../ui/links.tsx'
import { queueCounts } from './queries.ts'
import { savedViews } from './saved-views.ts'
import { ViewTools } from './view-tools.tsx'
import { builtInViews, isFiltered, isView, moderates, searchOf } from './views.ts'

/** The views of the queue with how much is in each: links, so that one opens beside another. */
export function QueueViews({ search }: { search: QueueSearch }) {
  const { user } = useSession()
  const kept = useQuery(savedViews()).data ?? []
  const counts = new Map(useQuery(queueCounts()).data?.items.map(({ view, count }) => [view, count]))
  const views = [
    ...builtInViews.map((view) => ({ key: view.name as string, label: t(`view.${view.name}`), search: view.search })),
    ...kept.map(({ id, name, filters }) => ({ key: id, label: name, search: searchOf(filters) })),
    { key: 'all', label: t('view.all'), search: {} },
  ]
  const here = views.find((view) => isView(search, view.search))
  return (
    <>
      <nav className="views" aria-label={t('views.title')}>
        <ul>
          {views.map((view) => (
            <li key={view.key}>
              <TextLink
                to="/reponses"
                search={view.search}
                className={view === here ? 'view here' : 'view'}
                activeProps={{ 'aria-current': view === here ? 'page' : undefined }}
              >
                {view.label}
                {counts.has(view.key) && <span className="view-count">{number(counts.get(view.key) ?? 0)}</span>}
              </TextLink>
            </li>
          ))}
        </ul>
      </nav>
      {moderates(user) && (
        <div className="view-tools">
          <ViewTools
            search={search}
            kept={kept}
            shown={kept.find(({ id }) => id === here?.key)}
            nameable={here === undefined && isFiltered(search)}
          />
        </div>
      )}
    </>
  )
}
