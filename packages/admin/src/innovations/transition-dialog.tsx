import {
  type InnovationTransition,
  type ModeratedInnovation,
  WITHDRAWAL_REASONS,
  type WithdrawalReason,
} from '@essaim/shared/innovations.ts'
import { Radio, Textarea } from '@mantine/core'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { innovationStateName, innovationTitle, innovationTransitionName, reasonName } from './labels.tsx'
import { takeInnovationTransition } from './queries.ts'

/** Publishing, withdrawing (with its reason, which partners get) or archiving a record. */
export function TransitionDialog({
  one,
  transition,
  close,
}: {
  one: ModeratedInnovation
  transition: InnovationTransition
  close: () => void
}) {
  const withdrawing = transition === 'withdraw'
  const form = useForm<{ reason: WithdrawalReason | ''; comment: string }>(
    { reason: '', comment: '' },
    async ({ reason, comment }) => {
      const done = await takeInnovationTransition(one.id, {
        transition,
        ...(reason ? { reason } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      })
      say(t('innovation.now', { title: innovationTitle(done), state: innovationStateName(done.state) }))
    },
    ({ reason }) => (withdrawing && !reason ? { reason: t('withdrawal.missing') } : {}),
  )
  return (
    <FormDialog
      title={innovationTransitionName(transition)}
      close={close}
      submit={form.submit}
      busy={form.busy}
      failure={form.failure}
      action={innovationTransitionName(transition)}
      danger={transition !== 'publish'}
      size="lg"
      reload={() => {
        void queryClient.invalidateQueries({ queryKey: ['innovations'] })
        close()
      }}
    >
      <p>{t(`innovation.transition.${transition}.explained`)}</p>
      <p className="dialog-subject">{innovationTitle(one)}</p>
      {withdrawing && (
        <Radio.Group
          label={t('withdrawal.title')}
          description={t('withdrawal.hint')}
          required
          value={form.values.reason}
          onChange={(reason) => form.set('reason', reason as WithdrawalReason)}
          error={form.errors.reason}
        >
          <div className="radios">
            {WITHDRAWAL_REASONS.map((reason) => (
              <Radio key={reason} value={reason} label={reasonName(reason)} />
            ))}
          </div>
        </Radio.Group>
      )}
      <Textarea
        label={t('decision.comment.staff')}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={5000}
        {...form.field('comment')}
      />
    </FormDialog>
  )
}
