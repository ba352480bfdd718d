import type { Letter, LetterPut, LetterVariable, Signatory } from '@essaim/shared/letters.ts'
import { Button, Textarea, TextInput } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { dayFrom, type Form, orNull, useForm } from '../lib/form.ts'
import { shortDay } from '../lib/format.ts'
import { type Answer, get, Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { MetMeanwhile } from './met-meanwhile.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { tryLetter, writeLetter } from './queries.ts'
import { SignatoriesField } from './signatories-field.tsx'

export type Values = { reference: string; dated_on: string; subject: string; body: string; signatories: Signatory[] }

const valuesOf = ({ reference, dated_on, subject, body, signatories }: Letter): Values => ({
  reference: reference ?? '',
  dated_on: shortDay(dated_on),
  subject,
  body,
  signatories,
})

/** What is sent; undefined while a day is no day, or what must be there is not. */
function letterFrom({ reference, dated_on, subject, body, signatories }: Values): LetterPut | undefined {
  const day = dayFrom(dated_on)
  if (day === undefined || !subject.trim() || !body.trim()) return undefined
  return {
    reference: orNull(reference),
    dated_on: day,
    subject: subject.trim(),
    body,
    signatories: signatories
      .filter(({ name }) => name.trim())
      .map(({ name, office }) => ({ name: name.trim(), office: orNull(office ?? '') })),
  }
}

/** The words of a letter beside what they will look like. */
export function LetterForm({ campaign, kept, etag }: { campaign: string; kept: Letter; etag: string | null }) {
  const { kind } = kept
  const [base, setBase] = useState({ letter: kept, etag })
  const [trying, setTrying] = useState(false)
  const [refused, setRefused] = useState<Error | null>(null)
  const take = ({ data, etag }: Answer<Letter>) => {
    setBase({ letter: data, etag })
    for (const [name, value] of Object.entries(valuesOf(data))) form.set(name as keyof Values, value as never)
  }
  const form: Form<Values> = useForm<Values>(
    valuesOf(base.letter),
    async (values) => {
      const words = letterFrom(values)
      if (!words) return
      take(await writeLetter(campaign, kind, words, base.etag))
      say(t('letter.saved'))
    },
    ({ subject, body, dated_on }) => ({
      ...(subject.trim() ? {} : { subject: t('form.required') }),
      ...(body.trim() ? {} : { body: t('form.required') }),
      ...(dayFrom(dated_on) === undefined ? { dated_on: t('form.day.bad') } : {}),
    }),
  )
  useBlocker({
    shouldBlockFn: () => form.dirty && !window.confirm(t('letter.leave')),
    enableBeforeUnload: () => form.dirty,
  })
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setRefused(null)
    if (!form.busy) await form.submit()
  }
  const tryIt = async () => {
    setRefused(null)
    setTrying(true)
    try {
      if (form.dirty && !(await form.submit())) return
      say(t('letter.tried', { recipient: await tryLetter(campaign, kind) }))
    } catch (cause) {
      setRefused(cause instanceof Error ? cause : new Error(t('error.unknown')))
    } finally {
      setTrying(false)
    }
  }
  const now = () => get<Letter>(`/v1/campaigns/${campaign}/letters/${kind}`)
  const stale = form.failure instanceof Refusal && form.failure.slug === 'precondition-failed'
  return (
    <div className="letter-desk">
      <form className="form" noValidate aria-label={t('letter.words')} onSubmit={(event) => void save(event)}>
        <Panel title={t('letter.words')}>
          <div className="form">
            {stale ? (
              <MetMeanwhile
                theirs={async () => take(await now())}
                mine={async () => setBase({ letter: base.letter, etag: (await now()).etag })}
              />
            ) : (
              <Refused error={refused ?? form.failure} />
            )}
            <div className="form-grid">
              <TextInput
                label={t('letter.reference')}
                description={t('letter.reference.hint')}
                maxLength={60}
                {...form.field('reference')}
              />
              <TextInput label={t('letter.dated')} description={t('letter.dated.hint')} {...form.field('dated_on')} />
            </div>
            <TextInput label={t('letter.subject')} required maxLength={200} {...form.field('subject')} />
            <Body form={form} variables={kept.variables} />
            <SignatoriesField
              value={form.values.signatories}
              change={(signatories) => form.set('signatories', signatories)}
              error={form.errors.signatories}
            />
            <div className="form-actions">
              <Button variant="default" loading={trying} onClick={() => void tryIt()}>
                {t('letter.try')}
              </Button>
              <Button type="submit" loading={form.busy} disabled={!form.dirty}>
                {t('action.save')}
              </Button>
            </div>
          </div>
        </Panel>
      </form>
      <PreviewPanel campaign={campaign} kind={kind} draft={letterFrom(form.values)} />
    </div>
  )
}

/** The body, and what it may hold between braces: put in where one writes. */
function Body({ form, variables }: { form: Form<Values>; variables: LetterVariable[] }) {
  const area = useRef<HTMLTextAreaElement>(null)
  // before one has been in the text, its end is where one would go on
  const met = useRef(false)
  const insert = (name: LetterVariable) => {
    const value = form.values.body
    const [from, to] =
      met.current && area.current
        ? [area.current.selectionStart, area.current.selectionEnd]
        : [value.length, value.length]
    const word = `{{${name}}}`
    form.set('body', value.slice(0, from) + word + value.slice(to))
    setTimeout(() => {
      area.current?.focus()
      area.current?.setSelectionRange(from + word.length, from + word.length)
    })
  }
  return (
    <>
      <Textarea
        ref={area}
        label={t('letter.body')}
        description={t('letter.body.hint')}
        required
        autosize
        minRows={14}
        maxRows={40}
        maxLength={20_000}
        onFocus={() => {
          met.current = true
        }}
        {...form.field('body')}
      />
      <fieldset className="variables">
        <legend>{t('letter.variables')}</legend>
        {variables.map((name) => (
          <button key={name} type="button" className="chip" onClick={() => insert(name)}>
            {t(`letter.variable.${name}`)}
          </button>
        ))}
      </fieldset>
    </>
  )
}
