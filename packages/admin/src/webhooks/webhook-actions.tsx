import type { Webhook } from '@essaim/shared/webhooks.ts'
import { TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changeWebhook, deleteWebhook, probe, replayRange, rotateSecret, type Where } from './queries.ts'
import { SecretDialog, WebhookDialog } from './webhook-dialog.tsx'

/** What may be done with a webhook, in the order of its buttons. */
export const ACTIONS = ['test', 'verify', 'replay', 'edit', 'rotate', 'disable', 'delete'] as const
export type Action = (typeof ACTIONS)[number]

/** Whether an action makes sense in this state. */
export const isOpen = (action: Action, { state }: Webhook): boolean =>
  action === 'test' || action === 'replay'
    ? state === 'active'
    : action === 'verify'
      ? state !== 'active'
      : action === 'disable'
        ? state !== 'disabled'
        : true

type ActionProps = { action: Action; where: Where; one: Webhook; etag: string | null; close: () => void }

/** Asks before it acts, and says what will happen. */
export function ActionDialog({ action, where, one, etag, close }: ActionProps) {
  if (action === 'edit')
    return <WebhookDialog partner={where.partner} changing={{ webhook: one, etag }} close={close} />
  if (action === 'rotate') return <RotateDialog where={where} close={close} />
  if (action === 'replay') return <ReplayDialog where={where} one={one} close={close} />
  return <PlainDialog action={action} where={where} one={one} etag={etag} close={close} />
}

function PlainDialog({ action, where, one, etag, close }: ActionProps & { action: Action }) {
  const navigate = useNavigate()
  const form = useForm({}, async () => {
    if (action === 'test' || action === 'verify') {
      await probe(where, action === 'test' ? 'tests' : 'verifications')
      say(t(`webhook.${action}.asked`))
    } else if (action === 'disable') {
      await changeWebhook(where, { state: 'disabled' }, etag)
      say(t('webhook.disabled'))
    } else {
      await deleteWebhook(where, etag)
      say(t('webhook.deleted'))
      await navigate({ to: '/partenaires/$id', params: { id: where.partner } })
    }
  })
  const danger = action === 'disable' || action === 'delete'
  return (
    <FormDialog
      title={t(`webhook.${action}` as 'webhook.test')}
      close={close}
      form={form}
      action={t(`webhook.${action}` as 'webhook.test')}
      danger={danger}
    >
      <p className="dialog-subject breaking">{one.url}</p>
      <p>{t(`webhook.${action}.explained` as 'webhook.delete.explained')}</p>
    </FormDialog>
  )
}

function RotateDialog({ where, close }: { where: Where; close: () => void }) {
  const [secret, setSecret] = useState<string | null>(null)
  const form = useForm({}, async () => setSecret(await rotateSecret(where)))
  if (secret !== null) return <SecretDialog title={t('webhook.rotated')} secret={secret} close={close} />
  return (
    <FormDialog
      title={t('webhook.rotate')}
      close={close}
      form={{
        ...form,
        submit: async () => {
          await form.submit()
          return false
        },
      }}
      action={t('webhook.rotate')}
    >
      <p>{t('webhook.rotate.explained')}</p>
    </FormDialog>
  )
}

const WHOLE = /^\d{1,15}$/

function ReplayDialog({ where, one, close }: { where: Where; one: Webhook; close: () => void }) {
  const form = useForm(
    { from: '0', to: String(one.seq) },
    async ({ from, to }) => {
      await replayRange(where, { from_seq: Number(from), to_seq: Number(to) })
      say(t('webhook.replay.asked'))
    },
    ({ from, to }) => ({
      ...(WHOLE.test(from.trim()) ? {} : { from: t('webhook.number') }),
      ...(WHOLE.test(to.trim()) ? {} : { to: t('webhook.number') }),
    }),
  )
  return (
    <FormDialog title={t('webhook.replay')} close={close} form={form} action={t('webhook.replay')}>
      <p>{t('webhook.replay.explained')}</p>
      <div className="form-grid">
        <TextInput
          label={t('webhook.replay.from')}
          inputMode="numeric"
          required
          data-autofocus
          {...form.field('from')}
        />
        <TextInput label={t('webhook.replay.to')} inputMode="numeric" required {...form.field('to')} />
      </div>
    </FormDialog>
  )
}
