import type { Label } from '@essaim/shared/schema.ts'
import { Textarea } from '@mantine/core'
import { useRef } from 'react'
import { t } from '../../lib/i18n.ts'

type Props = {
  value: Label
  change: (value: Label) => void
  french: string
  english: string
  /** The person has left the French text, which was this before. */
  left?: (before: string) => void
  first?: boolean
}

/** A text that must be there, in French, and in English where one has it. */
export function LabelFields({ value, change, french, english, left, first = false }: Props) {
  const before = useRef(value.fr)
  return (
    <>
      <Textarea
        label={french}
        value={value.fr}
        onFocus={() => {
          before.current = value.fr
        }}
        onChange={({ currentTarget }) => change({ ...value, fr: currentTarget.value })}
        onBlur={() => left?.(before.current)}
        error={value.fr.trim() === '' && t('form.required')}
        data-first={first || undefined}
        required
        autosize
        minRows={1}
        maxRows={6}
        maxLength={500}
      />
      <Textarea
        label={english}
        value={value.en ?? ''}
        onChange={({ currentTarget }) => change({ ...value, en: currentTarget.value || null })}
        lang="en"
        autosize
        minRows={1}
        maxRows={6}
        maxLength={500}
      />
    </>
  )
}

type OptionalProps = {
  value: Label | null | undefined
  change: (value: Label | null) => void
  french: string
  english: string
}

/** A text that may be missing; English goes with French. */
export function OptionalLabelFields({ value, change, french, english }: OptionalProps) {
  const { fr, en } = value ?? { fr: '', en: null }
  return (
    <>
      <Textarea
        label={french}
        value={fr}
        onChange={({ currentTarget: { value: text } }) => change(text.trim() === '' ? null : { fr: text, en })}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={500}
      />
      {fr !== '' && (
        <Textarea
          label={english}
          value={en ?? ''}
          onChange={({ currentTarget }) => change({ fr, en: currentTarget.value || null })}
          lang="en"
          autosize
          minRows={1}
          maxRows={6}
          maxLength={500}
        />
      )}
    </>
  )
}
