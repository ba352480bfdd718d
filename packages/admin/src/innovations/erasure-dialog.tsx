import { ERASURE_REASONS, type ErasureReason, type ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Radio, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { innovationTitle } from './labels.tsx'
import { eraseInnovation, forgetInnovation } from './queries.ts'

const asTyped = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim()

/** Erasing a record for good: what goes, what stays, and its title typed by who knows what is done. */
export function ErasureDialog({ one, close }: { one: ModeratedInnovation; close: () => void }) {
  const navigate = useNavigate()
  const title = innovationTitle(one)
  const form = useForm<{ reason: ErasureReason; title: string }>(
    { reason: 'asked_by_association', title: '' },
    async ({ reason }) => {
      await eraseInnovation(one.id, reason)
      await navigate({ to: '/fiches' })
      await forgetInnovation(one.id)
      say(t('erasure.done'))
    },
    (typed) => (asTyped(typed.title) === asTyped(title) ? {} : { title: t('erasure.retype.wrong') }),
  )
  return (
    <FormDialog
      title={t('erasure.title')}
      close={close}
      form={form}
      action={t('erasure.action')}
      danger
      size="lg"
      reload={() => {
        void queryClient.invalidateQueries({ queryKey: ['innovations'] })
        close()
      }}
    >
      <p className="notice warn">{t('erasure.no-way-back')}</p>
      <Listed title={t('erasure.goes')}>
        {[t('erasure.goes.answers'), t('erasure.goes.trail'), t('erasure.goes.copies')]}
      </Listed>
      <Listed title={t('erasure.stays')}>{[t('erasure.stays.number'), t('erasure.stays.register')]}</Listed>
      <Radio.Group
        label={t('erasure.reason')}
        required
        value={form.values.reason}
        onChange={(reason) => form.set('reason', reason as ErasureReason)}
        error={form.errors.reason}
      >
        <div className="radios">
          {ERASURE_REASONS.map((reason) => (
            <Radio key={reason} value={reason} label={t(`erasure.reason.${reason}`)} />
          ))}
        </div>
      </Radio.Group>
      <TextInput
        label={t('erasure.retype')}
        description={t('erasure.retype.hint', { title })}
        required
        autoComplete="off"
        {...form.field('title')}
      />
    </FormDialog>
  )
}

function Listed({ title, children }: { title: string; children: string[] }) {
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {children.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </div>
  )
}
