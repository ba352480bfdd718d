import { DOSSIER_STATES, type DossierState, type DossierSummary } from '@essaim/shared/dossiers.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { number, shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { DossierDialog } from './dossier-dialog.tsx'
import { DossierBadge, dossierStateName, howItStands } from './labels.tsx'
import { dossiers } from './queries.ts'

const route = getRouteApi('/dossiers')

/** What was sent, to whom, when, and whether it still holds; and what is being prepared. */
export function DossiersPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [creating, setCreating] = useState(false)
  const query = useQuery({ ...dossiers({ ...search, limit: 50 }), placeholderData: keepPreviousData })
  return (
    <Page
      title={t('dossiers.title')}
      lead={<p>{t('dossiers.lead')}</p>}
      actions={
        hasRole(user, 'moderator') && (
          <Button onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('dossier.create')}
          </Button>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<DossierState>
          states={DOSSIER_STATES}
          name={dossierStateName}
          value={search.state}
          change={(state) => void navigate({ search: { state }, resetScroll: false })}
        />
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next }) =>
            items.length === 0 ? (
              <Empty title={search.state ? t('list.none.filtered') : t('dossiers.none')}>
                {!search.state && <p>{t('dossiers.none.detail')}</p>}
              </Empty>
            ) : (
              <>
                <DataTable caption={t('dossiers.title')} columns={columns()} items={items} keyOf={({ id }) => id} />
                <Pager
                  shown={items.length}
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
        <DossierDialog
          close={() => setCreating(false)}
          done={({ id }) => void navigate({ to: '/dossiers/$id', params: { id } })}
        />
      )}
    </Page>
  )
}

function columns(): Column<DossierSummary>[] {
  return [
    {
      key: 'title',
      title: t('dossier.one'),
      wide: true,
      cell: ({ id, title }) => (
        <TextLink to="/dossiers/$id" params={{ id }} className="row-link">
          {title}
        </TextLink>
      ),
    },
    { key: 'recipient', title: t('dossier.recipient'), cell: ({ recipient }) => recipient },
    { key: 'state', title: t('submission.state'), cell: ({ state }) => <DossierBadge state={state} /> },
    { key: 'sent', title: t('dossier.sent-on'), cell: ({ sent_at }) => shortDay(sent_at) },
    { key: 'records', title: t('innovations.title'), numeric: true, cell: ({ records }) => number(records) },
    { key: 'since', title: t('dossier.standing'), cell: howItStands },
  ]
}
