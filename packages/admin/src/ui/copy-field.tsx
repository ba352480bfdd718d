import { Button, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { t } from '../lib/i18n.ts'

/** A text to take away, such as a link or a key that is shown once. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const [copied, setCopied] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
    } catch {
      // Without the right to the clipboard the text is selected, ready to be copied by hand.
      input.current?.select()
    }
  }
  return (
    <div className="copy-field">
      <TextInput
        ref={input}
        label={label}
        description={hint}
        value={value}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
      />
      <Button
        onClick={() => void copy()}
        leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
      >
        {copied ? t('action.copied') : t('action.copy')}
      </Button>
      <span className="sr-only" role="status">
        {copied ? t('action.copied') : ''}
      </span>
    </div>
  )
}
