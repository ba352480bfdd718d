import { WEBHOOK_DELIVERY_STATES, WEBHOOK_TYPES, type WebhookDelivery } from '@essaim/shared/webhooks.ts'
import { Button, Select } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { ago, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
import { DataTable } from '../ui/data-table.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty, Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { eventName, MessageBadge, messageStateName, tryName } from './labels.tsx'
import { messages, resend, type Where } from './queries.ts'

const route = getRouteApi('/partenaires/$id/webhooks/$webhook')

/** What was sent, and what came of each try; the filters stand in the address. */
export function MessageLog({ where }: { where: Where }) {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [shown, setShown] = useState<WebhookDelivery | null>(null)
  const query = useQuery({
    ...messages(where, { ...search, limit: 50, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  return (
    <Panel title={t('webhook.log')} flush>
      <div className="inset">
        <p className="hint above">{t('webhook.log.hint')}</p>
        <search className="filters" aria-label={t('filter.title')}>
          <StateFilter<WebhookDelivery['state']>
            states={WEBHOOK_DELIVERY_STATES}
            name={messageStateName}
            value={search.state}
            change={(state) => filter({ state })}
          />
          <div className="filters-row">
            <Select
              label={t('webhook.message.type')}
              placeholder={t('filter.all')}
              data={WEBHOOK_TYPES.map((type) => ({ value: type, label: eventName(type) }))}
              value={search.type ?? null}
              onChange={(type) => filter({ type: WEBHOOK_TYPES.find((one) => one === type) })}
              clearable
              clearButtonProps={clearButton()}
            />
          </div>
        </search>
      </div>
      <Await query={query}>
        {({ items, next, total }) =>
          items.length === 0 ? (
            <Empty title={t('webhook.log.none')}>
              <p>{t('webhook.log.none.detail')}</p>
            </Empty>
          ) : (
            <>
              <DataTable
                caption={t('webhook.log')}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    key: 'type',
                    title: t('webhook.message.type'),
                    wide: true,
                    cell: (one) => (
                      <button type="button" className="row-link" onClick={() => setShown(one)}>
                        {eventName(one.type)}
                      </button>
                    ),
                  },
                  { key: 'state', title: t('submission.state'), cell: ({ state }) => <MessageBadge state={state} /> },
                  { key: 'tries', title: t('webhook.message.tries'), cell: (one) => <LastTry one={one} /> },
                  {
                    key: 'created',
                    title: t('webhook.message.created'),
                    cell: ({ created_at }) => (
                      <time dateTime={created_at} title={instant(created_at)}>
                        {ago(created_at)}
                      </time>
                    ),
                  },
                ]}
              />
              <Pager
                shown={items.length}
                total={total}
                next={next}
                cursor={search.cursor}
                go={(cursor) => filter({ cursor })}
              />
            </>
          )
        }
      </Await>
      {shown && <MessageDialog where={where} one={shown} close={() => setShown(null)} />}
    </Panel>
  )
}

function LastTry({ one: { attempts, next_at } }: { one: WebhookDelivery }) {
  const last = attempts.at(-1)
  return (
    <div className="stacked">
      {last && (
        <span>
          {attempts.length > 1 && `${attempts.length} × `}
          {t(`webhook.error.${last.error ?? 'status'}`, { status: last.status ?? 0 })}
        </span>
      )}
      {last && next_at && <span className="hint">{t('webhook.message.next', { when: instant(next_at) })}</span>}
    </div>
  )
}

function MessageDialog({ where, one, close }: { where: Where; one: WebhookDelivery; close: () => void }) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Error | null>(null)
  const again = async () => {
    setBusy(true)
    try {
      await resend(where, one.id)
      say(t('webhook.message.resent'))
      close()
    } catch (error) {
      setFailure(error as Error)
    } finally {
      setBusy(false)
    }
  }
  const isOver = one.state === 'delivered' || one.state === 'failed'
  return (
    <Dialog title={eventName(one.type)} opened close={close} size="lg">
      <div className="form">
        <Refused error={failure} />
        <p>
          <MessageBadge state={one.state} /> <code className="breaking">{one.id}</code>
        </p>
        {one.attempts.length > 0 && (
          <ol className="lines">
            {one.attempts.map((attempt) => (
              <li key={attempt.at}>{tryName(attempt)}</li>
            ))}
          </ol>
        )}
        <h3>{t('webhook.message.body')}</h3>
        <pre className="breaking">{JSON.stringify(JSON.parse(one.body), null, 2)}</pre>
        <div className="form-actions">
          <Button variant="default" onClick={close}>
            {t('action.close')}
          </Button>
          {isOver && (
            <Button loading={busy} onClick={() => void again()}>
              {t('webhook.message.resend')}
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  )
}
