import type { Submission, SubmissionCard } from '@essaim/shared/submissions.ts'
import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { colleagueName } from '../absences/colleague-name.ts'
import { colleagues } from '../absences/queries.ts'
import { useForm } from '../lib/form.ts'
import { day } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { useSession } from '../lib/session.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { titleOf } from './labels.tsx'
import { assignSubmission, assignSubmissions, type Outcomes } from './queries.ts'
import { moderates } from './views.ts'

/** Who follows a submission, whatever its state, and the way to say it. */
export function AssignmentLine({ one }: { one: Submission }) {
  const { user } = useSession()
  const [asked, setAsked] = useState(false)
  const mayAssign = moderates(user)
  useShortcuts(mayAssign ? { s: () => setAsked(true) } : {})
  if (!one.assignee && !mayAssign) return null
  return (
    <div className="claim-line">
      {one.assignee && <p>{t('assignee.by', { name: one.assignee.name })}</p>}
      {mayAssign && (
        <Button size="compact-sm" variant="default" onClick={() => setAsked(true)} aria-keyshortcuts="s">
          {t('assign.action')}
        </Button>
      )}
      {asked && <AssignmentDialog subjects={[one]} close={() => setAsked(false)} />}
    </div>
  )
}

const ME = 'me'
const NOBODY = 'none'

/** Says who follows one submission or several; `done` learns what became of each. */
export function AssignmentDialog({
  subjects,
  close,
  done = () => undefined,
}: {
  subjects: readonly SubmissionCard[]
  close: () => void
  done?: (outcomes: Outcomes) => void
}) {
  const { user } = useSession()
  const [first] = subjects
  const isOne = subjects.length === 1
  const followed = isOne && first?.assignee && first.assignee.id !== user?.id ? first.assignee : null
  const known = useQuery(colleagues()).data ?? []
  const others = known.filter(({ id }) => id !== user?.id && id !== followed?.id)
  const away = known.find(({ id }) => id === followed?.id)?.away_until
  const form = useForm({ assignee: followed?.id ?? ME }, async ({ assignee: chosen }) => {
    const assignee = chosen === NOBODY ? null : chosen === ME ? (user?.id ?? null) : chosen
    const outcomes = isOne && first ? await assignOne(first, assignee) : await assignSeveral(subjects, assignee)
    const count = outcomes.filter(({ status }) => status === 200).length
    if (count > 0) say(inWords(chosen, count, others.find(({ id }) => id === chosen)?.name ?? followed?.name ?? ''))
    done(outcomes)
  })
  return (
    <FormDialog title={t('assign.action')} close={close} form={form} action={t('action.save')}>
      <p>{isOne && first ? titleOf(first) : t('bulk.subjects', { count: subjects.length })}</p>
      <Select
        label={t('assignee.title')}
        description={away ? t('assign.away', { name: followed?.name ?? '', day: day(away) }) : t('assign.hint')}
        data={[
          { value: ME, label: t('assignee.me') },
          { value: NOBODY, label: t('assignee.none') },
          // under one name before and after the others are read: what is being typed stays
          ...(followed ? [{ value: followed.id, label: followed.name }] : []),
          ...others.map((one) => ({ value: one.id, label: colleagueName(one) })),
        ]}
        value={form.values.assignee}
        onChange={(assignee) => form.set('assignee', assignee ?? NOBODY)}
        error={form.errors.assignee}
        allowDeselect={false}
        searchable
        // one's own name stands there already: Enter confirms it, and letters look for another
        openOnFocus={false}
        selectFirstOptionOnChange
        // while the list is open, Enter is for the list: nobody is taken who has not been chosen
        onKeyDown={(event) => {
          if (event.key === 'Enter' && 'expanded' in event.currentTarget.dataset) event.preventDefault()
        }}
        onFocus={(event) => event.currentTarget.select()}
        nothingFoundMessage={t('filter.nothing')}
        data-autofocus
      />
    </FormDialog>
  )
}

async function assignOne({ id }: SubmissionCard, assignee: string | null): Promise<Outcomes> {
  await assignSubmission(id, assignee)
  return [{ id, status: 200 }]
}

const assignSeveral = (subjects: readonly SubmissionCard[], assignee: string | null): Promise<Outcomes> =>
  assignSubmissions(
    subjects.map(({ id }) => id),
    assignee,
  )

function inWords(chosen: string, count: number, name: string): string {
  if (chosen === ME) return t('assign.done.me', { count })
  return chosen === NOBODY ? t('assign.done.none', { count }) : t('assign.done', { count, name })
}
