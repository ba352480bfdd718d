import type { Webhook } from '@essaim/shared/webhooks.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { day, instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { partner } from '../partners/queries.ts'
import { Tag } from '../ui/badge.tsx'
import { Facts } from '../ui/facts.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { eventName, WebhookBadge } from './labels.tsx'
import { MessageLog } from './message-log.tsx'
import { webhook } from './queries.ts'
import { ACTIONS, type Action, ActionDialog, isOpen } from './webhook-actions.tsx'

const route = getRouteApi('/partenaires/$id/webhooks/$webhook')

/** One webhook: whether what is sent arrives, the log, and what may be done about it. */
export function WebhookPage() {
  const { id, webhook: one } = route.useParams()
  const where = { partner: id, webhook: one }
  const query = useQuery(webhook(where))
  const owner = useQuery(partner(id)).data?.data
  const [asked, setAsked] = useState<Action | null>(null)
  const found = query.data?.data
  return (
    <Page
      key={one}
      title={found ? (found.description ?? new URL(found.url).host) : t('webhook.one')}
      crumbs={[
        { to: '/partenaires', label: t('partners.title') },
        { to: `/partenaires/${id}`, label: owner?.name ?? t('partner.one') },
      ]}
      lead={found && <WebhookBadge webhook={found} />}
      actions={
        found &&
        ACTIONS.filter((action) => isOpen(action, found)).map((action) => (
          <Button
            key={action}
            variant="default"
            className={action === 'delete' ? 'danger' : ''}
            onClick={() => setAsked(action)}
          >
            {t(`webhook.${action}`)}
          </Button>
        ))
      }
    >
      <Await query={query}>
        {({ data, etag }) => (
          <>
            <Standing one={data} />
            <div className="reading">
              <div className="reading-main">
                <MessageLog where={where} />
              </div>
              <aside className="reading-side" aria-label={t('submission.facts')}>
                <Panel title={t('submission.facts')}>
                  <Facts items={factsOf(data)} />
                </Panel>
              </aside>
            </div>
            {asked && <ActionDialog action={asked} where={where} one={data} etag={etag} close={() => setAsked(null)} />}
          </>
        )}
      </Await>
    </Page>
  )
}

/** What keeps messages from arriving, and what ends that. */
function Standing({ one }: { one: Webhook }) {
  const words =
    one.state === 'pending'
      ? t('webhook.pending.explained')
      : one.state === 'disabled'
        ? t('webhook.disabled.explained', { reason: t(`webhook.reason.${one.reason ?? 'asked'}`) })
        : one.failures > 0
          ? t('webhook.failing.explained', { count: one.failures, when: instant(one.next_try_at) })
          : null
  if (words === null) return null
  return (
    <div className="notice warn" role="status">
      <p>{words}</p>
    </div>
  )
}

const factsOf = (one: Webhook): [string, ReactNode][] => [
  [
    t('webhook.url'),
    <span key="url" className="breaking">
      {one.url}
    </span>,
  ],
  [
    t('webhook.events'),
    <ul key="events" className="tags">
      {one.events.map((event) => (
        <li key={event}>
          <Tag>{eventName(event)}</Tag>
        </li>
      ))}
    </ul>,
  ],
  [t('webhook.audience'), t(`webhook.audience.${one.audience}`)],
  [t('webhook.filter'), filterName(one)],
  [t('webhook.seq'), number(one.seq)],
  [t('webhook.waiting'), number(one.waiting)],
  ...(one.replaying_to === null ? [] : [[t('webhook.replaying'), number(one.replaying_to)] as [string, string]]),
  ...(one.previous_secret_until === null
    ? []
    : [[t('webhook.secret.previous'), instant(one.previous_secret_until)] as [string, string]]),
  [t('webhook.created'), day(one.created_at)],
]

/** The filter as it stands in the feed's address: the words that the partner's own code has. */
const filterName = ({ feed }: Webhook): string =>
  [...new URL(feed).searchParams].map(([name, value]) => `${name}=${value}`).join(', ') || t('webhook.filter.none')
