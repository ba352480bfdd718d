import { PLANNED_LETTERS, type PlannedLetter } from '@essaim/shared/campaigns.ts'
import { Select, TextInput } from '@mantine/core'
import { dayFrom, useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { letterName } from './labels.tsx'
import { planSending } from './queries.ts'

/** Plans a letter for the morning of a day. */
export function SendingDialog({ campaign, close }: { campaign: string; close: () => void }) {
  const form = useForm<{ letter: PlannedLetter; due_at: string }>(
    { letter: 'invitation', due_at: '' },
    async ({ letter, due_at }) => {
      await planSending(campaign, { letter, due_at: new Date(`${dayFrom(due_at)}T09:00:00`).toISOString() })
      say(t('sending.planned'))
    },
    ({ due_at }) => (dayFrom(due_at) ? {} : { due_at: t('form.day.bad') }),
  )
  return (
    <FormDialog title={t('sending.plan')} close={close} form={form} action={t('sending.plan')}>
      <Select
        label={t('sending.letter')}
        data={PLANNED_LETTERS.map((kind) => ({ value: kind, label: letterName(kind) }))}
        value={form.values.letter}
        allowDeselect={false}
        onChange={(letter) => form.set('letter', PLANNED_LETTERS.find((one) => one === letter) ?? 'invitation')}
      />
      <TextInput
        label={t('sending.due')}
        description={t('sending.due.hint')}
        required
        data-autofocus
        {...form.field('due_at')}
      />
    </FormDialog>
  )
}
