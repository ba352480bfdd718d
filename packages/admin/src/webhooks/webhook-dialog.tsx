import {
  WEBHOOK_AUDIENCES,
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookEvent,
  type WebhookFilter,
} from '@essaim/shared/webhooks.ts'
import { Checkbox, MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { vocabularyTerms } from '../answers/terms.ts'
import { useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { CopyField } from '../ui/copy-field.tsx'
import { Dialog, FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { eventName } from './labels.tsx'
import { changeWebhook, createWebhook } from './queries.ts'

// The filters that one chooses here; the API takes the others too, and they stay as they are.
const FILTERS = [
  ['theme', 'themes'],
  ['department', 'departements'],
] as const

/** A webhook of a partner, new or changed; the secret of a new one is shown once. */
export function WebhookDialog({
  partner,
  changing,
  close,
}: {
  partner: string
  changing?: { webhook: Webhook; etag: string | null }
  close: () => void
}) {
  const before = changing?.webhook
  const [secret, setSecret] = useState<string | null>(null)
  const form = useForm(
    {
      url: before?.url ?? '',
      description: before?.description ?? '',
      events: before?.events ?? (['feed.advanced'] as WebhookEvent[]),
      audience: before?.audience ?? 'partners',
      theme: before?.filter.theme ?? [],
      department: before?.filter.department ?? [],
    },
    async ({ url, description, events, audience, theme, department }) => {
      const members = { url: url.trim(), description: description.trim() || null, events }
      if (changing) {
        const filter = { theme: theme.length > 0 ? theme : null, department: department.length > 0 ? department : null }
        await changeWebhook({ partner, webhook: changing.webhook.id }, { ...members, filter }, changing.etag)
        say(t('webhook.saved'))
        return
      }
      const filter: WebhookFilter = {
        ...(theme.length > 0 && { theme }),
        ...(department.length > 0 && { department }),
      }
      setSecret((await createWebhook(partner, { ...members, audience, filter })).secret)
    },
    ({ url, events }) => ({
      ...(url.trim() ? {} : { url: t('form.required') }),
      ...(events.length > 0 ? {} : { events: t('webhook.events.missing') }),
    }),
  )
  if (secret !== null) return <SecretDialog title={t('webhook.made')} secret={secret} close={close} />
  const title = t(changing ? 'webhook.edit' : 'webhook.create')
  return (
    <FormDialog
      title={title}
      close={close}
      // a new one goes on to its secret
      form={{ ...form, submit: async () => (await form.submit()) && changing !== undefined }}
      action={changing ? t('action.save') : title}
      size="lg"
    >
      <TextInput
        label={t('webhook.url')}
        description={t('webhook.url.hint')}
        type="url"
        required
        maxLength={2000}
        data-autofocus
        {...form.field('url')}
      />
      <TextInput label={t('webhook.description')} maxLength={200} {...form.field('description')} />
      <Checkbox.Group
        label={t('webhook.events')}
        required
        value={form.values.events}
        onChange={(events) => form.set('events', events as WebhookEvent[])}
        error={form.errors.events}
      >
        <div className="radios">
          {WEBHOOK_EVENTS.map((event) => (
            <Checkbox key={event} value={event} label={eventName(event)} description={event} />
          ))}
        </div>
      </Checkbox.Group>
      {!changing && (
        <NativeSelect
          label={t('webhook.audience')}
          description={t('webhook.audience.hint')}
          data={WEBHOOK_AUDIENCES.map((audience) => ({ value: audience, label: t(`webhook.audience.${audience}`) }))}
          {...form.field('audience')}
        />
      )}
      {FILTERS.map(([name, vocabulary]) => (
        <FilterField
          key={name}
          vocabulary={vocabulary}
          label={t(name === 'theme' ? 'webhook.filter.themes' : 'webhook.filter.departments')}
          value={form.values[name]}
          change={(values) => form.set(name, values)}
        />
      ))}
    </FormDialog>
  )
}

function FilterField({
  vocabulary,
  label,
  value,
  change,
}: {
  vocabulary: string
  label: string
  value: string[]
  change: (value: string[]) => void
}) {
  const { data } = useQuery(vocabularyTerms(vocabulary))
  return (
    <MultiSelect
      label={label}
      description={t('webhook.filter.hint')}
      data={(data?.terms ?? []).map((term) => ({ value: term.code, label: labelOf(term.label) }))}
      value={value}
      onChange={change}
      searchable
      hidePickedOptions
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}

/** A secret, this once. */
export function SecretDialog({ title, secret, close }: { title: string; secret: string; close: () => void }) {
  return (
    <Dialog title={title} opened close={close} size="lg">
      <div className="form">
        <p>{t('webhook.made.lead')}</p>
        <CopyField label={t('webhook.secret')} value={secret} hint={t('secret.once')} />
      </div>
    </Dialog>
  )
}
