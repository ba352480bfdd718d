import type { Campaign } from '@essaim/shared/campaigns.ts'
import { Select, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { dayFrom, orNull, useForm } from '../lib/form.ts'
import { shortDay } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { clearButton } from '../ui/clear-button.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { campaigns, createCampaign } from './queries.ts'

/** The first instant of a day here; of the last day, the last one. */
export const opening = (day: string): string => new Date(`${day}T00:00:00`).toISOString()
export const closing = (day: string): string => new Date(`${day}T23:59:59`).toISOString()

const faultOf = (text: string) => (dayFrom(text) === undefined ? t('form.day.bad') : undefined)

/** The same day one year later, as one writes it. */
const nextYear = (at: string | null): string =>
  at === null ? '' : shortDay(at).replace(/\d{4}$/, (year) => String(Number(year) + 1))
/** « Recensement 2026 » to « Recensement 2027 ». */
const renamed = (name: string): string => name.replace(/\b20\d\d\b/, (year) => String(Number(year) + 1))

/** A new campaign, as a draft: its name and why, and its dates where they are known; or an earlier one again, a year later. */
export function CampaignDialog({
  again,
  close,
  created,
}: {
  again?: Campaign
  close: () => void
  created: (id: string) => void
}) {
  const earlier = useQuery(campaigns({ state: ['closed'], limit: 200 }))
  const form = useForm(
    {
      name: again ? renamed(again.name) : '',
      purpose: again?.purpose ?? '',
      opens_at: again ? nextYear(again.opens_at) : '',
      closes_at: again ? nextYear(again.closes_at) : '',
      repeats: again?.id ?? '',
    },
    async ({ name, purpose, opens_at, closes_at, repeats }) => {
      const [from, to] = [dayFrom(opens_at), dayFrom(closes_at)]
      const made = await createCampaign({
        name: name.trim(),
        purpose: orNull(purpose),
        opens_at: from ? opening(from) : null,
        closes_at: to ? closing(to) : null,
        ...(repeats ? { repeats } : {}),
      })
      say(t('campaign.created', { name: made.name }))
      created(made.id)
    },
    ({ name, opens_at, closes_at }) => {
      const [opens, closes] = [faultOf(opens_at), faultOf(closes_at)]
      return {
        ...(name.trim() ? {} : { name: t('form.required') }),
        ...(opens ? { opens_at: opens } : {}),
        ...(closes ? { closes_at: closes } : {}),
      }
    },
  )
  const past = earlier.data?.items ?? []
  return (
    <FormDialog
      title={t(again ? 'campaign.repeat' : 'campaign.create')}
      close={close}
      form={form}
      action={t('campaign.create')}
      size="lg"
    >
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
      <div className="form-grid">
        <TextInput label={t('campaign.opens')} description={t('form.day.hint')} {...form.field('opens_at')} />
        <TextInput label={t('campaign.closes')} description={t('form.day.hint')} {...form.field('closes_at')} />
      </div>
      {past.length > 0 && (
        <Select
          label={t('campaign.repeats')}
          description={t(again ? 'campaign.repeat.explained' : 'campaign.repeats.hint')}
          data={past.map(({ id, name }) => ({ value: id, label: name }))}
          value={form.values.repeats || null}
          onChange={(id) => form.set('repeats', id ?? '')}
          error={form.errors.repeats}
          clearable
          clearButtonProps={clearButton()}
        />
      )}
    </FormDialog>
  )
}
