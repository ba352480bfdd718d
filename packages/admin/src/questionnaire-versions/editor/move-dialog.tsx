import { Select } from '@mantine/core'
import { useForm } from '../../lib/form.ts'
import { labelOf, t } from '../../lib/i18n.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { useBench } from './bench.ts'
import { nameOf } from './outline-tools.tsx'
import { moveQuestionTo, sectionOf } from './structure.ts'

const FIRST = 'first:'

/** A question to any place of any section. */
export function MoveDialog({ code, close }: { code: string; close: () => void }) {
  const { written, edit, choose } = useBench()
  const { content } = written
  const form = useForm({ section: sectionOf(content, code)?.code ?? '', after: '' }, async ({ section, after }) => {
    const questions = content.sections.find((one) => one.code === section)?.questions.filter((one) => one.code !== code)
    const last = questions?.at(-1)?.code ?? null
    edit((now) => ({
      ...now,
      content: moveQuestionTo(now.content, code, section, after === FIRST ? null : after || last),
    }))
    choose({ kind: 'question', code }, 'entry')
  })
  const questions = content.sections.find((one) => one.code === form.values.section)?.questions ?? []
  return (
    <FormDialog title={t('edit.move-to')} close={close} form={form} action={t('edit.move-to.do')}>
      <p className="dialog-subject">{nameOf(content, { kind: 'question', code })}</p>
      <Select
        label={t('edit.move-to.section')}
        data={content.sections.map((one) => ({ value: one.code, label: labelOf(one.title) || one.code }))}
        value={form.values.section}
        onChange={(section) => {
          if (!section) return
          form.set('section', section)
          form.set('after', '')
        }}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('filter.nothing')}
      />
      <Select
        label={t('edit.move-to.after')}
        data={[
          { value: '', label: t('edit.move-to.end') },
          { value: FIRST, label: t('edit.move-to.start') },
          ...questions.flatMap((one) =>
            one.code === code
              ? []
              : [{ value: one.code, label: t('edit.move-to.behind', { name: labelOf(one.label) || one.code }) }],
          ),
        ]}
        value={form.values.after}
        onChange={(after) => form.set('after', after ?? '')}
        allowDeselect={false}
      />
    </FormDialog>
  )
}
