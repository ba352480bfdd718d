import type { Campaign } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconChartBar, IconListDetails, IconPencil, IconPhone, IconRepeat } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { NoServer } from '../deliveries/no-server.tsx'
import { LettersPanel } from '../letters/letters-panel.tsx'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { Facts } from '../ui/facts.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { CampaignDialog } from './campaign-dialog.tsx'
import { ChangeDialog } from './change-dialog.tsx'
import { CampaignBadge } from './labels.tsx'
import { isLeaving, isPreparing, Underway } from './progress.tsx'
import { campaign, campaignToChange, reach, sendings } from './queries.ts'
import { ReachSentence, ReachTable } from './reach-table.tsx'
import { RecipientsDialog } from './recipients-dialog.tsx'
import { RecipientsInWords } from './recipients-in-words.tsx'
import { SendingDialog } from './sending-dialog.tsx'
import { SendingsTable } from './sendings-table.tsx'
import { CampaignTransitions } from './transitions.tsx'

const route = getRouteApi('/campagnes/$id')
const OFTEN = 2_500

type Asked = 'planning' | 'changing' | 'choosing' | 'repeating'

/** One campaign: where it stands, what is under way, whom it reaches, what it sends and when. */
export function CampaignPage() {
  const { id } = route.useParams()
  const query = useQuery({
    ...campaign(id),
    refetchInterval: ({ state: { data } }) => (data && isPreparing(data) ? OFTEN : false),
  })
  const one = query.data
  const plan = useQuery({
    ...sendings(id),
    refetchInterval: ({ state: { data } }) => (data?.items.some((sending) => isLeaving(one, sending)) ? OFTEN : false),
  })
  const { user } = useSession()
  const [asked, setAsked] = useState<Asked | null>(null)
  const navigate = route.useNavigate()
  const writes = hasRole(user, 'moderator')
  const done = () => setAsked(null)
  return (
    <Page
      key={id}
      title={one?.name ?? t('campaign.one')}
      crumbs={[{ to: '/campagnes', label: t('campaigns.title') }]}
      lead={one && <CampaignBadge state={one.state} />}
      actions={
        one && (
          <>
            {writes && (
              <Button
                variant="default"
                leftSection={<IconPencil size={16} aria-hidden />}
                onClick={() => setAsked('changing')}
              >
                {t('action.edit')}
              </Button>
            )}
            {writes && one.state === 'closed' && (
              <Button leftSection={<IconRepeat size={16} aria-hidden />} onClick={() => setAsked('repeating')}>
                {t('campaign.repeat')}
              </Button>
            )}
            <CampaignTransitions one={one} />
          </>
        )
      }
    >
      {writes && <NoServer />}
      <Ways id={id} />
      {one && <Underway one={one} sendings={plan.data?.items ?? []} />}
      <Await query={query}>
        {(data) => (
          <Panel title={t('campaign.facts')}>
            <Facts items={factsOf(data)} wide />
          </Panel>
        )}
      </Await>
      <Panel
        title={t('reach.title')}
        flush
        actions={
          writes &&
          one?.state === 'draft' && (
            <Button variant="default" onClick={() => setAsked('choosing')}>
              {t('recipients.choose')}
            </Button>
          )
        }
      >
        <Await query={useQuery(reach(id))}>
          {(data) => (
            <>
              <ReachSentence reach={data} />
              <ReachTable reach={data} />
            </>
          )}
        </Await>
      </Panel>
      <LettersPanel campaign={id} />
      <Panel
        title={t('sendings.title')}
        flush
        actions={
          writes && (
            <Button variant="default" disabled={one?.state === 'closed'} onClick={() => setAsked('planning')}>
              {t('sending.plan')}
            </Button>
          )
        }
      >
        <Await query={plan}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t('sendings.none')}>
                <p>{t('sendings.none.detail')}</p>
              </Empty>
            ) : (
              <SendingsTable items={items} />
            )
          }
        </Await>
      </Panel>
      {asked === 'planning' && <SendingDialog campaign={id} close={done} />}
      {(asked === 'changing' || asked === 'choosing') && <Changing id={id} asked={asked} close={done} />}
      {asked === 'repeating' && one && (
        <CampaignDialog
          again={one}
          close={done}
          created={(next) => void navigate({ to: '/campagnes/$id', params: { id: next } })}
        />
      )}
    </Page>
  )
}

/** A change is made on what is read when one begins it. */
function Changing({ id, asked, close }: { id: string; asked: 'changing' | 'choosing'; close: () => void }) {
  const { data: read } = useQuery(campaignToChange(id))
  if (!read) return null
  return asked === 'changing' ? (
    <ChangeDialog one={read.data} etag={read.etag} close={close} />
  ) : (
    <RecipientsDialog one={read.data} etag={read.etag} close={close} />
  )
}

function Ways({ id }: { id: string }) {
  return (
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
  )
}

const factsOf = (one: Campaign): [string, ReactNode][] => [
  [t('campaign.purpose'), one.purpose],
  [t('recipients.title'), <RecipientsInWords key="recipients" recipients={one.recipients} listed={one.listed} />],
  [t('campaign.opens'), instant(one.opens_at)],
  [t('campaign.closes'), instant(one.closes_at)],
  [t('questionnaire.one'), t('questionnaire.version', { number: one.questionnaire.version })],
  [t('campaign.span'), t('campaign.span.days', { count: one.reminder_span_days })],
  [t('campaign.two'), t(one.second_pair_of_eyes ? 'campaign.two.yes' : 'campaign.two.no')],
  [t('invitations.title'), number(one.invitations)],
  ...(one.repeats ? [[t('campaign.repeats'), one.repeats.name] as [string, string]] : []),
]
