import type { Criterion, Family, GridContent } from '@essaim/shared/evaluation-grids.ts'
import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { labelOf, t } from '../lib/i18n.ts'
import '../evaluations/evaluations.css'

const label = (fr: string) => ({ fr, en: null })
const DEGREES = ['grid.degree.0', 'grid.degree.1', 'grid.degree.2', 'grid.degree.3'] as const

// a code is never seen, and stays the criterion's for ever: what it was called first does not bind it
const newCode = (taken: string[], prefix: string): string => {
  let number = taken.length + 1
  while (taken.includes(`${prefix}${number}`)) number += 1
  return `${prefix}${number}`
}
const codesOf = ({ families }: GridContent) => families.flatMap(({ criteria }) => criteria.map(({ code }) => code))
const aCriterion = (content: GridContent): Criterion => ({ code: newCode(codesOf(content), 'c'), label: label('') })

/** What a new grid begins as: one family with one criterion, on the scale of four that all grids begin with. */
export function emptyGrid(): GridContent {
  const bare = {
    title: label(''),
    source: null,
    scale: DEGREES.map((key, value) => ({ value, label: label(t(key)) })),
    families: [],
  }
  return { ...bare, families: [{ code: 'f1', label: label(''), question: null, criteria: [aCriterion(bare)] }] }
}

/** A grid as a form: its families and their criteria, added, renamed and taken out. */
export function GridEditor({
  content: initial,
  withCode = false,
  save,
  close,
}: {
  content: GridContent
  withCode?: boolean
  save: (content: GridContent, code: string) => Promise<void>
  close: () => void
}) {
  const [content, setContent] = useState(initial)
  const [code, setCode] = useState('')
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const setFamily = (place: number, change: Partial<Family>) =>
    setContent((now) => ({
      ...now,
      families: now.families.map((family, other) => (other === place ? { ...family, ...change } : family)),
    }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    setBusy(true)
    try {
      await save(content, code)
    } catch (error) {
      setFailure(error as Error)
      setBusy(false)
    }
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="stack">
      {withCode && (
        <TextInput
          required
          label={t('value.code')}
          description={t('grid.code.hint')}
          pattern="[a-z0-9][a-z0-9\-]*"
          maxLength={80}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <TextInput
        required
        label={t('grid.title')}
        maxLength={500}
        value={labelOf(content.title)}
        onChange={({ currentTarget: { value } }) => setContent((now) => ({ ...now, title: label(value) }))}
      />
      {content.families.map((family, place) => (
        <fieldset key={family.code} className="grid-family">
          <legend className="evaluation-family">{t('grid.family', { number: place + 1 })}</legend>
          <TextInput
            required
            label={t('grid.family.name')}
            maxLength={500}
            value={family.label.fr}
            onChange={({ currentTarget: { value } }) => setFamily(place, { label: { ...family.label, fr: value } })}
          />
          <TextInput
            label={t('grid.family.question')}
            maxLength={500}
            value={family.question?.fr ?? ''}
            onChange={({ currentTarget: { value } }) => setFamily(place, { question: value ? label(value) : null })}
          />
          {family.criteria.map((criterion, at) => (
            <TextInput
              key={criterion.code}
              required
              label={t('grid.criterion', { number: at + 1 })}
              maxLength={500}
              value={criterion.label.fr}
              onChange={({ currentTarget: { value } }) =>
                setFamily(place, {
                  criteria: family.criteria.map((one) =>
                    one.code === criterion.code ? { ...one, label: { ...one.label, fr: value } } : one,
                  ),
                })
              }
              rightSection={
                family.criteria.length > 1 && (
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('grid.criterion.remove', { number: at + 1 })}
                    onClick={() =>
                      setFamily(place, { criteria: family.criteria.filter(({ code }) => code !== criterion.code) })
                    }
                  >
                    <IconTrash size={16} aria-hidden />
                  </ActionIcon>
                )
              }
            />
          ))}
          <div className="form-actions">
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={family.criteria.length >= 20}
              onClick={() => setFamily(place, { criteria: [...family.criteria, aCriterion(content)] })}
            >
              {t('grid.criterion.add')}
            </Button>
            {content.families.length > 1 && (
              <Button
                variant="subtle"
                color="red"
                size="compact-sm"
                onClick={() =>
                  setContent((now) => ({ ...now, families: now.families.filter(({ code }) => code !== family.code) }))
                }
              >
                {t('grid.family.remove')}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      {failure && (
        <p className="notice warn" role="alert">
          {failure.message}
        </p>
      )}
      <div className="form-actions">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={content.families.length >= 20}
          onClick={() =>
            setContent((now) => ({
              ...now,
              families: [
                ...now.families,
                {
                  code: newCode(
                    now.families.map(({ code }) => code),
                    'f',
                  ),
                  label: label(''),
                  question: null,
                  criteria: [aCriterion(now)],
                },
              ],
            }))
          }
        >
          {t('grid.family.add')}
        </Button>
        <Button type="submit" loading={busy}>
          {t('action.save')}
        </Button>
        <Button variant="subtle" onClick={close} disabled={busy}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}
