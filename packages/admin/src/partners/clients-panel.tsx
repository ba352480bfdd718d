import type { OAuthClient } from '@essaim/shared/clients.ts'
import type { Partner } from '@essaim/shared/partners.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { ClientDialog } from './client-dialog.tsx'
import { clients, renewClient, revokeClient } from './queries.ts'
import { RenewDialog } from './renew-dialog.tsx'
import { Scopes } from './scopes.tsx'
import { isLive, LastUsed, Term } from './term.tsx'

type Asked = { to: 'renew' | 'revoke'; client: OAuthClient }

/** A partner's OAuth clients: how each proves who it is, what it may do, until when, and when it last served. */
export function ClientsPanel({ partner }: { partner: Partner }) {
  const [creating, setCreating] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const done = () => setAsked(null)
  return (
    <Panel
      title={t('clients.title')}
      flush
      actions={
        <Button size="compact-md" onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
          {t('client.create')}
        </Button>
      }
    >
      <Await query={useQuery(clients(partner.id))}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('clients.none')}>
              <p>{t('clients.none.detail')}</p>
            </Empty>
          ) : (
            <Clients items={items} ask={setAsked} />
          )
        }
      </Await>
      {creating && <ClientDialog partner={partner} close={() => setCreating(false)} />}
      {asked?.to === 'renew' && (
        <RenewDialog
          name={asked.client.name}
          label={asked.client.token_endpoint_auth_method === 'private_key_jwt' ? null : 'client_secret'}
          renew={async (overlap) => {
            const { client_secret, expires_at } = await renewClient(partner.id, asked.client.id, overlap)
            return { secret: client_secret, expires_at }
          }}
          close={done}
        />
      )}
      {asked?.to === 'revoke' && <RevokeDialog partner={partner.id} client={asked.client} close={done} />}
    </Panel>
  )
}

function Clients({ items, ask }: { items: OAuthClient[]; ask: (asked: Asked) => void }) {
  return (
    <DataTable
      caption={t('clients.title')}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        {
          key: 'name',
          title: t('client.one'),
          cell: ({ name, id, token_endpoint_auth_method, secrets, revoked_at }) => (
            <span className="stacked">
              {name}
              <code className="whole">{id}</code>
              {revoked_at === null && (
                <span className="hint">
                  {token_endpoint_auth_method === 'private_key_jwt'
                    ? t('client.method.private_key_jwt')
                    : t('client.secrets', { count: secrets.filter(isLive).length })}
                </span>
              )}
            </span>
          ),
        },
        { key: 'scopes', title: t('key.scopes'), wide: true, cell: ({ scopes }) => <Scopes scopes={scopes} /> },
        { key: 'state', title: t('submission.state'), cell: (client) => <Term {...client} /> },
        { key: 'used', title: t('key.last-used'), cell: ({ last_used_at }) => <LastUsed at={last_used_at} /> },
        {
          key: 'ways',
          title: t('submission.actions'),
          hideTitle: true,
          cell: (client) =>
            client.revoked_at === null && (
              <span className="row-ways">
                <Button size="compact-sm" variant="default" onClick={() => ask({ to: 'renew', client })}>
                  {t('action.renew')}
                  <span className="sr-only"> {client.name}</span>
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  className="danger"
                  onClick={() => ask({ to: 'revoke', client })}
                >
                  {t('action.revoke')}
                  <span className="sr-only"> {client.name}</span>
                </Button>
              </span>
            ),
        },
      ]}
    />
  )
}

function RevokeDialog({ partner, client, close }: { partner: string; client: OAuthClient; close: () => void }) {
  const form = useForm({}, async () => {
    await revokeClient(partner, client.id)
    say(t('client.revoked', { name: client.name }))
  })
  return (
    <FormDialog title={t('client.revoke')} close={close} form={form} action={t('action.revoke')} danger>
      <p>{t('client.revoke.explained', { name: client.name })}</p>
    </FormDialog>
  )
}
