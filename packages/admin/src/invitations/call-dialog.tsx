import { CALL_OUTCOMES, type Invitation } from '@essaim/shared/campaigns.ts'
import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { dayFrom, orNull, useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { outcomeName, personName } from './labels.ts'
import { noteCall } from './queries.ts'

/** What came of a call, and when to call again. */
export function CallDialog({ one, close }: { one: Invitation; close: () => void }) {
  const people = one.contacts.filter(({ contact_id, ended }) => contact_id !== null && !ended)
  const form = useForm(
    { outcome: 'reached' as (typeof CALL_OUTCOMES)[number], contact_id: '', note: '', next_on: '' },
    async ({ outcome, contact_id, note, next_on }) => {
      await noteCall(one.campaign_id, one.id, {
        outcome,
        contact_id: contact_id || null,
        note: orNull(note),
        next_on: dayFrom(next_on) ?? null,
      })
      say(t('call.noted'))
    },
    ({ next_on }) => (dayFrom(next_on) === undefined ? { next_on: t('form.day.bad') } : {}),
  )
  return (
    <FormDialog title={t('call.note')} close={close} form={form} action={t('call.note')}>
      <p className="dialog-subject">{one.association.name}</p>
      <NativeSelect
        label={t('call.outcome')}
        data={CALL_OUTCOMES.map((outcome) => ({ value: outcome, label: outcomeName(outcome) }))}
        data-autofocus
        {...form.field('outcome')}
      />
      <NativeSelect
        label={t('call.with')}
        data={[
          { value: '', label: t('call.with.nobody') },
          ...people.map((person) => ({ value: person.contact_id ?? '', label: personName(person) })),
        ]}
        {...form.field('contact_id')}
      />
      <Textarea label={t('call.said')} autosize minRows={2} maxLength={2000} {...form.field('note')} />
      <TextInput label={t('call.next')} description={t('form.day.hint')} {...form.field('next_on')} />
    </FormDialog>
  )
}
