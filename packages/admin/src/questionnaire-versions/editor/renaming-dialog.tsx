import type { Option } from '@essaim/shared/questionnaires/model.ts'
import { Radio, TextInput } from '@mantine/core'
import { useForm } from '../../lib/form.ts'
import { t } from '../../lib/i18n.ts'
import { FormDialog } from '../../ui/dialog.tsx'
import { publishedOptions, useBench } from './bench.ts'
import { codeFrom } from './codes.ts'
import { renamePublished, withOptionLabel } from './renaming.ts'

type Props = { option: Option; place: string; taken: string[]; close: () => void }

/** A published option goes on under another name and code: do the answers that name it follow? */
export function RenamingDialog({ option, place, taken, close }: Props) {
  const { base, edit } = useBench()
  const form = useForm(
    { label: option.label.fr, follow: 'yes' },
    async ({ label, follow }) => {
      const published = publishedOptions(base, place)
      const fr = label.trim()
      // An old code may come back only as itself.
      const to = codeFrom(fr, '-', [...taken, ...[...published].filter((code) => code !== option.code)])
      edit((now) => {
        const renamed = renamePublished(now, place, option.code, to, { published, follow: follow === 'yes' })
        return { ...renamed, content: withOptionLabel(renamed.content, place, to, { ...option.label, fr }) }
      })
    },
    ({ label }) => (label.trim() ? {} : { label: t('form.required') }),
  )
  return (
    <FormDialog title={t('edit.option.rename')} close={close} form={form} action={t('edit.renaming.do')}>
      <TextInput label={t('edit.renaming.label')} required maxLength={500} data-autofocus {...form.field('label')} />
      <Radio.Group
        label={t('edit.renaming.question')}
        value={form.values.follow}
        onChange={(follow) => form.set('follow', follow)}
      >
        <div className="radios">
          <Radio value="yes" label={t('edit.renaming.same')} description={t('edit.renaming.same.hint')} />
          <Radio value="no" label={t('edit.renaming.other')} description={t('edit.renaming.other.hint')} />
        </div>
      </Radio.Group>
    </FormDialog>
  )
}
