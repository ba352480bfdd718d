import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { Button, Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useRef } from 'react'
import { t } from '../../lib/i18n.ts'
import { type Asked, choicesOf, put, useBench } from './bench.ts'
import { ConditionRow } from './condition-row.tsx'
import { conditionOf, earlierThan, type Join, newRow, type Row, rowsOf } from './condition-rules.ts'
import { conditionInWords } from './condition-words.ts'
import { useRefocus } from './use-refocus.ts'

/** When the question is asked: comparisons with earlier answers, chosen one by one. */
export function ConditionEditor({ question, change }: { question: Question; change: (next: Asked) => void }) {
  const { written, terms } = useBench()
  const list = useRef<HTMLOListElement>(null)
  const refocus = useRefocus(list)
  const earlier = earlierThan(written.content, question.code)
  const parts = rowsOf(question.condition)
  if (!parts && question.condition)
    return (
      <>
        <p>{t('edit.condition.deep')}</p>
        <p className="edit-quoted">{conditionInWords(question.condition, written.content, terms)}</p>
        <div className="edit-row">
          <Button variant="default" size="compact-md" onClick={() => change(put(question, 'condition', null))}>
            {t('edit.condition.drop')}
          </Button>
        </div>
      </>
    )
  const { join, rows } = parts ?? { join: 'all' as Join, rows: [] }
  const set = (next: Row[], by: Join = join) => change(put(question, 'condition', conditionOf(by, next)))
  const add = () => {
    const last = earlier.at(-1)
    if (!last) return
    set([...rows, newRow(last, choicesOf(last, terms)[0]?.value)])
    refocus(`[data-condition="${rows.length}"] input`)
  }
  return (
    <>
      {rows.length === 0 && (
        <p className="hint">{earlier.length === 0 ? t('edit.condition.first') : t('edit.condition.none')}</p>
      )}
      {rows.length > 1 && (
        <Select
          label={t('edit.condition.join')}
          data={(['all', 'any'] as const).map((value) => ({ value, label: t(`edit.condition.${value}`) }))}
          value={join}
          onChange={(value) => value && set(rows, value as Join)}
          allowDeselect={false}
        />
      )}
      <ol className="edit-list" ref={list} hidden={rows.length === 0}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: comparisons have no name of their own
          <li key={index} data-condition={index}>
            <ConditionRow
              row={row}
              number={index + 1}
              earlier={earlier}
              change={(next) => set(rows.map((one, at) => (at === index ? next : one)))}
              remove={() => set(rows.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ol>
      {earlier.length > 0 && (
        <div className="edit-row">
          <Button variant="default" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
            {t('edit.condition.add')}
          </Button>
        </div>
      )}
    </>
  )
}
