import { POINT_KINDS, type PointKind } from '@essaim/shared/corrections.ts'
import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { NativeSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ToldValue } from '../answers/changed-value.tsx'
import { orNull, useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { submission as oneSubmission } from '../submissions/queries.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { changeNote, type ListedPoint, notePoint } from './queries.ts'

export type Noted = {
  question: Question
  /** A note to change. */
  note?: ListedPoint
  /** A point whose answer does not do. */
  follows?: ListedPoint
}

// The wording of a text can be proposed as it is; for the other kinds, words in the reason do.
const isWording = ({ kind }: Question) => kind === 'text' || kind === 'longtext'

/** Notes what is wrong with the answer to one question; the association learns of it by the next request for changes. */
export function NoteDialog({
  submission,
  noted: { question, note, follows },
  close,
}: {
  submission: string
  noted: Noted
  close: () => void
}) {
  const from = note ?? follows
  const answer = useQuery(oneSubmission(submission)).data?.data.answers[question.code]
  const form = useForm(
    {
      kind: (from?.kind ?? (isAnswered(answer) ? 'incorrect' : 'incomplete')) as string,
      reason: note?.reason ?? '',
      proposed: typeof note?.proposed === 'string' ? note.proposed : '',
    },
    async ({ kind, reason, proposed }) => {
      const said = {
        kind: kind as PointKind,
        reason: reason.trim(),
        ...(isWording(question) && { proposed: orNull(proposed) }),
      }
      if (note) await changeNote(submission, note, said)
      else await notePoint(submission, { question: question.code, ...said, ...(follows && { follows: follows.id }) })
      say(t('points.noted'))
    },
    ({ reason }) => (reason.trim() ? {} : { reason: t('points.reason.required') }),
  )
  return (
    <FormDialog
      title={t(follows ? 'points.reopen' : note ? 'points.edit' : 'points.note')}
      close={close}
      form={form}
      action={t('action.save')}
      size="lg"
    >
      <p className="dialog-subject">{labelOf(question.label)}</p>
      <div className="point-value">
        <ToldValue asked={question} value={answer} />
      </div>
      <p>{t('points.note.explained')}</p>
      {follows?.kept_because && <p className="hint">{t('points.kept', { because: follows.kept_because })}</p>}
      <NativeSelect
        label={t('points.kind')}
        data={POINT_KINDS.map((value) => ({ value, label: t(`points.kind.${value}`) }))}
        {...form.field('kind')}
      />
      <Textarea
        label={t('points.reason')}
        description={t('points.reason.hint')}
        autosize
        minRows={3}
        maxLength={2000}
        required
        data-autofocus
        {...form.field('reason')}
      />
      {isWording(question) && (
        <Textarea
          label={t('points.proposed')}
          description={t('points.proposed.hint')}
          autosize
          minRows={2}
          maxLength={question.max_length ?? 20000}
          {...form.field('proposed')}
        />
      )}
    </FormDialog>
  )
}
