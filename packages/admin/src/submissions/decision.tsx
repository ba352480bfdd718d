import type { OpinionWord } from '@essaim/shared/opinions.ts'
import type { Problem } from '@essaim/shared/problem.ts'
import type { ReplyUse } from '@essaim/shared/reply-templates.ts'
import { TRANSITIONS } from '@essaim/shared/submission-rules.ts'
import type { SubmissionCard, SubmissionTransition } from '@essaim/shared/submissions.ts'
import { Textarea } from '@mantine/core'
import { useEffect } from 'react'
import { NotesToSend } from '../corrections/notes-to-send.tsx'
import { useForm } from '../lib/form.ts'
import { instant } from '../lib/format.ts'
import { Refusal } from '../lib/http.ts'
import { t, tOr } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { OpinionField } from '../opinions/opinion-field.tsx'
import { undoOf, undoOfAll } from '../opinions/undo.ts'
import { ReplyPicker } from '../reply-templates/reply-picker.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { stateName, titleOf, transitionName } from './labels.tsx'
import { type Outcomes, submission, takeTransition, takeTransitions } from './queries.ts'

// What is written to the association with a decision may begin with a template.
const REPLIES: Partial<Record<SubmissionTransition, readonly ReplyUse[]>> = {
  request_changes: ['request_changes'],
  reject: ['reject'],
}

/** What is decided on, one or several. */
export type Subject = Pick<SubmissionCard, 'id' | 'title' | 'transitions'>

/** Takes a transition for one submission or for several by the same rules; `done` learns what became of each. */
export function DecisionDialog({
  subjects,
  transition,
  close,
  done,
}: {
  subjects: readonly Subject[]
  transition: SubmissionTransition
  close: () => void
  done: (outcomes: Outcomes) => void
}) {
  const required = TRANSITIONS[transition].comment === 'required'
  const [first] = subjects
  const isOne = subjects.length === 1
  const form = useForm(
    { comment: '', opinion: 'favourable' as OpinionWord },
    async ({ comment, opinion }) => {
      const body = {
        transition,
        ...(comment.trim() && { comment: comment.trim() }),
        ...(transition === 'endorse' && { opinion }),
      }
      done(isOne && first ? await takeOne(first, body) : await takeSeveral(subjects, body))
    },
    ({ comment, opinion }) => {
      if (comment.trim()) return {}
      if (required) return { comment: t(requiredOf(transition)) }
      return opinion === 'favourable' ? {} : { comment: t('opinion.comment.required') }
    },
  )
  const reload = () => {
    if (first) void queryClient.invalidateQueries({ queryKey: submission(first.id).queryKey })
    close()
  }
  const isLate = form.failure instanceof Refusal && form.failure.slug === 'conflict'
  useEffect(() => {
    // Behind the dialog, the page shows what the other one decided.
    if (isLate) void queryClient.invalidateQueries({ queryKey: ['submissions'] })
  }, [isLate])
  const isMotivated = form.values.opinion !== 'favourable'
  const closed = subjects.filter(({ transitions }) => !transitions.includes(transition)).length
  return (
    <FormDialog
      title={transitionName(transition)}
      close={close}
      form={{ ...form, failure: inWords(form.failure) }}
      action={transitionName(transition)}
      danger={transition === 'reject'}
      size="lg"
      reload={reload}
    >
      <p>{t(`submission.transition.${transition}.explained`)}</p>
      <p className="dialog-subject">
        {isOne && first ? titleOf(first) : t('bulk.subjects', { count: subjects.length })}
      </p>
      {transition === 'request_changes' && isOne && first && <NotesToSend submission={first.id} />}
      {!isOne && closed > 0 && <p className="notice info">{t('bulk.closed', { count: closed })}</p>}
      {transition === 'endorse' && (
        <OpinionField value={form.values.opinion} change={(opinion) => form.set('opinion', opinion)} />
      )}
      {isOne && first && REPLIES[transition] && (
        <ReplyPicker
          submission={first.id}
          uses={REPLIES[transition]}
          pick={(words) => form.set('comment', [form.values.comment.trim(), words].filter(Boolean).join('\n\n'))}
        />
      )}
      <Textarea
        label={t(isMotivated ? 'opinion.comment' : labelOf(transition, required))}
        description={transition === 'request_changes' ? t('decision.comment.hint') : undefined}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={5000}
        required={required || isMotivated}
        data-autofocus
        {...form.field('comment')}
      />
      <p className="hint">{t('decision.key')}</p>
    </FormDialog>
  )
}

type Body = Parameters<typeof takeTransition>[1]

async function takeOne({ id }: Subject, body: Body): Promise<Outcomes> {
  const done = await takeTransition(id, body)
  say(t('submission.now', { title: titleOf(done), state: stateName(done.state) }), undoOf(done))
  return [{ id, status: 200 }]
}

async function takeSeveral(subjects: readonly Subject[], body: Body): Promise<Outcomes> {
  const outcomes = await takeTransitions(
    subjects.map(({ id }) => id),
    body,
  )
  const taken = outcomes.filter(({ status }) => status === 200).map(({ id }) => id)
  if (taken.length > 0)
    say(
      t('bulk.done', { count: taken.length, transition: transitionName(body.transition) }),
      undoOfAll(body.transition, taken),
    )
  return outcomes
}

// Whom the comment is for decides what it is called.
const labelOf = (transition: SubmissionTransition, required: boolean) => {
  if (transition === 'escalate') return 'decision.comment.to-headquarters'
  return required ? 'decision.comment.to-association' : 'decision.comment.optional'
}
const requiredOf = (transition: SubmissionTransition) =>
  transition === 'escalate' ? 'decision.comment.to-headquarters.required' : 'decision.comment.required'

/** Somebody else was quicker: who, when, and what it became. */
function inWords(failure: Error | null): Error | null {
  if (!(failure instanceof Refusal) || failure.slug !== 'conflict' || !failure.problem) return failure
  const words = conflictInWords(failure.problem)
  return words === null ? failure : new Error(words)
}

/** A conflict as people say it; null where it is not about a state. */
export function conflictInWords(problem: Problem): string | null {
  const { state, by, at } = problem as Problem & { state?: unknown; by?: unknown; at?: unknown }
  // a conflict that has a reason of its own says it itself
  if (typeof state !== 'string' || 'reason' in problem) return null
  const who = typeof by === 'object' && by !== null && 'name' in by ? String(by.name) : t('decision.someone')
  return t('decision.conflict', {
    state: tOr(`submission.state.${state}`, state),
    who,
    when: typeof at === 'string' ? instant(at) : '',
  })
}
