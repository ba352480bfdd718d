import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { MultiSelect, NumberInput, Select, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { labelOf, t } from '../../lib/i18n.ts'
import { Tool } from '../../ui/tool.tsx'
import { choicesOf, questionLabel, useBench } from './bench.ts'
import {
  newRow,
  type Operator,
  operatorsOf,
  type Row,
  rowWith,
  type ValueKind,
  valueKindOf,
} from './condition-rules.ts'

type Props = {
  row: Row
  number: number
  earlier: Question[]
  change: (next: Row) => void
  remove: () => void
}

/** One comparison: an earlier question, an operator that suits it, a value. */
export function ConditionRow({ row, number, earlier, change, remove }: Props) {
  const { written, terms } = useBench()
  const { content } = written
  const asked = questionMap(content).get(row.question)
  const isEarlier = earlier.some(({ code }) => code === row.question)
  const offered = content.sections.flatMap((section) => {
    const items = section.questions
      .filter((question) => earlier.includes(question))
      .map(({ code, label }) => ({ value: code, label: labelOf(label) || code }))
    return items.length > 0 ? [{ group: labelOf(section.title), items }] : []
  })
  const questions = isEarlier
    ? offered
    : [
        ...offered,
        {
          group: t('edit.condition.later'),
          items: [{ value: row.question, label: questionLabel(content, row.question) }],
        },
      ]
  const first = (question: Question) => choicesOf(question, terms)[0]?.value
  const operators = asked ? [...new Set([...operatorsOf(asked), row.op])] : [row.op]
  return (
    <fieldset className="edit-condition">
      <legend className="sr-only">{t('edit.condition.number', { number })}</legend>
      <Select
        label={t('edit.condition.question')}
        data={questions}
        value={row.question}
        onChange={(code) => {
          const question = earlier.find((one) => one.code === code)
          if (question && code !== row.question) change(newRow(question, first(question)))
        }}
        error={!isEarlier && t('edit.condition.not-earlier')}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('filter.nothing')}
      />
      <div className="edit-condition-rest">
        <Select
          label={t('edit.condition.operator')}
          data={operators.map((op) => ({ value: op, label: operatorLabel(op, asked) }))}
          value={row.op}
          onChange={(op) => op && asked && change(rowWith(op as Operator, asked, row, first(asked)))}
          allowDeselect={false}
        />
        {asked && <Value row={row} asked={asked} change={change} />}
        <Tool icon={IconTrash} label={t('edit.condition.remove', { number })} act={remove} danger />
      </div>
    </fieldset>
  )
}

function operatorLabel(op: Operator, asked: Question | undefined): string {
  if (op === 'gte' && asked && ['date', 'month'].includes(asked.kind)) return t('edit.condition.op.since')
  return t(`edit.condition.op.${op}`)
}

function Value({ row, asked, change }: { row: Row; asked: Question; change: (next: Row) => void }) {
  const { terms } = useBench()
  if (!('value' in row)) return null
  const kind: ValueKind = valueKindOf(row.op, asked)
  const { value } = row
  const set = (next: unknown) => change({ ...row, value: next } as Row)
  const label = t('edit.condition.value')
  const one = Array.isArray(value) ? '' : String(value)
  const choices = choicesOf(asked, terms)
  switch (kind) {
    case 'boolean':
      return (
        <Select
          label={label}
          data={[
            { value: 'true', label: t('value.yes') },
            { value: 'false', label: t('value.no') },
          ]}
          value={one}
          onChange={(next) => set(next === 'true')}
          allowDeselect={false}
        />
      )
    case 'choice':
      return (
        <Select
          label={label}
          data={
            choices.some((choice) => choice.value === one)
              ? choices
              : [...choices, ...(one ? [{ value: one, label: one }] : [])]
          }
          value={one || null}
          onChange={(next) => next && set(next)}
          error={
            one === ''
              ? t('form.required')
              : choices.length > 0 && !choices.some((choice) => choice.value === one) && t('edit.condition.gone')
          }
          allowDeselect={false}
          searchable
          limit={100}
          nothingFoundMessage={t('filter.nothing')}
        />
      )
    case 'choices': {
      const several = Array.isArray(value) ? value.map(String) : []
      const unknown = several.filter((code) => !choices.some((choice) => choice.value === code))
      return (
        <MultiSelect
          label={label}
          data={[...choices, ...unknown.map((code) => ({ value: code, label: code }))]}
          value={several}
          onChange={set}
          error={several.length === 0 && t('form.required')}
          searchable
          limit={100}
          nothingFoundMessage={t('filter.nothing')}
        />
      )
    }
    case 'number':
    case 'count':
      return (
        <NumberInput
          label={label}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => typeof next === 'number' && set(next)}
          allowDecimal={kind === 'number'}
          {...(kind === 'count' ? { min: 0, max: 200 } : {})}
          hideControls
        />
      )
    default:
      return (
        <TextInput
          label={label}
          type={kind === 'text' ? 'text' : kind}
          placeholder={kind === 'month' ? 'AAAA-MM' : undefined}
          value={one}
          onChange={({ currentTarget }) => set(currentTarget.value)}
          error={one === '' && t('form.required')}
          maxLength={200}
        />
      )
  }
}
