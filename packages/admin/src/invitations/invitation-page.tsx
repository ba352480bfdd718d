import type { Invitation } from '@essaim/shared/campaigns.ts'
import { Button } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { InvitationBadge } from '../campaigns/labels.tsx'
import { campaign } from '../campaigns/queries.ts'
import { day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { SubmissionBadge, titleOf } from '../submissions/labels.tsx'
import { submissions } from '../submissions/queries.ts'
import { Facts } from '../ui/facts.tsx'
import { ButtonLink, TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { CallsPanel } from './calls-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { invitation } from './queries.ts'
import { ResendDialog } from './resend-dialog.tsx'

const route = getRouteApi('/campagnes/$id/invitations/$invitation')

/** One association in one campaign: who is asked and how they can be reached, what came of it, and the calls made. */
export function InvitationPage() {
  const { id, invitation: which } = route.useParams()
  const { user } = useSession()
  const census = useQuery(campaign(id)).data
  const query = useQuery(invitation(id, which))
  const one = query.data
  const [resending, setResending] = useState<{ participant: string | null } | null>(null)
  const writes = hasRole(user, 'moderator', 'delegate')
  const sends = writes && census?.state === 'open'
  return (
    <Page
      key={which}
      title={one?.association.name ?? t('invitation.one')}
      crumbs={[
        { to: '/campagnes', label: t('campaigns.title') },
        { to: `/campagnes/${id}`, label: census?.name ?? t('campaign.one') },
        { to: `/campagnes/${id}/invitations`, label: t('invitations.title') },
      ]}
      lead={
        one && (
          <>
            <InvitationBadge state={one.state} />
            <span>{one.regional_delegation?.name ?? t('delegation.headquarters')}</span>
          </>
        )
      }
      actions={
        <>
          {one && (
            <ButtonLink to="/associations/$id" params={{ id: one.association.id }} variant="default">
              {t('invitation.association')}
            </ButtonLink>
          )}
          {sends && (
            <Button
              disabled={!one}
              leftSection={<IconMail size={16} aria-hidden />}
              onClick={() => setResending({ participant: null })}
            >
              {t('resend.title')}
            </Button>
          )}
        </>
      }
    >
      <Await query={query}>
        {(data) => (
          <div className="reading">
            <div className="reading-main">
              <PeoplePanel
                one={data}
                writes={writes}
                resend={sends ? (participant) => setResending({ participant }) : null}
              />
              <CallsPanel one={data} writes={writes} />
              <Submissions association={data.association.id} />
            </div>
            <aside className="reading-side" aria-label={t('submission.facts')}>
              <Panel title={t('invitation.dates')}>
                <Facts items={factsOf(data)} />
              </Panel>
            </aside>
            {resending && (
              <ResendDialog one={data} participant={resending.participant} close={() => setResending(null)} />
            )}
          </div>
        )}
      </Await>
    </Page>
  )
}

/** What happened, in its order; what has not happened is left out. */
function factsOf(one: Invitation): [string, ReactNode][] {
  const steps: [string, string | null][] = [
    [t('invitation.sent'), one.sent_at],
    [t('invitation.bounced'), one.bounced_at],
    [t('invitation.opened'), one.opened_at],
    [t('invitation.started'), one.started_at],
    [t('invitation.handed-in'), one.handed_in_at],
    [t('invitation.published'), one.published_at],
    [t('invitation.nothing'), one.nothing_declared_at],
    [t('invitation.declined'), one.declined_at],
  ]
  const happened = steps.filter(([, at]) => at !== null).map(([name, at]): [string, ReactNode] => [name, instant(at)])
  return [
    ...(happened.length > 0 ? happened : ([[t('invitation.sent'), t('invitation.not-yet')]] as [string, string][])),
    ...(one.answer_reason ? [[t('invitation.reason'), one.answer_reason] as [string, string]] : []),
    ...(one.next_call_on ? [[t('call.next'), day(one.next_call_on)] as [string, string]] : []),
  ]
}

function Submissions({ association }: { association: string }) {
  const query = useQuery(submissions({ association: [association], limit: 20 }))
  return (
    <Panel title={t('invitation.submissions')}>
      <Await query={query} lines={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="hint">{t('association.submissions.none')}</p>
          ) : (
            <ul className="lines">
              {items.map((item) => (
                <li key={item.id}>
                  <TextLink to="/reponses/$id" params={{ id: item.id }} search={{ association }} className="row-link">
                    {titleOf(item)}
                  </TextLink>
                  <SubmissionBadge state={item.state} />
                </li>
              ))}
            </ul>
          )
        }
      </Await>
    </Panel>
  )
}
