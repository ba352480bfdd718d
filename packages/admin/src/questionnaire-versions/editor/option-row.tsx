import { askedAt } from '@essaim/shared/questionnaires/check-draft.ts'
import type { Option } from '@essaim/shared/questionnaires/model.ts'
import { Button, TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { Tool } from '../../ui/tool.tsx'
import { publishedOptions, put, useBench } from './bench.ts'
import { CodeField } from './code-field.tsx'
import { codeFrom, isMadeFrom } from './codes.ts'
import { OptionalLabelFields } from './label-fields.tsx'
import { OptionAudience } from './options-editor.tsx'
import { renameOption } from './renaming.ts'
import { RenamingDialog } from './renaming-dialog.tsx'
import type { Step } from './structure.ts'

type Props = {
  option: Option
  place: string
  /** The codes of the others. */
  taken: string[]
  change: (next: Option) => void
  move: (step: Step) => void
  remove: () => void
}

/** One option: its words, its place, and behind them its code and what it stands for. */
export function OptionRow({ option, place, taken, change, move, remove }: Props) {
  const { base, written, edit } = useBench()
  const [renaming, setRenaming] = useState(false)
  const before = useRef(option.label.fr)
  const { code, label } = option
  const published = publishedOptions(base, place).has(code)
  const old = base ? askedAt(base, place)?.options?.find((one) => one.code === code) : undefined
  const mapped = written.mappings.find((one) => one.question === place && one.to === code)
  const recode = (to: string) => edit((now) => ({ ...now, content: renameOption(now.content, place, code, to) }))
  const follow = () => {
    if (published || mapped || label.fr.trim() === '' || !isMadeFrom(code, before.current, '-')) return
    if (!isMadeFrom(code, label.fr, '-')) recode(codeFrom(label.fr, '-', taken))
  }
  const name = labelOf(label)
  return (
    <>
      <div className="edit-option">
        <TextInput
          aria-label={t('edit.option.label')}
          value={label.fr}
          onFocus={() => {
            before.current = label.fr
          }}
          onChange={({ currentTarget }) => change({ ...option, label: { ...label, fr: currentTarget.value } })}
          onBlur={follow}
          error={label.fr.trim() === '' && t('form.required')}
          maxLength={500}
        />
        <Tool icon={IconArrowUp} label={t('edit.option.up', { name })} name="-1" act={() => move(-1)} />
        <Tool icon={IconArrowDown} label={t('edit.option.down', { name })} name="1" act={() => move(1)} />
        <Tool icon={IconTrash} label={t('edit.option.remove', { name })} act={remove} danger />
      </div>
      {mapped && <p className="hint">{t('edit.option.mapped', { from: mapped.from })}</p>}
      {old && old.label.fr !== label.fr && (
        <p className="hint">
          {t('edit.option.reworded', { code })}{' '}
          <button type="button" className="plain-button" onClick={() => setRenaming(true)}>
            {t('edit.option.rename')}
          </button>
        </p>
      )}
      <details className="edit-details">
        <summary>{t('edit.option.more', { name })}</summary>
        <TextInput
          label={t('edit.option.english')}
          value={label.en ?? ''}
          onChange={({ currentTarget }) => change({ ...option, label: { ...label, en: currentTarget.value || null } })}
          lang="en"
          maxLength={500}
        />
        <OptionalLabelFields
          value={option.help}
          change={(help) => change(put(option, 'help', help))}
          french={t('edit.help.fr')}
          english={t('edit.help.en')}
        />
        <OptionAudience option={option} change={change} />
        <CodeField code={code} joiner="-" fixed={published || mapped !== undefined} taken={taken} change={recode} />
        {(published || mapped) && (
          <Button variant="default" size="compact-md" onClick={() => setRenaming(true)}>
            {t('edit.option.rename')}
          </Button>
        )}
      </details>
      {renaming && <RenamingDialog option={option} place={place} taken={taken} close={() => setRenaming(false)} />}
    </>
  )
}
