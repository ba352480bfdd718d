import {
  PARTICIPATION_COUNTS,
  type Participation,
  type ParticipationCounts,
  type ParticipationOfDelegation,
} from '@essaim/shared/participation.ts'
import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { campaign } from '../campaigns/queries.ts'
import { number } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty, Refused } from '../ui/states.tsx'
import { WideTable } from '../ui/wide-table.tsx'
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
      <Await query={useQuery(participation(id))}>{(figures) => <Figures campaign={id} figures={figures} />}</Await>
    </Page>
  )
}

function Figures({ campaign, figures }: { campaign: string; figures: Participation }) {
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
            items={figures.by.regional_delegation}
            keyOf={({ regional_delegation }) => regional_delegation?.id ?? ''}
            columns={[
              {
                key: 'delegation',
                title: t('delegation.one'),
                wide: true,
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
        <FieldTable campaign={campaign} figures={figures} />
      </Panel>
      <Panel title={t('participation.map')}>
        <RegionMap regions={figures.by.region} />
      </Panel>
      <Panel title={t('participation.sizes')} flush>
        <WideTable label={t('participation.sizes')}>
          <DataTable
            caption={t('participation.sizes')}
            items={figures.by.size}
            keyOf={({ size }) => size}
            columns={[
              { key: 'size', title: t('participation.size'), wide: true, cell: ({ size }) => t(`size.${size}`) },
              ...counts<(typeof figures.by.size)[number]>(),
            ]}
          />
        </WideTable>
      </Panel>
      <Panel title={t('participation.categories')} flush>
        <WideTable label={t('participation.categories')}>
          <DataTable
            caption={t('participation.categories')}
            items={figures.by.category}
            keyOf={({ category }) => category?.code ?? ''}
            columns={[
              {
                key: 'category',
                title: t('participation.category'),
                wide: true,
                cell: ({ category }) => (category ? labelOf(category.label) : t('participation.no-field')),
              },
              ...counts<(typeof figures.by.category)[number]>(),
            ]}
          />
        </WideTable>
      </Panel>
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

const counts = <T extends ParticipationCounts>(): Column<T>[] =>
  PARTICIPATION_COUNTS.map((name) => ({
    key: name,
    title: t(`participation.${name}`),
    numeric: true,
    cell: (row) => number(row[name]),
  }))
