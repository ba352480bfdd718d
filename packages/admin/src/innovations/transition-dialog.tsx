import {
  type InnovationTransition,
  type ModeratedInnovation,
  WITHDRAWAL_REASONS,
  type WithdrawalReason,
} from '@essaim/shared/innovations.ts'
import { Radio, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useForm } from '../lib/form.ts'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { innovationStateName, innovationTitle, innovationTransitionName, reasonName } from './labels.tsx'
import { innovationVersion, takeInnovationTransition } from './queries.ts'
import { RecordSelect } from './record-select.tsx'

type Values = { reason: WithdrawalReason | ''; comment: string; when: 'now' | 'later'; at: string; replaced_by: string }

/** Moving a record: publishing now or at a date, withdrawing with its reason, which partners get, merging it into another… */
export function TransitionDialog({
  one,
  draft,
  transition,
  close,
}: {
  one: ModeratedInnovation
  /** The number of its version that waits, if one does. */
  draft: number | null
  transition: InnovationTransition
  close: () => void
}) {
  const withdrawing = transition === 'withdraw'
  const publishing = transition === 'publish'
  const merging = transition === 'merge'
  const hinders = useHinders(one.id, publishing ? draft : null)
  const hindered = hinders.length > 0
  const form = useForm<Values>(
    { reason: '', comment: '', when: 'now', at: '', replaced_by: '' },
    async ({ reason, comment, when, at, replaced_by }) => {
      const done = await takeInnovationTransition(one.id, {
        transition,
        ...(reason ? { reason } : {}),
        ...(replaced_by ? { replaced_by } : {}),
        ...(publishing && when === 'later' ? { at: new Date(at).toISOString() } : {}),
        ...(comment.trim() ? { comment: comment.trim() } : {}),
      })
      say(doneInWords(done, transition))
    },
    ({ reason, when, at, replaced_by }) => ({
      ...(withdrawing && !reason ? { reason: t('withdrawal.missing') } : {}),
      ...(merging && !replaced_by ? { replaced_by: t('form.required') } : {}),
      ...(publishing && when === 'later' && !(Date.parse(at) > Date.now()) ? { at: t('publication.at.missing') } : {}),
    }),
  )
  const planning = publishing && !hindered && form.values.when === 'later'
  return (
    <FormDialog
      title={innovationTransitionName(transition)}
      close={close}
      form={form}
      action={planning ? t('publication.schedule') : innovationTransitionName(transition)}
      danger={withdrawing || transition === 'archive'}
      size="lg"
      disabled={hindered}
      reload={() => {
        void queryClient.invalidateQueries({ queryKey: ['innovations'] })
        close()
      }}
    >
      <p>{t(`innovation.transition.${transition}.explained`)}</p>
      <p className="dialog-subject">{innovationTitle(one)}</p>
      {hindered && (
        <div className="notice warn" role="status">
          <div>
            <p>{t('publication.hindered')}</p>
            <ul>
              {hinders.map((hinder) => (
                <li key={hinder}>{hinder}</li>
              ))}
            </ul>
          </div>
        </div>
      )}
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
      {publishing && !hindered && (
        <Radio.Group
          label={t('publication.when')}
          value={form.values.when}
          onChange={(when) => form.set('when', when as Values['when'])}
        >
          <div className="radios">
            <Radio value="now" label={t('publication.now')} />
            <Radio value="later" label={t('publication.later')} />
          </div>
        </Radio.Group>
      )}
      {planning && (
        <TextInput
          type="datetime-local"
          label={t('publication.at')}
          description={t('publication.at.hint')}
          required
          {...form.field('at')}
        />
      )}
      {merging && (
        <RecordSelect
          besides={one}
          label={t('merger.into')}
          value={form.values.replaced_by || undefined}
          change={(id) => form.set('replaced_by', id ?? '')}
          error={form.errors.replaced_by}
        />
      )}
      {!hindered && (
        <Textarea
          label={t('decision.comment.staff')}
          autosize
          minRows={3}
          maxRows={12}
          maxLength={5000}
          {...form.field('comment')}
        />
      )}
    </FormDialog>
  )
}

/** What keeps the draft from being published, before one asks: what is missing, and what the association has to decide. */
function useHinders(id: string, draft: number | null): string[] {
  const version = useQuery({ ...innovationVersion(id, draft ?? 0), enabled: draft !== null }).data?.data
  if (!version) return []
  const undecided = version.edits.filter(({ state }) => state === 'proposed').length
  return [
    ...new Set(version.issues.map(({ detail }) => detail)),
    ...(undecided > 0 ? [t('publication.undecided', { count: undecided })] : []),
  ]
}

const DONE = {
  confirm: 'innovation.confirmed-now',
  cancel_publication: 'innovation.unscheduled',
  merge: 'innovation.merged-now',
} as const

function doneInWords(done: ModeratedInnovation, transition: InnovationTransition): string {
  if (transition === 'publish' && done.publish_at) return t('innovation.scheduled', { at: instant(done.publish_at) })
  if (transition in DONE) return t(DONE[transition as keyof typeof DONE], { title: innovationTitle(done) })
  return t('innovation.now', { title: innovationTitle(done), state: innovationStateName(done.state) })
}
