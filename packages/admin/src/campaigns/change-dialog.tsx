import type { Campaign } from '@essaim/shared/campaigns.ts'
import { NumberInput, Switch, Textarea, TextInput } from '@mantine/core'
import { dayFrom, orNull, useForm } from '../lib/form.ts'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { closing, opening } from './campaign-dialog.tsx'
import { changeCampaign } from './queries.ts'

/** What may still be changed of a campaign: its name and purpose always, whether two people decide always, its span until it closes, its dates while it is a draft. */
export function ChangeDialog({ one, etag, close }: { one: Campaign; etag: string | null; close: () => void }) {
  const start = {
    name: one.name,
    purpose: one.purpose ?? '',
    opens_at: shortDay(one.opens_at),
    closes_at: shortDay(one.closes_at),
    reminder_span_days: one.reminder_span_days as number | string,
    second_pair_of_eyes: one.second_pair_of_eyes,
  }
  const draft = one.state === 'draft'
  const form = useForm(
    start,
    async (values) => {
      const [from, to] = [dayFrom(values.opens_at), dayFrom(values.closes_at)]
      const body = {
        name: values.name.trim(),
        purpose: orNull(values.purpose),
        opens_at: from ? opening(from) : null,
        closes_at: to ? closing(to) : null,
        reminder_span_days: Number(values.reminder_span_days),
        second_pair_of_eyes: values.second_pair_of_eyes,
      }
      const changes = Object.fromEntries(
        Object.entries(body).filter(([name]) => values[name as keyof typeof body] !== start[name as keyof typeof body]),
      )
      await changeCampaign(one.id, changes, etag)
      say(t('campaign.saved', { name: values.name.trim() }))
    },
    ({ name, opens_at, closes_at, reminder_span_days }) => ({
      ...(name.trim() ? {} : { name: t('form.required') }),
      ...(dayFrom(opens_at) === undefined ? { opens_at: t('form.day.bad') } : {}),
      ...(dayFrom(closes_at) === undefined ? { closes_at: t('form.day.bad') } : {}),
      ...(reminder_span_days === '' ? { reminder_span_days: t('form.required') } : {}),
    }),
  )
  return (
    <FormDialog title={t('campaign.change')} close={close} form={form} action={t('action.save')} size="lg">
      <TextInput label={t('campaign.name')} required maxLength={200} data-autofocus {...form.field('name')} />
      <Textarea
        label={t('campaign.purpose')}
        description={t('campaign.purpose.hint')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        {...form.field('purpose')}
      />
      {draft && (
        <div className="form-grid">
          <TextInput label={t('campaign.opens')} description={t('form.day.hint')} {...form.field('opens_at')} />
          <TextInput label={t('campaign.closes')} description={t('form.day.hint')} {...form.field('closes_at')} />
        </div>
      )}
      {one.state !== 'closed' && (
        <NumberInput
          label={t('campaign.span')}
          description={t('campaign.span.hint')}
          min={0}
          max={365}
          allowDecimal={false}
          value={form.values.reminder_span_days}
          onChange={(days) => form.set('reminder_span_days', days)}
          error={form.errors.reminder_span_days}
        />
      )}
      <Switch
        label={t('campaign.two')}
        description={t('campaign.two.hint')}
        checked={form.values.second_pair_of_eyes}
        onChange={(event) => form.set('second_pair_of_eyes', event.currentTarget.checked)}
      />
    </FormDialog>
  )
}
