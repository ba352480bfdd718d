import type { CorrectionPoint } from '@essaim/shared/corrections.ts'
import { answerOfPoint } from '@essaim/shared/point-answers.ts'
import { isAnswered, isShown } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { type FormEvent, type ReactNode, useId, useState } from 'react'
import { AnswerValue } from '../questionnaires/answer-value.tsx'
import { labelIn } from '../questionnaires/setting.ts'
import { cleaned } from '../questionnaires/values.ts'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'
import './points.css'
import { keepAnswer } from './points-api.ts'

/** What the answers on the screen make of a point; null: nothing yet. */
export const madeOf = (point: CorrectionPoint, answers: Answers) =>
  answerOfPoint({ ...point, after: cleaned(answers[point.question]) })

/** What has been made of a point. */
function PointState({ point, answers }: { point: CorrectionPoint; answers: Answers }) {
  const m = useMessages().points
  const made = madeOf(point, answers)
  // what is still to be done needs no other word: the list and the point itself say so
  return made && <span className="r-state r-state-accepted">{m.answers[made]}</span>
}

export type PointListProps = {
  points: CorrectionPoint[]
  content: QuestionnaireContent
  questions: Map<string, Question>
  answers: Answers
  comment: string | null
  /** Unfolded where one arrives. */
  open: boolean
  /** The points themselves, for questions that do not show. */
  notes: Record<string, ReactNode>
  linkTo: (question: string) => string
  onQuestion: (question: string) => void
}

/** What is to be corrected, each point with the way to its question and how far it is. */
export function PointList(props: PointListProps) {
  const { points, content, questions, answers, comment, open, notes, linkTo, onQuestion } = props
  const m = useMessages().points
  const language = useLanguage()
  const left = points.filter((point) => madeOf(point, answers) === null).length
  const asked = [...new Set(points.map(({ question }) => question))]
  const wordsOf = (code: string) => labelIn(questions.get(code)?.label, language) || code
  return (
    <details className="r-summary r-comment r-points" open={open}>
      <summary>
        <strong>{left > 0 ? m.title(left) : m.all_done}</strong>
      </summary>
      {comment && <blockquote>{comment}</blockquote>}
      <p>{m.lead}</p>
      <ul>
        {asked.map((code) => (
          <li key={code}>
            {isShown(code, answers, content) ? (
              <a
                href={linkTo(code)}
                onClick={(event) => {
                  event.preventDefault()
                  onQuestion(code)
                }}
              >
                {wordsOf(code)}
              </a>
            ) : (
              <>
                {wordsOf(code)}
                {notes[code]}
              </>
            )}
            {points
              .filter(({ question }) => question === code)
              .map((point) => (
                <PointState key={point.id} point={point} answers={answers} />
              ))}
          </li>
        ))}
      </ul>
    </details>
  )
}

export type PointNoteProps = {
  submission: string
  point: CorrectionPoint
  question: Question | undefined
  answers: Answers
  onTake: (value: unknown) => void
  onKept: (point: CorrectionPoint) => void
  onError: (error: unknown) => string
}

/** One point at its question: why, perhaps a wording to take over, and the way to keep the answer as it is. */
export function PointNote({ submission, point, question, answers, onTake, onKept, onError }: PointNoteProps) {
  const m = useMessages().points
  const language = useLanguage()
  const id = useId()
  const [trouble, setTrouble] = useState<string | null>(null)
  const made = madeOf(point, answers)
  const keep = async (because: string | null) => {
    setTrouble(null)
    try {
      onKept(await keepAnswer(submission, point.id, because))
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const because = String(new FormData(event.currentTarget).get('because')).trim()
    if (because) void keep(because)
  }
  return (
    <section className="r-comment r-point" aria-label={m.asked(labelIn(question?.label, language))}>
      <p>
        <strong>{m.kinds[point.kind]}</strong> <PointState point={point} answers={answers} />
      </p>
      <p className="r-told">{point.reason}</p>
      {question && isAnswered(point.proposed) && made !== 'taken_over' && (
        <>
          <p className="r-soft">{m.proposed}</p>
          <blockquote>
            <AnswerValue asked={question} value={point.proposed} />
          </blockquote>
          <Action onAct={() => onTake(point.proposed)}>{m.take_over}</Action>
        </>
      )}
      {trouble && <Trouble>{trouble}</Trouble>}
      {made === 'kept' && (
        <>
          <p>{m.kept(point.kept_because ?? '')}</p>
          <Action kind="quiet" onAct={() => keep(null)}>
            {m.keep_back}
          </Action>
        </>
      )}
      {made === null && (
        <details className="r-fold">
          <summary>{m.keep}</summary>
          <form onSubmit={submit}>
            <label htmlFor={id}>{m.keep_why}</label>
            <textarea id={id} name="because" className="r-field" rows={3} maxLength={2000} required />
            <button type="submit" className="r-button">
              {m.keep_save}
            </button>
          </form>
        </details>
      )}
    </section>
  )
}

/** The points of each question, by its code. */
export function notesAt({
  points,
  questions,
  ...shared
}: Omit<PointNoteProps, 'point' | 'question' | 'onTake'> & {
  points: CorrectionPoint[]
  questions: Map<string, Question>
  onTake: (question: string, value: unknown) => void
}): Record<string, ReactNode> {
  const notes: Record<string, ReactNode[]> = {}
  for (const point of points) {
    const { question } = point
    notes[question] ??= []
    notes[question].push(
      <PointNote
        key={point.id}
        {...shared}
        point={point}
        question={questions.get(question)}
        onTake={(value) => shared.onTake(question, value)}
      />,
    )
  }
  return notes
}
