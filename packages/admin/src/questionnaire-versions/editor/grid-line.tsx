import type { Label } from '@essaim/shared/schema.ts'
import { TextInput } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react'
import { type ReactNode, useRef } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { Tool } from '../../ui/tool.tsx'
import { codeFrom, isMadeFrom } from './codes.ts'
import type { Step } from './structure.ts'

type Props = {
  label: Label
  code: string
  /** What has been published keeps its code: answers name it. */
  fixed: boolean
  taken: string[]
  change: (next: { label: Label; code?: string }) => void
  move: (step: Step) => void
  /** None where the last ones must stay. */
  remove: (() => void) | null
  children?: ReactNode
}

/** One line of a grid: a step of its scale, a group, a criterion. Its code follows its words until it is published. */
export function GridLine({ label, code, fixed, taken, change, move, remove, children }: Props) {
  const before = useRef(label.fr)
  const follow = () => {
    if (fixed || label.fr.trim() === '' || !isMadeFrom(code, before.current, '-')) return
    if (!isMadeFrom(code, label.fr, '-')) change({ label, code: codeFrom(label.fr, '-', taken) })
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
          onChange={({ currentTarget }) => change({ label: { ...label, fr: currentTarget.value } })}
          onBlur={follow}
          error={label.fr.trim() === '' && t('form.required')}
          maxLength={500}
        />
        {children}
        <Tool icon={IconArrowUp} label={t('edit.option.up', { name })} name="-1" act={() => move(-1)} />
        <Tool icon={IconArrowDown} label={t('edit.option.down', { name })} name="1" act={() => move(1)} />
        <Tool
          icon={IconTrash}
          label={t('edit.option.remove', { name })}
          act={() => remove?.()}
          off={remove === null}
          danger
        />
      </div>
      <details className="edit-details">
        <summary>{t('edit.option.more', { name })}</summary>
        <TextInput
          label={t('edit.option.english')}
          value={label.en ?? ''}
          onChange={({ currentTarget }) => change({ label: { ...label, en: currentTarget.value || null } })}
          lang="en"
          maxLength={500}
        />
        <p className="hint">
          {t('edit.code.fixed')} <code>{code}</code>
        </p>
      </details>
    </>
  )
}
