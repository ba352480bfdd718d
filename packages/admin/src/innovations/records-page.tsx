import { INNOVATION_STATES, type InnovationState, type ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { AssociationSelect } from '../associations/association-select.tsx'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import { Tag } from '../ui/badge.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { moveInList, useShortcuts } from '../ui/use-shortcuts.ts'
import { InnovationBadge, innovationStateName, innovationTitle } from './labels.tsx'
import { moderatedInnovations } from './queries.ts'

const route = getRouteApi('/fiches')

/** The directory's records as moderation sees them. */
export function RecordsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery({ ...moderatedInnovations({ ...search, limit: 50 }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  const filtered = Boolean(search.state || search.regional_delegation || search.association)
  useShortcuts({ j: () => moveInList(1), k: () => moveInList(-1) })
  return (
    <Page title={t('innovations.title')} lead={<p>{t('innovations.lead')}</p>}>
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<InnovationState>
          states={INNOVATION_STATES}
          name={innovationStateName}
          value={search.state}
          change={(state) => filter({ state })}
        />
        <div className="filters-row">
          <DelegationSelect
            value={search.regional_delegation}
            change={(regional_delegation) => filter({ regional_delegation })}
          />
          <AssociationSelect
            label={t('association.one')}
            placeholder={t('filter.all.f')}
            value={search.association}
            change={(association) => filter({ association })}
          />
        </div>
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={filtered ? t('list.none.filtered') : t('innovations.none')}>
                {filtered ? (
                  <TextLink to="/fiches" search={{}}>
                    {t('filter.reset')}
                  </TextLink>
                ) : (
                  <p>{t('innovations.none.detail')}</p>
                )}
              </Empty>
            ) : (
              <>
                <DataTable caption={t('innovations.title')} columns={columns()} items={items} keyOf={({ id }) => id} />
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => void navigate({ search: { ...search, cursor } })}
                />
              </>
            )
          }
        </Await>
      </div>
    </Page>
  )
}

function columns(): Column<ModeratedInnovation>[] {
  return [
    {
      key: 'title',
      title: t('submission.title'),
      wide: true,
      cell: (item) => (
        <TextLink to="/fiches/$id" params={{ id: item.id }} className="row-link">
          {innovationTitle(item)}
        </TextLink>
      ),
    },
    {
      key: 'association',
      title: t('association.one'),
      cell: ({ association }) => association?.name ?? <span className="unknown">{t('innovation.no-association')}</span>,
    },
    {
      key: 'delegation',
      title: t('delegation.one'),
      cell: ({ regional_delegation }) => regional_delegation?.name ?? t('delegation.headquarters'),
    },
    {
      key: 'state',
      title: t('submission.state'),
      cell: ({ state, versions }) => (
        <span className="badges">
          <InnovationBadge state={state} />
          {state === 'published' && versions.some((version) => version.state === 'draft') && (
            <Tag>{t('innovation.has-draft')}</Tag>
          )}
        </span>
      ),
    },
    {
      key: 'published',
      title: t('innovation.published'),
      cell: ({ published_at }) =>
        published_at ? shortDay(published_at) : <span className="unknown">{t('innovation.never')}</span>,
    },
  ]
}
