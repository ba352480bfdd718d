import { INNOVATION_STATES, type InnovationState, type ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFolderPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { AssociationSelect } from '../associations/association-select.tsx'
import { TermSelect } from '../campaigns/term-select.tsx'
import { AddingDialog } from '../dossiers/adding-dialog.tsx'
import { useRecipientKinds } from '../dossiers/queries.ts'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import { Tag } from '../ui/badge.tsx'
import { clearButton } from '../ui/clear-button.ts'
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

/** The directory's records as moderation sees them; those that are chosen go into a dossier. */
export function RecordsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [typed, setTyped] = useState(search.q ?? '')
  const [chosen, setChosen] = useState<string[]>([])
  const [adding, setAdding] = useState(false)
  const kinds = useRecipientKinds()
  const query = useQuery({ ...moderatedInnovations({ ...search, limit: 50 }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) => {
    setChosen([])
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  }
  const find = useDebouncedCallback((q: string) => filter({ q: q.trim() || undefined }), 250)
  const { cursor: _, ...criteria } = search
  const filtered = Object.values(criteria).some(Boolean)
  const writes = hasRole(user, 'moderator')
  useShortcuts({
    j: () => moveInList(1),
    k: () => moveInList(-1),
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  })
  return (
    <Page
      title={t('innovations.title')}
      lead={<p>{t('innovations.lead')}</p>}
      actions={
        writes && (
          <Button
            disabled={chosen.length === 0}
            onClick={() => setAdding(true)}
            leftSection={<IconFolderPlus size={18} aria-hidden />}
          >
            {t('dossier.add', { count: chosen.length })}
          </Button>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<InnovationState>
          states={INNOVATION_STATES}
          name={innovationStateName}
          value={search.state}
          change={(state) => filter({ state })}
        />
        <div className="filters-row">
          <TextInput
            type="search"
            label={t('records.search')}
            placeholder={t('records.search.hint')}
            leftSection={<IconSearch size={16} aria-hidden />}
            maxLength={100}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              find(event.currentTarget.value)
            }}
          />
          <TermSelect
            vocabulary="themes"
            label={t('records.theme')}
            value={search.theme}
            change={(theme) => filter({ theme })}
          />
          <TermSelect
            vocabulary="publics"
            label={t('records.public')}
            value={search.public}
            change={(value) => filter({ public: value })}
          />
          <Select
            label={t('records.consents-to')}
            placeholder={t('filter.all.any')}
            data={kinds}
            value={search.consents_to ?? null}
            onChange={(kind) => filter({ consents_to: kind ?? undefined })}
            clearable
            clearButtonProps={clearButton()}
          />
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
                {writes && (
                  <p className="inset">
                    <Checkbox
                      label={t('records.choose-all')}
                      checked={items.every(({ id }) => chosen.includes(id))}
                      indeterminate={chosen.length > 0 && !items.every(({ id }) => chosen.includes(id))}
                      onChange={(event) => setChosen(event.currentTarget.checked ? items.map(({ id }) => id) : [])}
                    />
                  </p>
                )}
                <DataTable
                  caption={t('innovations.title')}
                  columns={[...columns(), ...(writes ? [choiceOf(chosen, setChosen)] : [])]}
                  items={items}
                  keyOf={({ id }) => id}
                />
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => {
                    setChosen([])
                    void navigate({ search: { ...search, cursor } })
                  }}
                />
              </>
            )
          }
        </Await>
      </div>
      {adding && (
        <AddingDialog
          ids={chosen}
          close={() => {
            setAdding(false)
            setChosen([])
          }}
        />
      )}
    </Page>
  )
}

const choiceOf = (chosen: string[], choose: (ids: string[]) => void): Column<ModeratedInnovation> => ({
  key: 'chosen',
  title: t('record.choose.title'),
  hideTitle: true,
  cell: (item) => (
    <Checkbox
      aria-label={t('record.choose', { title: innovationTitle(item) })}
      checked={chosen.includes(item.id)}
      onChange={() => choose(chosen.includes(item.id) ? chosen.filter((one) => one !== item.id) : [...chosen, item.id])}
    />
  ),
})

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
      cell: ({ state, versions, publish_at, stale_since }) => (
        <span className="badges">
          <InnovationBadge state={state} />
          {state === 'published' && versions.some((version) => version.state === 'draft') && (
            <Tag>{t('innovation.has-draft')}</Tag>
          )}
          {publish_at && <Tag>{t('innovation.is-scheduled', { on: shortDay(publish_at) })}</Tag>}
          {state === 'published' && stale_since && <Tag>{t('innovation.is-stale')}</Tag>}
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
