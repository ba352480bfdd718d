import type { ApiKey, Partner } from '@essaim/shared/partners.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { ago, day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge, Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { changePartner, partner, revokeKey } from './queries.ts'

const route = getRouteApi('/partenaires/$id')
type KeyState = 'live' | 'expired' | 'revoked'
const stateOf = ({ revoked_at, expires_at }: ApiKey): KeyState =>
  revoked_at ? 'revoked' : Date.parse(expires_at) < Date.now() ? 'expired' : 'live'

/** One partner and its keys: what each may do, until when, and when it last served. */
export function PartnerPage() {
  const { id } = route.useParams()
  const query = useQuery(partner(id))
  const [asked, setAsked] = useState<'key' | 'state' | null>(null)
  const [revoked, setRevoked] = useState<ApiKey | null>(null)
  const one = query.data?.data
  return (
    <Page
      key={id}
      title={one?.name ?? t('partner.one')}
      crumbs={[{ to: '/partenaires', label: t('partners.title') }]}
      lead={
        one && <StateBadge tone={one.state === 'active' ? 'good' : 'bad'}>{t(`partner.state.${one.state}`)}</StateBadge>
      }
      actions={
        <>
          <Button variant="default" disabled={!one} onClick={() => setAsked('state')}>
            {one?.state === 'suspended' ? t('user.restore') : t('user.suspend')}
          </Button>
          <Button disabled={!one} onClick={() => setAsked('key')} leftSection={<IconPlus size={18} aria-hidden />}>
            {t('key.create')}
          </Button>
        </>
      }
    >
      <Await query={query}>
        {({ data, etag }) => (
          <>
            <Panel title={t('keys.title')} flush>
              {data.keys.length === 0 ? (
                <Empty title={t('keys.none')}>
                  <p>{t('keys.none.detail')}</p>
                </Empty>
              ) : (
                <Keys keys={data.keys} revoke={setRevoked} />
              )}
            </Panel>
            {asked === 'key' && <KeyDialog partner={data} close={() => setAsked(null)} />}
            {asked === 'state' && <StateDialog partner={data} etag={etag} close={() => setAsked(null)} />}
            {revoked && <RevokeDialog partner={data.id} revoked={revoked} close={() => setRevoked(null)} />}
          </>
        )}
      </Await>
    </Page>
  )
}

function Keys({ keys, revoke }: { keys: ApiKey[]; revoke: (key: ApiKey) => void }) {
  return (
    <DataTable
      caption={t('keys.title')}
      items={keys}
      keyOf={({ id }) => id}
      columns={[
        { key: 'prefix', title: t('key.one'), cell: ({ prefix }) => <code>{prefix}…</code> },
        {
          key: 'scopes',
          title: t('key.scopes'),
          wide: true,
          cell: ({ scopes }) => (
            <ul className="tags">
              {scopes.map((scope) => (
                <li key={scope}>
                  <Tag>{t(`scope.${scope}`)}</Tag>
                </li>
              ))}
            </ul>
          ),
        },
        {
          key: 'state',
          title: t('submission.state'),
          cell: (key) => (
            <StateBadge tone={{ live: 'good', expired: 'wait', revoked: 'bad' }[stateOf(key)] as 'good'}>
              {t(`key.state.${stateOf(key)}`)}
            </StateBadge>
          ),
        },
        { key: 'expires', title: t('key.expires'), cell: ({ expires_at }) => day(expires_at) },
        {
          key: 'used',
          title: t('key.last-used'),
          cell: ({ last_used_at }) =>
            last_used_at ? (
              <time dateTime={last_used_at} title={instant(last_used_at)}>
                {ago(last_used_at)}
              </time>
            ) : (
              <span className="unknown">{t('key.never-used')}</span>
            ),
        },
        {
          key: 'ways',
          title: t('submission.actions'),
          hideTitle: true,
          cell: (key) =>
            stateOf(key) === 'live' && (
              <Button size="compact-sm" variant="default" className="danger" onClick={() => revoke(key)}>
                {t('action.revoke')}
                <span className="sr-only"> {key.prefix}</span>
              </Button>
            ),
        },
      ]}
    />
  )
}

function StateDialog({
  partner: { id, name, state },
  etag,
  close,
}: {
  partner: Partner
  etag: string | null
  close: () => void
}) {
  const suspending = state === 'active'
  const form = useForm({}, async () => {
    await changePartner(id, { state: suspending ? 'suspended' : 'active' }, etag)
    say(t(suspending ? 'user.suspended' : 'user.restored', { name }))
  })
  const action = t(suspending ? 'user.suspend' : 'user.restore')
  return (
    <FormDialog
      title={action}
      close={close}
      submit={form.submit}
      busy={form.busy}
      failure={form.failure}
      action={action}
      danger={suspending}
    >
      <p>{t(suspending ? 'partner.suspend.explained' : 'partner.restore.explained', { name })}</p>
    </FormDialog>
  )
}

function RevokeDialog({ partner: id, revoked, close }: { partner: string; revoked: ApiKey; close: () => void }) {
  const form = useForm({}, async () => {
    await revokeKey(id, revoked.id)
    say(t('key.revoked', { prefix: revoked.prefix }))
  })
  return (
    <FormDialog
      title={t('key.revoke')}
      close={close}
      submit={form.submit}
      busy={form.busy}
      failure={form.failure}
      action={t('action.revoke')}
      danger
    >
      <p>{t('key.revoke.explained', { prefix: revoked.prefix })}</p>
    </FormDialog>
  )
}
