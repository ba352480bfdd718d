import type { Event } from '@essaim/shared/events.ts'
import { Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { instant } from '../lib/format.ts'
import { keysUnder, t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { SubjectLink } from './event-list.tsx'
import { actionName, actorName, kindName } from './labels.ts'
import { events } from './queries.ts'

const route = getRouteApi('/evenements')
// « event.at » and the like name columns; an action has a kind and a verb.
const ACTIONS = keysUnder('event.').filter((key) => /^[a-z_]+\.[a-z_]+$/.test(key) && key !== 'filter.actor')
const KINDS = keysUnder('kind.')

/** The audit trail: who did what, when, to what. */
export function EventsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery({ ...events({ ...search, limit: 50 }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  const filtered = Boolean(search.action || search.actor_id || search.subject_kind || search.subject_id)
  return (
    <Page title={t('events.title')} lead={<p>{t('events.lead')}</p>}>
      <search className="filters" aria-label={t('filter.title')}>
        <div className="filters-row">
          <NamedSelect
            label={t('event.action')}
            codes={ACTIONS}
            name={actionName}
            value={search.action}
            change={(action) => filter({ action })}
          />
          <NamedSelect
            label={t('event.kind')}
            codes={KINDS}
            name={kindName}
            value={search.subject_kind}
            change={(subject_kind) => filter({ subject_kind })}
          />
          {filtered && <TextLink to="/evenements">{t('filter.reset')}</TextLink>}
        </div>
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={t('list.none.filtered')} />
            ) : (
              <>
                <DataTable caption={t('events.title')} columns={columns(filter)} items={items} keyOf={({ id }) => id} />
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

function NamedSelect({
  label,
  codes,
  name,
  value,
  change,
}: {
  label: string
  codes: string[]
  name: (code: string) => string
  value: string | undefined
  change: (code: string | undefined) => void
}) {
  const known = value && !codes.includes(value) ? [value, ...codes] : codes
  const data = known
    .map((code) => ({ value: code, label: name(code) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'fr'))
  return (
    <Select
      label={label}
      placeholder={t('filter.all.f')}
      data={data}
      value={value ?? null}
      onChange={(code) => change(code ?? undefined)}
      searchable
      clearable
      clearButtonProps={clearButton()}
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}

function columns(
  filter: (change: { actor_id?: string; action?: string; subject_id?: string; subject_kind?: string }) => void,
): Column<Event>[] {
  return [
    { key: 'at', title: t('event.at'), cell: ({ at }) => <time dateTime={at}>{instant(at)}</time> },
    {
      key: 'actor',
      title: t('event.actor'),
      cell: ({ actor }) =>
        actor.id ? (
          <button
            type="button"
            className="filter-by"
            title={t('event.filter.actor')}
            onClick={() => filter({ actor_id: actor.id ?? '' })}
          >
            {actorName(actor)}
          </button>
        ) : (
          actorName(actor)
        ),
    },
    {
      key: 'action',
      title: t('event.action'),
      cell: ({ action }) => (
        <button type="button" className="filter-by" title={action} onClick={() => filter({ action })}>
          {actionName(action)}
        </button>
      ),
    },
    {
      key: 'subject',
      title: t('event.subject'),
      cell: ({ subject }) => (
        <SubjectLink kind={subject.kind} id={subject.id}>
          {kindName(subject.kind)}
        </SubjectLink>
      ),
    },
    {
      key: 'detail',
      title: t('event.detail'),
      wide: true,
      cell: ({ detail }) =>
        detail === null ? (
          <span className="unknown">{t('event.erased')}</span>
        ) : Object.keys(detail).length === 0 ? (
          <span className="unknown">{t('value.none')}</span>
        ) : (
          <details>
            <summary>{Object.keys(detail).join(', ')}</summary>
            <pre>{JSON.stringify(detail, null, 2)}</pre>
          </details>
        ),
    },
  ]
}
