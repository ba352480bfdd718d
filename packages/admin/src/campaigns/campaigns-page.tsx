import { CAMPAIGN_STATES, type CampaignState } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { number, shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { CampaignDialog } from './campaign-dialog.tsx'
import { CampaignBadge } from './labels.tsx'
import { campaigns } from './queries.ts'

const route = getRouteApi('/campagnes')

/** The campaigns, the last made first. */
export function CampaignsPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { user } = useSession()
  const [creating, setCreating] = useState(false)
  const query = useQuery({ ...campaigns({ ...search, limit: 50 }), placeholderData: keepPreviousData })
  return (
    <Page
      title={t('campaigns.title')}
      lead={<p>{t('campaigns.lead')}</p>}
      actions={
        hasRole(user, 'moderator') && (
          <Button onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('campaign.create')}
          </Button>
        )
      }
    >
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<CampaignState>
          states={CAMPAIGN_STATES}
          name={(state) => t(`campaign.state.${state}`)}
          value={search.state}
          change={(state) => void navigate({ search: { state }, resetScroll: false })}
        />
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={search.state ? t('list.none.filtered') : t('campaigns.none')}>
                {!search.state && <p>{t('campaigns.none.detail')}</p>}
              </Empty>
            ) : (
              <>
                <DataTable
                  caption={t('campaigns.title')}
                  items={items}
                  keyOf={({ id }) => id}
                  columns={[
                    {
                      key: 'name',
                      title: t('campaign.one'),
                      wide: true,
                      cell: ({ id, name }) => (
                        <TextLink to="/campagnes/$id" params={{ id }} className="row-link">
                          {name}
                        </TextLink>
                      ),
                    },
                    {
                      key: 'state',
                      title: t('submission.state'),
                      cell: ({ state }) => <CampaignBadge state={state} />,
                    },
                    { key: 'opens', title: t('campaign.opens'), cell: ({ opens_at }) => shortDay(opens_at) },
                    { key: 'closes', title: t('campaign.closes'), cell: ({ closes_at }) => shortDay(closes_at) },
                    {
                      key: 'invitations',
                      title: t('invitations.title'),
                      numeric: true,
                      cell: ({ invitations }) => number(invitations),
                    },
                  ]}
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
      {creating && (
        <CampaignDialog
          close={() => setCreating(false)}
          created={(id) => void navigate({ to: '/campagnes/$id', params: { id } })}
        />
      )}
    </Page>
  )
}
