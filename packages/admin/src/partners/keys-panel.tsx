import type { ApiKey, Partner } from '@essaim/shared/partners.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { ago, day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge, Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { revokeKey } from './queries.ts'

type KeyState = 'live' | 'expired' | 'revoked'
const stateOf = ({ revoked_at, expires_at }: ApiKey): KeyState =>
  revoked_at ? 'revoked' : Date.parse(expires_at) < Date.now() ? 'expired' : 'live'

/** A partner's keys: what each may do, until when, and when it last served. */
export function KeysPanel({ partner }: { partner: Partner }) {
  const [creating, setCreating] = useState(false)
  const [revoked, setRevoked] = useState<ApiKey | null>(null)
  return (
    <Panel
      title={t('keys.title')}
      flush
      actions={
        <Button size="compact-md" onClick={() => setCreating(true)} leftSection={<IconPlus size={18} aria-hidden />}>
          {t('key.create')}
        </Button>
      }
    >
      {partner.keys.length === 0 ? (
        <Empty title={t('keys.none')}>
          <p>{t('keys.none.detail')}</p>
        </Empty>
      ) : (
        <Keys keys={partner.keys} revoke={setRevoked} />
      )}
      {creating && <KeyDialog partner={partner} close={() => setCreating(false)} />}
      {revoked && <RevokeDialog partner={partner.id} revoked={revoked} close={() => setRevoked(null)} />}
    </Panel>
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
