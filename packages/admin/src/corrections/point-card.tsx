import type { PointState } from '@essaim/shared/corrections.ts'
import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { ChangedValue, ToldValue } from '../answers/changed-value.tsx'
import { ago } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'
import { Refused } from '../ui/states.tsx'
import type { Noted } from './note-dialog.tsx'
import { closePoint, dropNote, type ListedPoint } from './queries.ts'

const TONES: Record<PointState, Tone> = {
  note: 'neutral',
  open: 'wait',
  answered: 'todo',
  closed: 'good',
  reopened: 'neutral',
}

/** One point: what was asked, what the answer was and has become, and what can be done about it. */
export function PointCard({
  submission,
  point,
  question,
  ask,
  keep,
}: {
  submission: string
  point: ListedPoint
  question: Question | undefined
  ask: (noted: Noted) => void
  keep: (point: ListedPoint) => void
}) {
  const [failure, setFailure] = useState<Error | null>(null)
  const may = (action: ListedPoint['actions'][number]) => point.actions.includes(action)
  const run = (work: () => Promise<void>) => () => {
    setFailure(null)
    work().catch((cause: Error) => setFailure(cause))
  }
  const name = question ? labelOf(question.label) : point.question
  return (
    <li className="point">
      <p className="point-head">
        <a className="link" href={`#question-${point.question}`}>
          {name}
        </a>
        <StateBadge tone={TONES[point.state]}>
          {point.answer && point.state !== 'note'
            ? t(`points.answer.${point.answer}`)
            : t(`points.state.${point.state}`)}
        </StateBadge>
      </p>
      <p className="prose">
        <strong>{t(`points.kind.${point.kind}`)}</strong> {point.reason}
      </p>
      {question && isAnswered(point.proposed) && point.answer !== 'taken_over' && (
        <div className="point-value">
          <span className="before-word">{t('points.proposed')}</span>
          <ToldValue asked={question} value={point.proposed} />
        </div>
      )}
      {question && (point.answer === 'changed' || point.answer === 'taken_over') && (
        <div className="point-value">
          <ChangedValue asked={question} before={point.before} after={point.after} />
        </div>
      )}
      {point.kept_because && <p className="prose">{t('points.kept', { because: point.kept_because })}</p>}
      {point.state === 'note' && point.author && (
        <p className="hint">{t('points.by', { who: point.author.name, when: ago(point.created_at) })}</p>
      )}
      <Refused error={failure} />
      {question && point.actions.length > 0 && (
        <div className="point-actions">
          {may('edit') && (
            <>
              <Button size="compact-sm" variant="default" onClick={() => ask({ question, note: point })}>
                {t('points.edit')}
                <span className="sr-only"> : {name}</span>
              </Button>
              <Button size="compact-sm" variant="subtle" onClick={run(() => dropNote(submission, point))}>
                {t('points.drop')}
                <span className="sr-only"> : {name}</span>
              </Button>
            </>
          )}
          {may('close') && (
            <Button size="compact-sm" variant="default" onClick={run(() => closePoint(submission, point))}>
              {t(point.state === 'open' ? 'points.let-go' : 'points.close')}
              <span className="sr-only"> : {name}</span>
            </Button>
          )}
          {may('reopen') && (
            <Button size="compact-sm" variant="default" onClick={() => ask({ question, follows: point })}>
              {t('points.reopen')}
              <span className="sr-only"> : {name}</span>
            </Button>
          )}
          {may('answer') && (
            <Button size="compact-sm" variant="subtle" onClick={() => keep(point)}>
              {t('points.keep-for')}
              <span className="sr-only"> : {name}</span>
            </Button>
          )}
        </div>
      )}
    </li>
  )
}
