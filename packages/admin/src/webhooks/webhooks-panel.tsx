import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { eventName, WebhookBadge } from './labels.tsx'
import { webhooks } from './queries.ts'
import { WebhookDialog } from './webhook-dialog.tsx'

/** Where a partner is told of changes, and whether that arrives. */
export function WebhooksPanel({ partner }: { partner: string }) {
  const query = useQuery(webhooks(partner))
  const [adding, setAdding] = useState(false)
  return (
    <Panel
      title={t('webhooks.title')}
      flush
      actions={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {t('webhook.create')}
        </Button>
      }
    >
      <Await query={query} lines={3}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t('webhooks.none')}>
              <p>{t('webhooks.none.detail')}</p>
            </Empty>
          ) : (
            <DataTable
              caption={t('webhooks.title')}
              items={items}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: 'url',
                  title: t('webhook.url'),
                  wide: true,
                  cell: ({ id, url, description }) => (
                    <div className="stacked">
                      <TextLink
                        to="/partenaires/$id/webhooks/$webhook"
                        params={{ id: partner, webhook: id }}
                        className="row-link"
                      >
                        {description ?? url}
                      </TextLink>
                      {description && <span className="hint">{url}</span>}
                    </div>
                  ),
                },
                {
                  key: 'events',
                  title: t('webhook.events'),
                  cell: ({ events }) => (
                    <ul className="tags">
                      {events.map((event) => (
                        <li key={event}>
                          <Tag>{eventName(event)}</Tag>
                        </li>
                      ))}
                    </ul>
                  ),
                },
                { key: 'state', title: t('submission.state'), cell: (one) => <WebhookBadge webhook={one} /> },
                {
                  key: 'waiting',
                  title: t('webhook.waiting'),
                  numeric: true,
                  cell: ({ waiting }) => number(waiting),
                },
              ]}
            />
          )
        }
      </Await>
      {adding && <WebhookDialog partner={partner} close={() => setAdding(false)} />}
    </Panel>
  )
}
