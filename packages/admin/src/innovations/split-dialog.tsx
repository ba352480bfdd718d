import type { ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Textarea } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { innovationTitle } from './labels.tsx'
import { splitInnovation } from './queries.ts'

/** Makes a second record out of one that describes two innovations, and opens it. */
export function SplitDialog({ one, close }: { one: ModeratedInnovation; close: () => void }) {
  const navigate = useNavigate()
  const form = useForm({ comment: '' }, async ({ comment }) => {
    const { id } = await splitInnovation(one.id, comment.trim())
    await navigate({ to: '/fiches/$id', params: { id } })
    say(t('split.done'))
  })
  return (
    <FormDialog title={t('split.action')} close={close} form={form} action={t('split.action')} size="lg">
      <p>{t('split.explained')}</p>
      <p className="dialog-subject">{innovationTitle(one)}</p>
      <Textarea
        label={t('decision.comment.staff')}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={5000}
        {...form.field('comment')}
      />
    </FormDialog>
  )
}
