import type { Issue } from '@essaim/shared/questionnaires/issues.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { type FocusEvent, memo, type ReactNode } from 'react'
import { AnswerValue } from './answer-value.tsx'
import { ConsentControl } from './choice-control.tsx'
import type { ControlProps } from './control.ts'
import type { AnswersDraft, SaveState } from './draft.ts'
import { FieldControl, isGroup } from './field-control.tsx'
import { wordsOfIssue } from './parts.ts'
import { RepeatControl } from './repeat-control.tsx'
import { choicesOf, labelIn, useSetting } from './setting.ts'

/** The id of the element that holds a question, for links to it. */
export const questionAnchor = (code: string): string => `q-${code}`

export type QuestionBlockProps = {
  question: Question
  value: unknown
  state: SaveState | undefined
  /** What is to be said at the question now. */
  issues: Issue[]
  draft: AnswersDraft
  onLeave: (code: string) => void
}

/** One question: its words, its control, what is wrong with the answer and whether it is saved. */
export const QuestionBlock = memo(
  Block,
  (before, after) =>
    before.question === after.question &&
    before.value === after.value &&
    before.state === after.state &&
    before.draft === after.draft &&
    before.onLeave === after.onLeave &&
    JSON.stringify(before.issues) === JSON.stringify(after.issues),
)

function Block({ question, value, state, issues, draft, onLeave }: QuestionBlockProps) {
  const setting = useSetting()
  const { language, words } = setting
  const { code, kind } = question
  const id = `${questionAnchor(code)}-control`
  const label = labelIn(question.label, language)
  const help = [labelIn(question.help, language), seenBy(question, words)].filter(Boolean).join(' ')
  const own =
    state?.status === 'refused'
      ? [state.message]
      : issues.filter((issue) => !issue.path || kind !== 'repeat').map((issue) => wordsOfIssue(issue, language))
  const problems = kind === 'repeat' ? problemsByField(issues, language) : {}
  const describedBy = [help && `${id}-help`, own.length > 0 && `${id}-problem`].filter(Boolean).join(' ') || undefined
  const control: ControlProps = {
    asked: question,
    id,
    value,
    describedBy,
    invalid: own.length > 0,
    required: question.required === 'submit',
    onChange: (next) => draft.change(code, next),
  }

  const onBlur = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onLeave(code)
  }
  const note = help && (
    <p className="q-help" id={`${id}-help`}>
      {help}
    </p>
  )
  const title = (
    <>
      {label}{' '}
      {kind !== 'consent' && question.required !== 'submit' && (
        <span className="q-tag">{question.required === 'publish' ? words.needed_to_publish : words.optional}</span>
      )}
    </>
  )
  const below = (
    <>
      {own.length > 0 && (
        <p className="q-problem" id={`${id}-problem`}>
          {own.join(' ')}
        </p>
      )}
      <SaveNote state={state} question={question} onSettle={(choice) => draft.settle(code, choice)} />
    </>
  )
  const frame = { id: questionAnchor(code), className: own.length > 0 ? 'q-question q-wrong' : 'q-question', onBlur }
  if (kind === 'consent') {
    return (
      <div {...frame}>
        <ConsentControl {...control} label={label} />
        {note}
        {below}
      </div>
    )
  }
  if (isGroup(question, choicesOf(question, setting).length)) {
    return (
      <fieldset {...frame} aria-describedby={describedBy}>
        <legend className="q-label">{title}</legend>
        {note}
        {kind === 'repeat' ? (
          <RepeatControl {...control} problems={problems} />
        ) : (
          <FieldControl {...control} describedBy={undefined} />
        )}
        {below}
      </fieldset>
    )
  }
  return (
    <div {...frame}>
      <label className="q-label" htmlFor={id}>
        {title}
      </label>
      {note}
      <FieldControl {...control} />
      {below}
    </div>
  )
}

function seenBy(question: Question, words: ReturnType<typeof useSetting>['words']): string {
  if (question.kind === 'consent' || question.options?.some((option) => option.audience)) return ''
  if (question.audience === 'staff') return words.seen_by_staff
  if (question.audience === 'members') return words.seen_by_members
  return question.audience === 'partners' ? words.seen_by_partners : ''
}

function problemsByField(issues: Issue[], language: 'fr' | 'en'): Record<string, string> {
  const found: Record<string, string> = {}
  for (const issue of issues) {
    const [, , line, field] = issue.path?.split('/') ?? []
    if (line && field) found[`${line}/${field}`] ??= wordsOfIssue(issue, language)
  }
  return found
}

type SaveNoteProps = { state: SaveState | undefined; question: Question; onSettle: (choice: 'mine' | 'theirs') => void }

function SaveNote({ state, question, onSettle }: SaveNoteProps): ReactNode {
  const { words } = useSetting()
  if (state?.status === 'retrying') return <p className="q-save q-late">{words.retrying}</p>
  if (state?.status === 'saved') return <p className="q-save">✓ {words.saved}</p>
  if (state?.status !== 'conflict') return null
  return (
    <div className="q-conflict" role="alert">
      <p>
        <strong>{words.conflict}</strong>
      </p>
      {state.theirs === null ? (
        <p>{words.conflict_none}</p>
      ) : (
        <>
          <p>{words.conflict_theirs}</p>
          <div className="q-theirs">
            <AnswerValue asked={question} value={state.theirs} />
          </div>
        </>
      )}
      <div className="q-row">
        <button type="button" className="q-button" onClick={() => onSettle('mine')}>
          {words.keep_mine}
        </button>
        <button type="button" className="q-button" onClick={() => onSettle('theirs')}>
          {words.take_theirs}
        </button>
      </div>
    </div>
  )
}
