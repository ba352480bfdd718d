import type { Participation, ParticipationOfDelegation } from '@essaim/shared/participation.ts'
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { campaign } from '../campaigns/queries.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty, Refused } from '../ui/states.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { CategoryPanel } from './category-panel.tsx'
import { counts } from './counts.tsx'
import { Curve } from './curve.tsx'
import { FieldTable } from './field-table.tsx'
import { Funnel } from './funnel.tsx'
import { participation, participationCurve, saveExport } from './queries.ts'
import { RegionMap } from './region-map.tsx'

const route = getRouteApi('/campagnes/$id/participation')

/** How far a campaign has come: in all, by delegation, field, region and size, and from day to day. */
export function ParticipationPage() {
  const { id } = route.useParams()
  const one = useQuery(campaign(id)).data
  const { user } = useSession()
  const asks = one?.state === 'open' && hasRole(user, 'moderator', 'delegate')
  const saving = useMutation({ mutationFn: saveExport })
  return (
    <Page
      key={id}
      title={t('participation.title')}
      crumbs={[
        { to: '/campagnes', label: t('campaigns.title') },
        { to: `/campagnes/${id}`, label: one?.name ?? t('campaign.one') },
      ]}
      lead={<p>{t('participation.lead')}</p>}
      actions={
        <>
          <Button variant="default" loading={saving.isPending} onClick={() => saving.mutate(id)}>
            {t('participation.export')}
          </Button>
          <ButtonLink to="/campagnes/$id/invitations" params={{ id }} variant="default">
            {t('invitations.title')}
          </ButtonLink>
        </>
      }
    >
      <Refused error={saving.error} />
      <Await query={useQuery(participation(id))}>
        {(figures) => <Figures campaign={id} figures={figures} asks={asks} />}
      </Await>
    </Page>
  )
}

function Figures({ campaign, figures, asks }: { campaign: string; figures: Participation; asks: boolean }) {
  if (figures.total.invited === 0)
    return (
      <div className="panel flush">
        <Empty title={t('invitations.none')}>
          <p>{t('invitations.none.detail')}</p>
        </Empty>
      </div>
    )
  return (
    <>
      <Panel title={t('participation.funnel')}>
        <Funnel counts={figures.total} />
      </Panel>
      <Days campaign={campaign} />
      <Panel title={t('participation.delegations')} flush>
        <WideTable label={t('participation.delegations')}>
          <DataTable
            caption={t('participation.delegations')}
            className="counts-table"
            items={figures.by.regional_delegation}
            keyOf={({ regional_delegation }) => regional_delegation?.id ?? ''}
            columns={[
              {
                key: 'delegation',
                title: t('delegation.one'),
                cell: ({ regional_delegation }: ParticipationOfDelegation) =>
                  regional_delegation ? (
                    <TextLink
                      to="/campagnes/$id/invitations"
                      params={{ id: campaign }}
                      search={{ regional_delegation: regional_delegation.id }}
                      className="row-link"
                    >
                      {regional_delegation.name}
                    </TextLink>
                  ) : (
                    t('participation.nowhere')
                  ),
              },
              ...counts<ParticipationOfDelegation>(),
            ]}
          />
        </WideTable>
      </Panel>
      <Panel title={t('participation.fields')} flush>
        <FieldTable campaign={campaign} figures={figures} asks={asks} />
      </Panel>
      <Panel title={t('participation.map')}>
        <RegionMap campaign={campaign} regions={figures.by.region} />
      </Panel>
      <Panel title={t('participation.sizes')} flush>
        <WideTable label={t('participation.sizes')}>
          <DataTable
            caption={t('participation.sizes')}
            className="counts-table"
            items={figures.by.size}
            keyOf={({ size }) => size}
            columns={[
              {
                key: 'size',
                title: t('participation.size'),
                cell: ({ size }) => (
                  <TextLink
                    to="/campagnes/$id/invitations"
                    params={{ id: campaign }}
                    search={{ size }}
                    className="row-link"
                  >
                    {t(`size.${size}`)}
                  </TextLink>
                ),
              },
              ...counts<(typeof figures.by.size)[number]>(),
            ]}
          />
        </WideTable>
      </Panel>
      <CategoryPanel campaign={campaign} categories={figures.by.category} />
    </>
  )
}

function Days({ campaign }: { campaign: string }) {
  return (
    <Panel title={t('participation.curve')}>
      <Await query={useQuery(participationCurve(campaign))}>
        {(days) => (days.length === 0 ? <Empty title={t('participation.curve.none')} /> : <Curve days={days} />)}
      </Await>
    </Panel>
  )
}
