import type { GridContent } from '@essaim/shared/evaluation-grids.ts'
import { missingScores, type Scores } from '@essaim/shared/evaluation-rules.ts'
import type { OwnEvaluation } from '@essaim/shared/evaluations.ts'
import { Button, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { orNull } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { say } from '../ui/toasts.tsx'
import { transitionEvaluation, writeEvaluation } from './queries.ts'
import './evaluations.css'

/** One's own evaluation, beside the answers: saved as it stands, given once each criterion is judged. */
export function EvaluationForm({
  submission,
  grid,
  content,
  own,
  close,
}: {
  submission: string
  grid: string
  content: GridContent
  own: OwnEvaluation | undefined
  close: () => void
}) {
  const [scores, setScores] = useState<Scores>(own?.scores ?? {})
  const [comment, setComment] = useState(own?.comment ?? '')
  const [asked, setAsked] = useState(false)
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const missing = missingScores(content, scores)

  const send = async (give: boolean) => {
    setAsked(give)
    setFailure(null)
    if (give && missing.length > 0) {
      document.querySelector<HTMLElement>(`[name="${missing[0]?.criterion}"]`)?.focus()
      return
    }
    setBusy(true)
    try {
      await writeEvaluation(submission, grid, { scores, comment: orNull(comment) }, own?.etag ?? null)
      if (give) await transitionEvaluation(submission, grid, 'give')
      say(t(give ? 'evaluation.given' : 'evaluation.saved'))
      close()
    } catch (error) {
      setFailure(error as Error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void send(true)
      }}
      noValidate
    >
      <p className="hint evaluation-scale">
        {[
          ...content.scale.map(({ value, label }) => `${value} ${labelOf(label)}`),
          `– ${t('evaluation.without-object')}`,
        ].join(' · ')}
      </p>
      {content.families.map((family) => (
        <section key={family.code} aria-label={labelOf(family.label)}>
          <h3 className="evaluation-family">{labelOf(family.label)}</h3>
          {family.question && <p className="hint">{labelOf(family.question)}</p>}
          {family.criteria.map(({ code, label }) => {
            const unjudged = asked && scores[code] === undefined
            return (
              <fieldset key={code} className="criterion" aria-describedby={unjudged ? `${code}-missing` : undefined}>
                <legend>{labelOf(label)}</legend>
                {unjudged && (
                  <p className="criterion-missing" id={`${code}-missing`}>
                    {t('evaluation.missing')}
                  </p>
                )}
                <div className="degrees">
                  {[...content.scale, null].map((degree) => (
                    <label
                      key={degree?.value ?? 'none'}
                      title={degree ? labelOf(degree.label) : t('evaluation.without-object')}
                    >
                      <input
                        type="radio"
                        name={code}
                        checked={scores[code] === (degree?.value ?? null)}
                        onChange={() => setScores((now) => ({ ...now, [code]: degree?.value ?? null }))}
                      />
                      <span aria-hidden="true">{degree?.value ?? '–'}</span>
                      <span className="sr-only">{degree ? labelOf(degree.label) : t('evaluation.without-object')}</span>
                    </label>
                  ))}
                </div>
              </fieldset>
            )
          })}
        </section>
      ))}
      <Textarea
        label={t('evaluation.comment')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={5000}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
      />
      {failure && (
        <p className="notice warn" role="alert" tabIndex={-1}>
          {failure.message}
        </p>
      )}
      <div className="form-actions">
        <Button type="submit" loading={busy}>
          {t('evaluation.give')}
        </Button>
        <Button variant="default" disabled={busy} onClick={() => void send(false)}>
          {t('evaluation.save')}
        </Button>
        <Button variant="subtle" disabled={busy} onClick={close}>
          {t('action.cancel')}
        </Button>
      </div>
      {missing.length > 0 && <p className="hint">{t('evaluation.left', { count: missing.length })}</p>}
    </form>
  )
}
