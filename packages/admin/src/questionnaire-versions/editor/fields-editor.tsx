import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'
import { Button, Switch } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import { useRef } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { Tool } from '../../ui/tool.tsx'
import { AudienceFields } from './audience-fields.tsx'
import { isPublished, put, useBench } from './bench.ts'
import { CodeField } from './code-field.tsx'
import { codeFrom, isMadeFrom } from './codes.ts'
import { chooses } from './kind-rules.ts'
import { LabelFields } from './label-fields.tsx'
import { LimitFields } from './limit-fields.tsx'
import { OptionsEditor } from './options-editor.tsx'
import { KindField, RequiredField } from './question-form.tsx'
import { moved, type Step } from './structure.ts'
import { useRefocus } from './use-refocus.ts'

type Props = { group: Question; change: (next: Question) => void }

/** The columns of a repeated group, each a small question. */
export function FieldsEditor({ group, change }: Props) {
  const fields = group.fields ?? []
  const list = useRef<HTMLOListElement>(null)
  const refocus = useRefocus(list)
  const set = (next: Field[]) => change({ ...group, fields: next })
  const codes = fields.map(({ code }) => code)
  const add = () => {
    const label = { fr: t('edit.column.new'), en: null }
    set([...fields, { code: codeFrom(label.fr, '_', [...codes, 'id']), kind: 'text', label }])
    refocus(`[data-column="${fields.length}"] summary`)
  }
  const move = (from: number, step: Step) => {
    const next = moved(fields, from, step)
    if (next === fields) return
    set(next)
    refocus(`[data-column="${from + step}"] [data-tool="${step}"]`)
  }
  return (
    <div className="edit-options">
      <p className="edit-options-title">{t('edit.columns', { count: fields.length })}</p>
      <ol className="edit-list" ref={list}>
        {fields.map((field, index) => {
          const name = labelOf(field.label)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: codes follow labels while they are typed
            <li key={index} data-column={index}>
              <div className="edit-column">
                <details className="edit-details">
                  <summary>
                    {name || t('edit.column.new')} <span className="hint">({t(`question.kind.${field.kind}`)})</span>
                  </summary>
                  <Column
                    field={field}
                    group={group.code}
                    taken={codes.filter((code) => code !== field.code)}
                    change={(next) => set(fields.map((one, at) => (at === index ? next : one)))}
                  />
                </details>
                <Tool icon={IconArrowUp} label={t('edit.column.up', { name })} name="-1" act={() => move(index, -1)} />
                <Tool
                  icon={IconArrowDown}
                  label={t('edit.column.down', { name })}
                  name="1"
                  act={() => move(index, 1)}
                />
                <Tool
                  icon={IconTrash}
                  label={t('edit.column.remove', { name })}
                  act={() => {
                    set(fields.filter((_, at) => at !== index))
                    refocus(`[data-column="${Math.max(0, index - 1)}"] summary`)
                  }}
                  danger
                />
              </div>
            </li>
          )
        })}
      </ol>
      <Button variant="default" size="compact-md" leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
        {t('edit.column.add')}
      </Button>
    </div>
  )
}

type ColumnProps = { field: Field; group: string; taken: string[]; change: (next: Field) => void }

function Column({ field, group, taken, change }: ColumnProps) {
  const { base, written } = useBench()
  const place = `${group}.${field.code}`
  const published = isPublished(base, place)
  const follow = (before: string) => {
    if (published || field.label.fr.trim() === '' || !isMadeFrom(field.code, before, '_')) return
    if (!isMadeFrom(field.code, field.label.fr, '_'))
      change({ ...field, code: codeFrom(field.label.fr, '_', [...taken, 'id']) })
  }
  const props = { asked: field, place, change: (next: Question | Field) => change(next as Field) }
  const bound = field.binding === 'categories'
  const takenElsewhere =
    !bound &&
    written.content.sections.some(({ questions }) =>
      questions.some(
        ({ binding, fields }) => binding === 'categories' || fields?.some((one) => one.binding === 'categories'),
      ),
    )
  return (
    <div className="form">
      <LabelFields
        value={field.label}
        change={(label) => change({ ...field, label })}
        french={t('edit.label.fr')}
        english={t('edit.label.en')}
        left={follow}
      />
      <KindField {...props} before={undefined} column />
      <RequiredField {...props} />
      {chooses(field.kind) && <OptionsEditor {...props} />}
      <LimitFields {...props} />
      <AudienceFields {...props} />
      {chooses(field.kind) && !takenElsewhere && (
        <Switch
          checked={bound}
          onChange={({ currentTarget }) => change(put(field, 'binding', currentTarget.checked ? 'categories' : null))}
          label={t('edit.binding.column')}
        />
      )}
      <CodeField
        code={field.code}
        joiner="_"
        fixed={published}
        taken={[...taken, 'id']}
        change={(code) => change({ ...field, code })}
      />
    </div>
  )
}
