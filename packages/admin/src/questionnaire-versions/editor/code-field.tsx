import { OPTION_CODE, QUESTION_CODE } from '@essaim/shared/questionnaires/model.ts'
import { TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { t } from '../../lib/i18n.ts'

type Props = {
  code: string
  joiner: '_' | '-'
  /** What has been published keeps its code: answers name it. */
  fixed: boolean
  taken: string[]
  change: (code: string) => void
}

/** A code: made from the label, written by hand where one wants, and for ever once it is published. */
export function CodeField({ code, joiner, fixed, taken, change }: Props) {
  const [text, setText] = useState(code)
  useEffect(() => setText(code), [code])
  const fault = faultOf(text, joiner, code === text ? [] : taken)
  if (fixed)
    return (
      <p className="hint">
        {t('edit.code.fixed')} <code>{code}</code>
      </p>
    )
  return (
    <TextInput
      label={t('value.code')}
      description={t('edit.code.hint')}
      value={text}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={() => (fault ? setText(code) : text !== code && change(text))}
      error={fault}
      maxLength={joiner === '_' ? 60 : 80}
      autoComplete="off"
      spellCheck={false}
    />
  )
}

function faultOf(text: string, joiner: '_' | '-', taken: string[]): string | null {
  if (!new RegExp(joiner === '_' ? QUESTION_CODE : OPTION_CODE).test(text))
    return t(`edit.code.bad.${joiner === '_' ? 'question' : 'option'}`)
  return taken.includes(text) ? t('edit.code.taken') : null
}
