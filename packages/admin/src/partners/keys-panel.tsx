import type { ApiKey, Partner } from '@essaim/shared/partners.ts'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { Empty } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { KeyDialog } from './key-dialog.tsx'
import { renewKey, revokeKey } from './queries.ts'
import { RenewDialog } from './renew-dialog.tsx'
import { Scopes } from './scopes.tsx'
import { isLive, LastUsed, Term } from './term.tsx'

type Asked = { to: 'renew' | 'revoke'; key: ApiKey }

/** A partner's keys: what each may do, until when, and when it last served. */
export function KeysPanel({ partner }: { partner: Partner }) {
  const [creating, setCreating] = useState(false)
  const [asked, setAsked] = useState<Asked | null>(null)
  const done = () => setAsked(null)
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
        <Keys keys={partner.keys} ask={setAsked} />
      )}
      {creating && <KeyDialog partner={partner} close={() => setCreating(false)} />}
      {asked?.to === 'renew' && (
        <RenewDialog
          name={`${asked.key.prefix}…`}
          label={t('key.one')}
          renew={async (overlap) => {
            const { key, expires_at } = await renewKey(partner.id, asked.key.id, overlap)
            return { secret: key, expires_at }
          }}
          close={done}
        />
      )}
      {asked?.to === 'revoke' && <RevokeDialog partner={partner.id} revoked={asked.key} close={done} />}
    </Panel>
  )
}

function Keys({ keys, ask }: { keys: ApiKey[]; ask: (asked: Asked) => void }) {
  return (
    <DataTable
      caption={t('keys.title')}
      items={keys}
      keyOf={({ id }) => id}
      columns={[
        { key: 'prefix', title: t('key.one'), cell: ({ prefix }) => <code className="whole">{prefix}…</code> },
        { key: 'scopes', title: t('key.scopes'), wide: true, cell: ({ scopes }) => <Scopes scopes={scopes} /> },
        { key: 'state', title: t('submission.state'), cell: (key) => <Term {...key} /> },
        { key: 'used', title: t('key.last-used'), cell: ({ last_used_at }) => <LastUsed at={last_used_at} /> },
        {
          key: 'ways',
          title: t('submission.actions'),
          hideTitle: true,
          cell: (key) =>
            key.revoked_at === null && (
              <span className="row-ways">
                <Button size="compact-sm" variant="default" onClick={() => ask({ to: 'renew', key })}>
                  {t('action.renew')}
                  <span className="sr-only"> {key.prefix}</span>
                </Button>
                {isLive(key) && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    className="danger"
                    onClick={() => ask({ to: 'revoke', key })}
                  >
                    {t('action.revoke')}
                    <span className="sr-only"> {key.prefix}</span>
                  </Button>
                )}
              </span>
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
    <FormDialog title={t('key.revoke')} close={close} form={form} action={t('action.revoke')} danger>
      <p>{t('key.revoke.explained', { prefix: revoked.prefix })}</p>
    </FormDialog>
  )
}
