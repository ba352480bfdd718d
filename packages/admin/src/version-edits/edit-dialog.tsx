import type { InnovationVersion } from '@essaim/shared/innovations.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { sameValue } from '@essaim/shared/questionnaires/same-value.ts'
import { EDIT_NATURES, type EditNature } from '@essaim/shared/version-edits.ts'
import { Radio, Textarea } from '@mantine/core'
import { editVersion } from '../innovations/queries.ts'
import { useForm } from '../lib/form.ts'
import { labelOf, t } from '../lib/i18n.ts'
import '../questionnaires/controls.css'
import { FieldControl, isGroup } from '../questionnaires/field-control.tsx'
import '../questionnaires/form.css'
import '../questionnaires/lists.css'
import { choicesOf, useSetting } from '../questionnaires/setting.ts'
import { cleaned } from '../questionnaires/values.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { say } from '../ui/toasts.tsx'

/** Edits one answer of a draft version on the association's behalf: its style at once, its sense once the association agrees. */
export function EditDialog({
  version,
  question,
  close,
}: {
  version: InnovationVersion
  question: Question
  close: () => void
}) {
  const before = version.answers[question.code] ?? null
  const setting = useSetting()
  const form = useForm(
    { value: before as NonNullable<unknown> | null, nature: 'substantive' as EditNature, reason: '' },
    async ({ value, nature, reason }) => {
      const said = reason.trim()
      await editVersion(version, {
        answers: { [question.code]: cleaned(value) },
        nature,
        ...(said && { reason: said }),
      })
      say(t(nature === 'substantive' ? 'edits.proposed' : 'edits.written'))
    },
    ({ value, nature, reason }) => ({
      ...(sameValue(cleaned(value), before) && { value: t('edits.nothing') }),
      ...(nature === 'substantive' && !reason.trim() && { reason: t('points.reason.required') }),
    }),
  )
  const id = `edit-${question.code}`
  const { value, nature } = form.values
  const Frame = isGroup(question, choicesOf(question, setting).length) ? 'fieldset' : 'div'
  return (
    <FormDialog
      title={t('edits.edit')}
      close={close}
      form={form}
      action={t(nature === 'substantive' ? 'edits.propose' : 'action.save')}
      size="lg"
    >
      <div className="q-form">
        <Frame className="q-question">
          {Frame === 'fieldset' ? (
            <legend className="q-label">{labelOf(question.label)}</legend>
          ) : (
            <label className="q-label" htmlFor={id}>
              {labelOf(question.label)}
            </label>
          )}
          <FieldControl
            asked={question}
            id={id}
            value={value}
            describedBy={form.errors.value && `${id}-problem`}
            invalid={form.errors.value !== undefined}
            required={false}
            onChange={(next) => form.set('value', next ?? null)}
          />
          {form.errors.value && (
            <p className="q-problem" id={`${id}-problem`}>
              {form.errors.value}
            </p>
          )}
        </Frame>
      </div>
      <Radio.Group label={t('edits.nature')} value={nature} onChange={(next) => form.set('nature', next as EditNature)}>
        {EDIT_NATURES.map((one) => (
          <Radio
            key={one}
            value={one}
            label={t(`edits.nature.${one}`)}
            description={t(`edits.nature.${one}.hint`)}
            mt="xs"
          />
        ))}
      </Radio.Group>
      <Textarea
        label={t(nature === 'substantive' ? 'edits.reason' : 'edits.reason.optional')}
        autosize
        minRows={2}
        maxLength={2000}
        required={nature === 'substantive'}
        {...form.field('reason')}
      />
    </FormDialog>
  )
}
