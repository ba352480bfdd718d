import { QUESTION_KINDS } from '@essaim/shared/questionnaires/kinds.ts'
import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { Select, Switch } from '@mantine/core'
import { t } from '../../lib/i18n.ts'
import { AudienceFields } from './audience-fields.tsx'
import { type Asked, type AskedProps, isPublished, put, useBench } from './bench.ts'
import { CodeField } from './code-field.tsx'
import { codeFrom, isMadeFrom } from './codes.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { FieldsEditor } from './fields-editor.tsx'
import { GridEditor, newGrid } from './grid-editor.tsx'
import { chooses, withKind } from './kind-rules.ts'
import { LabelFields, OptionalLabelFields } from './label-fields.tsx'
import { LimitFields } from './limit-fields.tsx'
import { OptionsEditor } from './options-editor.tsx'
import { RecordFields } from './record-fields.tsx'
import { renameQuestion } from './renaming.ts'
import { withQuestion } from './structure.ts'

/** All that can be said of one question. */
export function QuestionForm({ question }: { question: Question }) {
  const { written, base, edit, recode } = useBench()
  const { code } = question
  const published = isPublished(base, code)
  const others = questionsOf(written.content).flatMap((one) => (one.code === code ? [] : [one.code]))
  const change = (next: Asked) =>
    edit((now) => ({ ...now, content: withQuestion(now.content, code, () => next as Question) }))
  const rename = (to: string) => {
    edit((now) => renameQuestion(now, code, to))
    recode({ kind: 'question', code: to })
  }
  const before = base && questionsOf(base).find((one) => one.code === code)
  // A code made by the editor follows the words, until the question is published.
  const followLabel = (label: string) => {
    if (published || question.label.fr.trim() === '' || !isMadeFrom(code, label, '_')) return
    const to = codeFrom(question.label.fr, '_', others)
    if (to !== code && !isMadeFrom(code, question.label.fr, '_')) rename(to)
  }
  const props = { asked: question, place: code, change }
  return (
    <>
      <Group title={t('edit.group.words')}>
        <LabelFields
          value={question.label}
          change={(label) => change({ ...question, label })}
          french={t('edit.label.fr')}
          english={t('edit.label.en')}
          left={followLabel}
          first
        />
        <OptionalLabelFields
          value={question.help}
          change={(help) => change(put(question, 'help', help))}
          french={t('edit.help.fr')}
          english={t('edit.help.en')}
        />
        <CodeField code={code} joiner="_" fixed={published} taken={others} change={rename} />
      </Group>
      <Group title={t('edit.group.answer')}>
        <KindField {...props} before={before?.kind} />
        <RequiredField {...props} />
        <Switch
          checked={question.short ?? false}
          onChange={({ currentTarget }) => change(put(question, 'short', currentTarget.checked))}
          label={t('edit.short')}
          description={t('edit.short.hint')}
        />
        <Answers {...props} />
      </Group>
      <Group title={t('edit.group.condition')}>
        <ConditionEditor question={question} change={change} />
      </Group>
      <Group title={t('edit.group.audience')}>
        <AudienceFields {...props} />
      </Group>
      <Group title={t('edit.group.record')}>
        <RecordFields question={question} change={change} />
      </Group>
    </>
  )
}

export function Group({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <fieldset className="edit-group">
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

export function KindField({
  asked,
  change,
  before,
  column = false,
}: AskedProps & { before?: string | undefined; column?: boolean }) {
  const offered = QUESTION_KINDS.filter((kind) => !(column && (kind === 'grid' || kind === 'repeat')))
  const set = (kind: string) => {
    const next = withKind(asked, kind as Field['kind'])
    if (kind !== asked.kind) change(kind === 'grid' ? ({ ...next, grid: newGrid() } as Question) : next)
  }
  return (
    <Select
      label={t('edit.kind')}
      description={before && before !== asked.kind ? t('edit.kind.changed') : null}
      data={offered.map((kind) => ({ value: kind, label: t(`question.kind.${kind}`) }))}
      value={asked.kind}
      onChange={(kind) => kind && set(kind)}
      allowDeselect={false}
      searchable
      nothingFoundMessage={t('filter.nothing')}
    />
  )
}

export function RequiredField({ asked, change }: AskedProps) {
  return (
    <Select
      label={t('edit.required')}
      data={[
        { value: 'no', label: t('edit.required.no') },
        { value: 'submit', label: t('question.required.submit') },
        { value: 'publish', label: t('question.required.publish') },
      ]}
      value={asked.required ?? 'no'}
      onChange={(value) => change(put(asked, 'required', value === 'no' ? null : (value as 'submit' | 'publish')))}
      allowDeselect={false}
    />
  )
}

/** What may be answered: options, columns, limits. */
export function Answers(props: AskedProps) {
  const { asked, change } = props
  return (
    <>
      {chooses(asked.kind) && <OptionsEditor {...props} />}
      {asked.kind === 'repeat' && 'audience' in asked && (
        <FieldsEditor group={asked as Question} change={change as (next: Question) => void} />
      )}
      {asked.kind === 'grid' && <GridEditor question={asked as Question} change={change as (next: Question) => void} />}
      <LimitFields {...props} />
    </>
  )
}
