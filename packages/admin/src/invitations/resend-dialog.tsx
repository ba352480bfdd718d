import type { Invitation, ResendRequest, Resent } from '@essaim/shared/campaigns.ts'
import { useQuery } from '@tanstack/react-query'
import { officeName } from '../associations/labels.ts'
import { useForm } from '../lib/form.ts'
import { t, tOr } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Await } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { resend, resendPreview } from './queries.ts'

/** The invitation once more: to those whom it has not reached, or to one person; first whom that would reach. */
export function ResendDialog({
  one,
  participant,
  close,
}: {
  one: Invitation
  participant: string | null
  close: () => void
}) {
  const body: ResendRequest = participant === null ? {} : { participants: [participant] }
  const preview = useQuery(resendPreview(one.campaign_id, one.id, body))
  const form = useForm({}, async () => {
    const { mails } = await resend(one.campaign_id, one.id, body)
    say(t('resend.done', { count: mails }))
  })
  return (
    <FormDialog
      title={t('resend.title')}
      close={close}
      form={form}
      action={t('reminder.send', { count: preview.data?.mails ?? 0 })}
      disabled={!preview.data || preview.data.mails === 0}
    >
      <p className="dialog-subject">{one.association.name}</p>
      <Await query={preview} lines={3}>
        {(data) => <Reached resent={data} />}
      </Await>
    </FormDialog>
  )
}

const nameOf = ({ name, office }: Resent['left_out'][number] | Resent['recipients'][number]): string =>
  name ?? (office ? officeName(office) : t('person.erased'))

function Reached({ resent: { recipients, left_out } }: { resent: Resent }) {
  return (
    <div role="status">
      {recipients.length === 0 && <p>{t('resend.nobody')}</p>}
      {recipients.length > 0 && (
        <>
          <p>{t('resend.reaches')}</p>
          <ul className="plain-list">
            {recipients.map((person) => (
              <li key={person.participant_id}>
                {nameOf(person)} – {person.email}
              </li>
            ))}
          </ul>
        </>
      )}
      {left_out.length > 0 && (
        <>
          <p>{t('resend.left-out')}</p>
          <ul className="plain-list">
            {left_out.map((person) => (
              <li key={person.participant_id}>
                {nameOf(person)} – {tOr(`reminder.reason.${person.reason}`, person.reason)}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
