import type { ReminderPreview, ReminderRequest } from '@essaim/shared/campaigns.ts'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { letterName } from '../campaigns/labels.tsx'
import { reminderPreview, sendReminder } from '../campaigns/queries.ts'
import { useForm } from '../lib/form.ts'
import { number } from '../lib/format.ts'
import { t, tOr } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'

const LETTERS = ['reminder', 'last_call'] as const

/** A reminder to a selection: first whom it would reach and who is left out, then the sending. */
export function ReminderDialog({
  campaign,
  title,
  selection,
  close,
  children,
}: {
  campaign: string
  title: string
  selection: Omit<ReminderRequest, 'letter'>
  close: () => void
  children?: ReactNode
}) {
  const form = useForm<{ letter: (typeof LETTERS)[number] }>({ letter: 'reminder' }, async ({ letter }) => {
    await sendReminder(campaign, { letter, ...selection })
    say(t('reminder.done'))
  })
  const preview = useQuery(reminderPreview(campaign, { letter: form.values.letter, ...selection }))
  return (
    <FormDialog
      title={title}
      close={close}
      form={form}
      action={t('reminder.send', { count: preview.data?.mails ?? 0 })}
      disabled={!preview.data || preview.data.mails === 0}
      size="lg"
    >
      {children}
      <Select
        label={t('sending.letter')}
        data={LETTERS.map((kind) => ({ value: kind, label: letterName(kind) }))}
        value={form.values.letter}
        allowDeselect={false}
        onChange={(letter) => form.set('letter', letter === 'last_call' ? 'last_call' : 'reminder')}
      />
      <Await query={preview}>{(data) => <Reached preview={data} />}</Await>
    </FormDialog>
  )
}

function Reached({ preview: { mails, associations, recipients, reasons } }: { preview: ReminderPreview }) {
  const left = Object.entries(reasons)
  return (
    <div role="status">
      <p>{t('reminder.reaches', { mails, associations })}</p>
      <ul className="plain-list">
        {recipients.slice(0, 10).map(({ participant_id, association, name, email }) => (
          <li key={participant_id}>{[association.name, name, email].filter(Boolean).join(' – ')}</li>
        ))}
      </ul>
      {left.length > 0 && (
        <>
          <p>{t('reminder.left-out')}</p>
          <ul className="plain-list">
            {left.map(([reason, count]) => (
              <li key={reason}>
                {tOr(`reminder.reason.${reason}`, reason)} – {number(count)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
