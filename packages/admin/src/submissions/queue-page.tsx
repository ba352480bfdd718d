import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { SUBMISSION_STATES, type SubmissionState } from '@essaim/shared/submissions.ts'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { AssociationSelect } from '../associations/association-select.tsx'
import { ago, shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { moveInList, useShortcuts } from '../ui/use-shortcuts.ts'
import { SubmissionBadge, stateName, titleOf } from './labels.tsx'
import { submissions } from './queries.ts'

const route = getRouteApi('/reponses')

/** The queue: every filter stands in the address, so that a link, a reload and Back show the same. */
export function QueuePage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const query = useQuery({ ...submissions({ ...search, limit: 50 }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  const filtered = Boolean(search.state || search.regional_delegation || search.association)
  useShortcuts({ j: () => moveInList(1), k: () => moveInList(-1) })
  return (
    <Page
      title={t('submissions.title')}
      lead={t('submissions.lead')}
      actions={
        hasRole(user, 'moderator', 'delegate') && (
          <ButtonLink to="/reponses/nouvelle" leftSection={<IconPlus size={18} aria-hidden />}>
            {t('submission.create')}
          </ButtonLink>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<SubmissionState>
          states={SUBMISSION_STATES}
          name={stateName}
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
              <Empty title={filtered ? t('list.none.filtered') : t('submissions.none')}>
                {filtered ? (
                  <TextLink to="/reponses" search={{}}>
                    {t('filter.reset')}
                  </TextLink>
                ) : (
                  <p>{t('submissions.none.detail')}</p>
                )}
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={t('submissions.title')}
                  columns={columns(search)}
                  items={items}
                  keyOf={({ id }) => id}
                />
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
      <p className="keys">{t('submissions.keys')}</p>
    </Page>
  )
}

function columns(search: Record<string, unknown>): Column<SubmissionCard>[] {
  return [
    {
      key: 'title',
      title: t('submission.title'),
      wide: true,
      cell: (item) => (
        <TextLink
          to="/reponses/$id"
          params={{ id: item.id }}
          search={search}
          className={item.title ? 'row-link' : 'row-link untitled'}
        >
          {titleOf(item)}
        </TextLink>
      ),
    },
    { key: 'association', title: t('association.one'), cell: ({ association }) => association.name },
    {
      key: 'delegation',
      title: t('delegation.one'),
      cell: ({ regional_delegation }) => regional_delegation?.name ?? t('delegation.headquarters'),
    },
    { key: 'state', title: t('submission.state'), cell: ({ state }) => <SubmissionBadge state={state} /> },
    {
      key: 'received',
      title: t('submission.received'),
      cell: ({ submitted_at, created_at }) =>
        submitted_at ? (
          <time dateTime={submitted_at} title={shortDay(submitted_at)}>
            {ago(submitted_at)}
          </time>
        ) : (
          <span className="unknown">{t('submission.begun', { when: ago(created_at) })}</span>
        ),
    },
  ]
}
