import type { Binding, Prefill } from '@essaim/shared/questionnaires/bindings.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { Select, Switch } from '@mantine/core'
import { labelOf, t } from '../../lib/i18n.ts'
import { put, useBench } from './bench.ts'
import { clearable } from './clearable.ts'
import { bindingsFor, prefillsFor } from './kind-rules.ts'

const FACETS = ['choice', 'multichoice', 'boolean', 'departement']

/** What the answers become: a member of the record, something to search by, a filter, a personal matter. */
export function RecordFields({ question, change }: { question: Question; change: (next: Question) => void }) {
  const { written } = useBench()
  const { kind, code } = question
  const takers = new Map(questionsOf(written.content).map((one) => [one.binding, one]))
  const bindings = bindingsFor(kind)
  const prefills = prefillsFor(kind)
  const data = bindings.map((binding) => {
    const taker = takers.get(binding)
    const taken = taker !== undefined && taker.code !== code
    const name = t(`edit.binding.${binding}`)
    return {
      value: binding,
      label: taken ? t('edit.binding.taken', { name, question: labelOf(taker.label) }) : name,
      disabled: taken,
    }
  })
  return (
    <>
      {(bindings.length > 0 || question.binding) && (
        <Select
          label={t('edit.binding')}
          description={t('edit.binding.hint')}
          data={data}
          value={question.binding ?? null}
          onChange={(binding) => change(put(question, 'binding', binding as Binding | null))}
          placeholder={t('edit.binding.none')}
          {...clearable()}
        />
      )}
      {(prefills.length > 0 || question.prefill) && (
        <Select
          label={t('edit.prefill')}
          data={prefills.map((prefill) => ({ value: prefill, label: t(`edit.prefill.${prefill}`) }))}
          value={question.prefill ?? null}
          onChange={(prefill) => change(put(question, 'prefill', prefill as Prefill | null))}
          placeholder={t('edit.prefill.none')}
          {...clearable()}
        />
      )}
      <Select
        label={t('edit.search')}
        data={(['A', 'B', 'C'] as const).map((weight) => ({ value: weight, label: t(`edit.search.${weight}`) }))}
        value={question.search ?? null}
        onChange={(weight) => change(put(question, 'search', weight as 'A' | 'B' | 'C' | null))}
        placeholder={t('edit.search.none')}
        {...clearable()}
      />
      {(FACETS.includes(kind) || question.facet) && (
        <Switch
          checked={question.facet ?? false}
          onChange={({ currentTarget }) => change(put(question, 'facet', currentTarget.checked))}
          label={t('edit.facet')}
        />
      )}
      <Switch
        checked={question.personal ?? false}
        onChange={({ currentTarget }) => change(put(question, 'personal', currentTarget.checked))}
        label={t('edit.personal')}
        description={t('edit.personal.hint')}
      />
    </>
  )
}
