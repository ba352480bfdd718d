import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AnswersSetting } from '../answers/answers-setting.tsx'
import { useForm } from '../lib/form.ts'
import { t } from '../lib/i18n.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Panel } from '../ui/page.tsx'
import { NoteDialog, type Noted } from './note-dialog.tsx'
import { PointCard } from './point-card.tsx'
import './points.css'
import { keepFor, type ListedPoint, points } from './queries.ts'

/** What is asked of the association, question by question: noted, sent, answered; what is settled is folded. */
export function PointsPanel({ one, content }: { one: Submission; content: QuestionnaireContent }) {
  const listed = useQuery(points(one.id)).data
  const [noted, ask] = useState<Noted | null>(null)
  const [kept, keep] = useState<ListedPoint | null>(null)
  if (!listed || listed.items.length === 0) return null
  const questions = questionMap(content)
  const isSettled = ({ state }: ListedPoint) => state === 'closed' || state === 'reopened'
  const list = (items: ListedPoint[]) => (
    <ul className="points">
      {items.map((point) => (
        <PointCard
          key={point.id}
          submission={one.id}
          point={point}
          question={questions.get(point.question)}
          ask={ask}
          keep={keep}
        />
      ))}
    </ul>
  )
  const notes = listed.items.filter(({ state }) => state === 'note')
  const asked = listed.items.filter((point) => point.state !== 'note' && !isSettled(point))
  const settled = listed.items.filter(isSettled)
  return (
    <AnswersSetting content={content} submission={one.id}>
      <Panel title={t('points.title')} id="points">
        {asked.length > 0 && list(asked)}
        {notes.length > 0 && (
          <div className="points-notes">
            <p className="hint">{t('points.notes', { count: notes.length })}</p>
            {list(notes)}
          </div>
        )}
        {settled.length > 0 && (
          <details className="empties">
            <summary>{t('points.settled', { count: settled.length })}</summary>
            {list(settled)}
          </details>
        )}
      </Panel>
      {noted && <NoteDialog submission={one.id} noted={noted} close={() => ask(null)} />}
      {kept && <KeepDialog submission={one.id} point={kept} close={() => keep(null)} />}
    </AnswersSetting>
  )
}

/** On the telephone, the association says why it keeps its answer. */
function KeepDialog({ submission, point, close }: { submission: string; point: ListedPoint; close: () => void }) {
  const form = useForm(
    { kept_because: point.kept_because ?? '' },
    ({ kept_because }) => keepFor(submission, point, kept_because.trim()),
    ({ kept_because }) => (kept_because.trim() ? {} : { kept_because: t('points.reason.required') }),
  )
  return (
    <FormDialog title={t('points.keep-for')} close={close} form={form} action={t('action.save')}>
      <p className="dialog-subject">{point.reason}</p>
      <Textarea
        label={t('points.keep-why')}
        autosize
        minRows={3}
        maxLength={2000}
        required
        data-autofocus
        {...form.field('kept_because')}
      />
    </FormDialog>
  )
}
