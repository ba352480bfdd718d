import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { RespondentForm } from '@essaim/shared/respond.ts'
import type { EditDecisionRequest, OwnVersionEdit } from '@essaim/shared/version-edits.ts'
import { type FormEvent, useId, useMemo, useState } from 'react'
import { AnswerValue } from '../questionnaires/answer-value.tsx'
import { labelIn, SettingContext } from '../questionnaires/setting.ts'
import { wordsIn } from '../questionnaires/words.ts'
import { findCommunes } from './api.ts'
import './edits.css'
import { decideEdit } from './edits-api.ts'
import { Action, Trouble } from './frame.tsx'
import { useLanguage, useMessages } from './language.ts'

export type EditListProps = {
  edits: OwnVersionEdit[]
  /** Whether each says which record it is of. */
  titled: boolean
  form: RespondentForm
  onError: (error: unknown) => string
}

/** What was edited on the association's behalf: what waits for its answer first, then what was written and decided. */
export function EditList({ edits: first, titled, form, onError }: EditListProps) {
  const m = useMessages().edits
  const language = useLanguage()
  const { vocabularies, questionnaire } = form
  const [edits, setEdits] = useState(first)
  const setting = useMemo(
    () => ({ language, words: wordsIn(language), vocabularies, communes: findCommunes }),
    [language, vocabularies],
  )
  const questions = useMemo(() => questionMap(questionnaire.content), [questionnaire])
  const waiting = edits.filter(({ state }) => state === 'proposed')
  const others = edits.filter(({ state }) => state !== 'proposed' && state !== 'withdrawn')
  const card = (edit: OwnVersionEdit) => (
    <EditCard
      key={edit.id}
      edit={edit}
      titled={titled}
      asked={questions.get(edit.question)}
      onDecided={(decided) => setEdits((known) => known.map((one) => (one.id === decided.id ? decided : one)))}
      onError={onError}
    />
  )
  return (
    <SettingContext value={setting}>
      <section className="r-comment r-edits" aria-labelledby="r-edits">
        <h2 id="r-edits">{waiting.length > 0 ? m.waiting(waiting.length) : m.title}</h2>
        {waiting.length > 0 && <p>{m.lead}</p>}
        {waiting.map(card)}
        {others.length > 0 && (
          <details className="r-fold" open={waiting.length === 0 && titled}>
            <summary>{m.others(others.length)}</summary>
            {others.map(card)}
          </details>
        )}
      </section>
    </SettingContext>
  )
}

type EditCardProps = {
  edit: OwnVersionEdit
  titled: boolean
  asked: Parameters<typeof AnswerValue>[0]['asked'] | undefined
  onDecided: (edit: OwnVersionEdit) => void
  onError: (error: unknown) => string
}

function EditCard({ edit, titled, asked, onDecided, onError }: EditCardProps) {
  const words = useMessages()
  const m = words.edits
  const language = useLanguage()
  const id = useId()
  const [trouble, setTrouble] = useState<string | null>(null)
  const label = labelIn(edit.label, language)
  const decide = async (body: EditDecisionRequest) => {
    setTrouble(null)
    try {
      onDecided(await decideEdit(edit.id, body))
    } catch (error) {
      setTrouble(onError(error))
    }
  }
  const refuse = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const because = String(new FormData(event.currentTarget).get('because')).trim()
    void decide({ decision: 'refused', ...(because && { because }) })
  }
  const told = (value: unknown) =>
    value === null ? <em>{m.nothing}</em> : asked ? <AnswerValue asked={asked} value={value} /> : String(value)
  return (
    <section className="r-edit" aria-label={label}>
      <h3>{label}</h3>
      <p className="r-soft">
        {titled && `${edit.innovation.title ?? words.untitled} – `}
        {m.states[edit.state]}
      </p>
      {edit.reason && <p className="r-told">{edit.reason}</p>}
      <dl>
        <dt>{m.before}</dt>
        <dd className="r-told">{told(edit.before)}</dd>
        <dt>{m.after}</dt>
        <dd className="r-told">{told(edit.after)}</dd>
      </dl>
      {edit.refused_because && <p className="r-told">« {edit.refused_because} »</p>}
      {trouble && <Trouble>{trouble}</Trouble>}
      {edit.state === 'proposed' && (
        <>
          <Action onAct={() => decide({ decision: 'accepted' })}>
            {m.accept}
            <span className="q-hidden"> : {label}</span>
          </Action>
          <details className="r-fold">
            <summary>
              {m.refuse}
              <span className="q-hidden"> : {label}</span>
            </summary>
            <form onSubmit={refuse}>
              <label htmlFor={id}>{m.why}</label>
              <textarea id={id} name="because" className="r-field" rows={3} maxLength={2000} />
              <button type="submit" className="r-button">
                {m.refuse_yes}
              </button>
            </form>
          </details>
        </>
      )}
    </section>
  )
}
