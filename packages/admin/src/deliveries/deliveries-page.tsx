import { DELIVERY_KINDS, DELIVERY_STATES, type DeliveryCard, type DeliveryState } from '@essaim/shared/deliveries.ts'
import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { campaigns } from '../campaigns/queries.ts'
import { ago, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { DeliveryBadge, deliveryKindName, deliveryStateName, reasonName } from './labels.tsx'
import { NoServer } from './no-server.tsx'
import { deliveries } from './queries.ts'

const route = getRouteApi('/courriers')

/** What was mailed, waits or came back; every filter stands in the address. */
export function DeliveriesPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const [typed, setTyped] = useState(search.recipient ?? '')
  const known = useQuery(campaigns({ limit: 200 })).data?.items ?? []
  const query = useQuery({
    ...deliveries({ ...search, limit: 50, count: 'exact' }),
    placeholderData: keepPreviousData,
  })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: { ...search, cursor: undefined, ...change }, resetScroll: false })
  const find = useDebouncedCallback((text: string) => filter({ recipient: text.trim() || undefined }), 400)
  const filtered = Boolean(search.state || search.kind || search.campaign || search.recipient)
  return (
    <Page title={t('mails.title')} lead={<p>{t('mails.lead')}</p>}>
      <NoServer />
      <search className="filters" aria-label={t('filter.title')}>
        <StateFilter<DeliveryState>
          states={DELIVERY_STATES}
          name={deliveryStateName}
          value={search.state}
          change={(state) => filter({ state })}
        />
        <div className="filters-row">
          <TextInput
            type="search"
            label={t('mail.recipient')}
            placeholder={t('mail.recipient.hint')}
            leftSection={<IconSearch size={16} aria-hidden />}
            maxLength={254}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              find(event.currentTarget.value)
            }}
          />
          <Select
            label={t('mail.kind')}
            placeholder={t('filter.all')}
            data={DELIVERY_KINDS.map((kind) => ({ value: kind, label: deliveryKindName(kind) }))}
            value={search.kind ?? null}
            onChange={(kind) => filter({ kind: DELIVERY_KINDS.find((one) => one === kind) })}
            clearable
            clearButtonProps={clearButton()}
          />
          <Select
            label={t('campaign.one')}
            placeholder={t('filter.all')}
            data={known.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.campaign ?? null}
            onChange={(campaign) => filter({ campaign: campaign ?? undefined })}
            searchable
            clearable
            clearButtonProps={clearButton()}
            nothingFoundMessage={t('filter.nothing')}
          />
        </div>
      </search>
      <div className="panel flush" aria-busy={query.isFetching}>
        <Await query={query}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={filtered ? t('list.none.filtered') : t('mails.none')}>
                {filtered ? (
                  <TextLink to="/courriers" search={{}}>
                    {t('filter.reset')}
                  </TextLink>
                ) : (
                  <p>{t('mails.none.detail')}</p>
                )}
              </Empty>
            ) : (
              <>
                <DataTable caption={t('mails.title')} items={items} keyOf={({ id }) => id} columns={columns()} />
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
    </Page>
  )
}

const columns = (): Column<DeliveryCard>[] => [
  {
    key: 'recipient',
    title: t('mail.recipient'),
    wide: true,
    cell: ({ id, recipient }) => (
      <TextLink to="/courriers/$id" params={{ id }} className="row-link breakable">
        {recipient}
      </TextLink>
    ),
  },
  {
    key: 'kind',
    title: t('mail.kind'),
    cell: ({ kind, subject, campaign }) => (
      <span className="stacked">
        {deliveryKindName(kind)}
        <span className="hint">{subject ?? campaign?.name}</span>
      </span>
    ),
  },
  {
    key: 'state',
    title: t('submission.state'),
    cell: ({ state, reason }) => (
      <span className="stacked">
        <span>
          <DeliveryBadge state={state} />
        </span>
        {reason && <span className="hint">{reasonName(reason)}</span>}
      </span>
    ),
  },
  {
    key: 'when',
    title: t('mail.when'),
    cell: ({ sent_at, bounced_at, created_at }) => {
      const when = bounced_at ?? sent_at ?? created_at
      return (
        <time dateTime={when} title={instant(when)}>
          {ago(when)}
        </time>
      )
    },
  },
]
