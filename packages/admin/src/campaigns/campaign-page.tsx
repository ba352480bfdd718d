import type { Campaign, Reach, Sending } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconChartBar, IconListDetails, IconPhone } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { LettersPanel } from '../letters/letters-panel.tsx'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { StateBadge } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Facts } from '../ui/facts.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { CampaignBadge, letterName } from './labels.tsx'
import { campaign, reach, sendings } from './queries.ts'
import { SendingDialog } from './sending-dialog.tsx'
import { CampaignTransitions } from './transitions.tsx'

const route = getRouteApi('/campagnes/$id')

/** One campaign: where it stands, whom it reaches, what it sends and when. */
export function CampaignPage() {
  const { id } = route.useParams()
  const query = useQuery(campaign(id))
  const one = query.data
  const { user } = useSession()
  const [planning, setPlanning] = useState(false)
  return (
    <Page
      key={id}
      title={one?.name ?? t('campaign.one')}
      crumbs={[{ to: '/campagnes', label: t('campaigns.title') }]}
      lead={one && <CampaignBadge state={one.state} />}
      actions={one && <CampaignTransitions one={one} />}
    >
      <div className="ways">
        <ButtonLink
          to="/campagnes/$id/participation"
          params={{ id }}
          variant="default"
          leftSection={<IconChartBar size={18} aria-hidden />}
        >
          {t('participation.title')}
        </ButtonLink>
        <ButtonLink
          to="/campagnes/$id/invitations"
          params={{ id }}
          variant="default"
          leftSection={<IconListDetails size={18} aria-hidden />}
        >
          {t('invitations.title')}
        </ButtonLink>
        <ButtonLink
          to="/campagnes/$id/appels"
          params={{ id }}
          variant="default"
          leftSection={<IconPhone size={18} aria-hidden />}
        >
          {t('calls.list')}
        </ButtonLink>
      </div>
      <Await query={query}>
        {(data) => (
          <Panel title={t('campaign.facts')}>
            <Facts items={factsOf(data)} />
          </Panel>
        )}
      </Await>
      <Panel title={t('reach.title')} flush>
        <Await query={useQuery(reach(id))}>{(data) => <ReachTable reach={data} />}</Await>
      </Panel>
      <LettersPanel campaign={id} />
      <Panel
        title={t('sendings.title')}
        flush
        actions={
          hasRole(user, 'moderator') && (
            <Button variant="default" disabled={one?.state === 'closed'} onClick={() => setPlanning(true)}>
              {t('sending.plan')}
            </Button>
          )
        }
      >
        <Await query={useQuery(sendings(id))}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('sendings.none')}>
                <p>{t('sendings.none.detail')}</p>
              </Empty>
            ) : (
              <Sendings items={items} />
            )
          }
        </Await>
      </Panel>
      {planning && <SendingDialog campaign={id} close={() => setPlanning(false)} />}
    </Page>
  )
}

const factsOf = (one: Campaign): [string, string | null][] => [
  [t('campaign.purpose'), one.purpose],
  [t('campaign.opens'), instant(one.opens_at)],
  [t('campaign.closes'), instant(one.closes_at)],
  [t('questionnaire.one'), t('questionnaire.version', { number: one.questionnaire.version })],
  [t('campaign.span'), t('campaign.span.days', { count: one.reminder_span_days })],
  [t('invitations.title'), number(one.invitations)],
  ...(one.repeats ? [[t('campaign.repeats'), one.repeats.name] as [string, string]] : []),
]

const OFFICES = ['president', 'general_director'] as const

function ReachTable({ reach: { associations, reachable, offices } }: { reach: Reach }) {
  const column = (key: keyof Reach['offices']['president']) => ({
    key,
    title: t(`address.${key}`),
    numeric: true,
    cell: (office: (typeof OFFICES)[number]) => number(offices[office][key]),
  })
  return (
    <>
      <p className="inset">
        {t('reach.sentence', { reachable: number(reachable), associations: number(associations) })}
      </p>
      <DataTable
        caption={t('reach.title')}
        items={OFFICES}
        keyOf={(office) => office}
        columns={[
          { key: 'office', title: t('contact.office'), wide: true, cell: (office) => t(`office.${office}`) },
          column('working'),
          column('missing'),
          column('objected'),
          column('bounced'),
        ]}
      />
    </>
  )
}

function Sendings({ items }: { items: Sending[] }) {
  const counted = (key: 'waiting' | 'sent' | 'bounced' | 'failed') => ({
    key,
    title: t(`delivery.${key}`),
    numeric: true,
    cell: ({ deliveries }: Sending) => number(deliveries[key]),
  })
  return (
    <DataTable
      caption={t('sendings.title')}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { key: 'letter', title: t('sending.letter'), cell: ({ letter }) => letterName(letter) },
        { key: 'due', title: t('sending.due'), cell: ({ due_at }) => instant(due_at) },
        {
          key: 'state',
          title: t('submission.state'),
          cell: ({ state }) => (
            <StateBadge tone={({ planned: 'wait', prepared: 'good', cancelled: 'neutral' } as const)[state]}>
              {t(`sending.state.${state}`)}
            </StateBadge>
          ),
        },
        counted('waiting'),
        counted('sent'),
        counted('bounced'),
        counted('failed'),
      ]}
    />
  )
}
