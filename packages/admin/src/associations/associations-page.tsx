import type { Association } from '@essaim/shared/associations.ts'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFileImport, IconPlus, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { siren } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DelegationSelect } from '../regional-delegations/delegation-select.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { moveInList, useShortcuts } from '../ui/use-shortcuts.ts'
import { AssociationDialog } from './association-dialog.tsx'
import { placeOf } from './labels.ts'
import { associations } from './queries.ts'

const route = getRouteApi('/associations')
const OFFICIAL = /^[\s.]*(?:\d[\s.]*){9}$/

/** The members, searched by the words of their name or by their SIREN. */
export function AssociationsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [typed, setTyped] = useState(search.q ?? '')
  const [creating, setCreating] = useState(false)
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false, replace: true })
  const find = useDebouncedCallback((q: string) => filter({ q: q.trim() || undefined }), 250)
  const { q, ...rest } = search
  const query = useQuery({
    ...associations({ ...rest, ...(q && OFFICIAL.test(q) ? { siren: q.replace(/\D/g, '') } : { q }), limit: 50 }),
    placeholderData: keepPreviousData,
  })
  useShortcuts({
    j: () => moveInList(1),
    k: () => moveInList(-1),
    '/': () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus(),
  })
  return (
    <Page
      title={t('associations.title')}
      lead={<p>{t('associations.lead')}</p>}
      actions={
        hasRole(user, 'moderator') && (
          <>
            <ButtonLink
              to="/associations/imports"
              variant="default"
              leftSection={<IconFileImport size={18} aria-hidden />}
            >
              {t('import.title')}
            </ButtonLink>
            <Button onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
              {t('association.create')}
            </Button>
          </>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <div className="filters-row">
          <TextInput
            type="search"
            label={t('associations.search')}
            placeholder={t('associations.search.hint')}
            leftSection={<IconSearch size={16} aria-hidden />}
            maxLength={100}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              find(event.currentTarget.value)
            }}
          />
          <DelegationSelect
            value={search.regional_delegation}
            change={(regional_delegation) => filter({ regional_delegation })}
          />
        </div>
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={q || search.regional_delegation ? t('list.none.filtered') : t('associations.none')}>
                {!q && <p>{t('associations.none.detail')}</p>}
              </Empty>
            ) : (
              <>
                <DataTable caption={t('associations.title')} columns={columns()} items={items} keyOf={({ id }) => id} />
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
      {creating && (
        <AssociationDialog
          close={() => setCreating(false)}
          created={(id) => void navigate({ to: '/associations/$id', params: { id } })}
        />
      )}
    </Page>
  )
}

function columns(): Column<Association>[] {
  return [
    {
      key: 'name',
      title: t('association.name'),
      wide: true,
      cell: ({ id, name, short_name }) => (
        <>
          <TextLink to="/associations/$id" params={{ id }} className="row-link">
            {name}
          </TextLink>
          {short_name && <span className="hint"> {short_name}</span>}
        </>
      ),
    },
    {
      key: 'siren',
      title: t('association.siren'),
      cell: (item) =>
        item.siren ? (
          <span className="digits">{siren(item.siren)}</span>
        ) : (
          <span className="unknown">{t('value.unknown')}</span>
        ),
    },
    { key: 'place', title: t('association.place'), cell: placeOf },
    {
      key: 'delegation',
      title: t('delegation.one'),
      cell: ({ regional_delegation }) => regional_delegation?.name ?? t('delegation.headquarters'),
    },
  ]
}
