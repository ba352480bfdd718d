import { TRANSITIONS } from '@essaim/shared/submission-rules.ts'
import type { Submission, SubmissionTransition } from '@essaim/shared/submissions.ts'
import { Button, Textarea } from '@mantine/core'
import { IconPencil } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useForm } from '../lib/form.ts'
import { instant } from '../lib/format.ts'
import { Refusal } from '../lib/http.ts'
import { t, tOr } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { say } from '../ui/toasts.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { stateName, titleOf, transitionName } from './labels.tsx'
import { submission, takeTransition } from './queries.ts'

/** What leads on comes first, as the main button. */
const ORDER: SubmissionTransition[] = ['accept', 'endorse', 'submit', 'request_changes', 'reject', 'withdraw']
const KEYS: Partial<Record<SubmissionTransition, string>> = {
  accept: 'a',
  endorse: 'v',
  request_changes: 'c',
  reject: 'r',
}

/** The buttons that the server gives for this submission. */
export function Actions({ one }: { one: Submission }) {
  const [asked, setAsked] = useState<SubmissionTransition | null>(null)
  const open = ORDER.filter((name) => one.transitions.includes(name))
  useShortcuts(Object.fromEntries(open.flatMap((name) => (KEYS[name] ? [[KEYS[name], () => setAsked(name)]] : []))))
  return (
    <Panel title={t('submission.actions')} id="actions">
      {open.length === 0 && !one.writable && <p className="hint">{t(`submission.waits.${one.state}`)}</p>}
      {one.unsent && (one.state === 'submitted' || one.state === 'endorsed') && (
        <p className="hint">{t('submission.completing')}</p>
      )}
      <div className="actions">
        {open.map((name, place) => (
          <Button
            key={name}
            fullWidth
            variant={place === 0 ? 'filled' : 'default'}
            color={name === 'reject' ? 'red.8' : 'ink'}
            className={name === 'reject' || name === 'withdraw' ? 'danger' : undefined}
            onClick={() => setAsked(name)}
            rightSection={KEYS[name] && <kbd aria-hidden>{KEYS[name].toUpperCase()}</kbd>}
            aria-keyshortcuts={KEYS[name]}
          >
            {transitionName(name)}
          </Button>
        ))}
        {one.writable && (
          <ButtonLink
            fullWidth
            variant="default"
            to="/reponses/$id/saisie"
            params={{ id: one.id }}
            leftSection={<IconPencil size={16} aria-hidden />}
          >
            {t('submission.write')}
          </ButtonLink>
        )}
        <SaveButton
          fullWidth
          path={`/v1/moderation/submissions/${one.id}/summary`}
          name={`${t('submission.summary.file')} – ${titleOf(one)}.pdf`}
        >
          {t('submission.summary')}
        </SaveButton>
      </div>
      {asked && <Decision one={one} transition={asked} close={() => setAsked(null)} />}
    </Panel>
  )
}

function Decision({
  one,
  transition,
  close,
}: {
  one: Submission
  transition: SubmissionTransition
  close: () => void
}) {
  const required = TRANSITIONS[transition].comment === 'required'
  const form = useForm(
    { comment: '' },
    async ({ comment }) => {
      const done = await takeTransition(one.id, { transition, ...(comment.trim() ? { comment: comment.trim() } : {}) })
      say(t('submission.now', { title: titleOf(done), state: stateName(done.state) }))
      focusNext()
    },
    ({ comment }) => (required && !comment.trim() ? { comment: t('decision.comment.required') } : {}),
  )
  const reload = () => {
    void queryClient.invalidateQueries({ queryKey: submission(one.id).queryKey })
    close()
  }
  const isLate = form.failure instanceof Refusal && form.failure.slug === 'conflict'
  useEffect(() => {
    // Behind the dialog, the page shows what the other one decided.
    if (isLate) void queryClient.invalidateQueries({ queryKey: ['submissions'] })
  }, [isLate])
  return (
    <FormDialog
      title={transitionName(transition)}
      close={close}
      submit={form.submit}
      busy={form.busy}
      failure={inWords(form.failure)}
      action={transitionName(transition)}
      danger={transition === 'reject'}
      size="lg"
      reload={reload}
    >
      <p>{t(`submission.transition.${transition}.explained`)}</p>
      <p className="dialog-subject">{titleOf(one)}</p>
      <Textarea
        label={required ? t('decision.comment.to-association') : t('decision.comment.optional')}
        description={required ? t('decision.comment.hint') : undefined}
        autosize
        minRows={4}
        maxRows={14}
        maxLength={5000}
        required={required}
        data-autofocus
        {...form.field('comment')}
      />
    </FormDialog>
  )
}

// The button that opened the dialog may be gone: the next submission is where one goes from here, else the title.
function focusNext(): void {
  setTimeout(
    () => (document.querySelector<HTMLElement>('[data-next]:enabled') ?? document.querySelector('h1'))?.focus(),
    80,
  )
}

/** Somebody else was quicker: who, when, and what it became. */
function inWords(failure: Error | null): Error | null {
  if (!(failure instanceof Refusal) || failure.slug !== 'conflict' || !failure.problem) return failure
  const { state, by, at } = failure.problem
  if (typeof state !== 'string') return failure
  const who = typeof by === 'object' && by !== null && 'name' in by ? String(by.name) : t('decision.someone')
  return new Error(
    t('decision.conflict', {
      state: tOr(`submission.state.${state}`, state),
      who,
      when: typeof at === 'string' ? instant(at) : '',
    }),
  )
}
