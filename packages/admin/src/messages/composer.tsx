import { type MessageKind, STAFF_MESSAGE_KINDS } from '@essaim/shared/messages.ts'
import type { ReplyUse } from '@essaim/shared/reply-templates.ts'
import { Button, Textarea } from '@mantine/core'
import { IconEyeOff, IconMail } from '@tabler/icons-react'
import { type FormEvent, useRef, useState } from 'react'
import { t } from '../lib/i18n.ts'
import { ReplyPicker } from '../reply-templates/reply-picker.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { writeMessage } from './queries.ts'

type Kind = (typeof STAFF_MESSAGE_KINDS)[number]

/** What is being written on each side: the words of one never become the other's. */
export type Draft = { kind: Kind } & Record<Kind, string>
export const NOTHING_WRITTEN: Draft = { kind: 'to_association', to_association: '', note: '' }

/** Two places to write that cannot be mistaken for one another: a letter to the association, a note among staff. */
export function Composer({
  submission,
  uses,
  may,
  draft,
  change,
}: {
  submission: string
  /** Of which templates to begin with. */
  uses: readonly ReplyUse[]
  may: MessageKind[]
  draft: Draft
  /** From what is there then: one goes on writing while a message is on its way. */
  change: (next: (now: Draft) => Draft) => void
}) {
  const kinds = STAFF_MESSAGE_KINDS.filter((kind) => may.includes(kind))
  const field = useRef<HTMLTextAreaElement>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const [failure, setFailure] = useState<Error | null>(null)
  const kind = kinds.includes(draft.kind) ? draft.kind : kinds[0]
  useShortcuts(
    kinds.includes('note')
      ? {
          n: () => {
            change((now) => ({ ...now, kind: 'note' }))
            setTimeout(() => field.current?.focus(), 0)
          },
        }
      : {},
  )
  if (!kind) return null
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    const body = draft[kind].trim()
    setFailure(null)
    setError(body ? null : t('thread.body.missing'))
    if (!body) return field.current?.focus()
    setBusy(true)
    try {
      await writeMessage(submission, { kind, body })
      change((now) => ({ ...now, [kind]: now[kind].trim() === body ? '' : now[kind] }))
      say(t(`thread.written.${kind}`))
    } catch (cause) {
      setFailure(cause as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form className={`composer ${kind}`} noValidate onSubmit={(event) => void send(event)}>
      {kinds.length > 1 && (
        <fieldset className="chips" aria-label={t('thread.whom')}>
          {kinds.map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === kind}
              aria-keyshortcuts={one === 'note' ? 'n' : undefined}
              onClick={() => change((now) => ({ ...now, kind: one }))}
            >
              {t(`thread.write.${one}`)}
            </button>
          ))}
        </fieldset>
      )}
      <p className="composer-who">
        {kind === 'note' ? <IconEyeOff size={17} aria-hidden /> : <IconMail size={17} aria-hidden />}
        <span>{t(`thread.explained.${kind}`)}</span>
      </p>
      {kind === 'to_association' && (
        <ReplyPicker
          submission={submission}
          uses={uses}
          pick={(words) => {
            change((now) => ({
              ...now,
              to_association: [now.to_association.trim(), words].filter(Boolean).join('\n\n'),
            }))
            field.current?.focus()
          }}
        />
      )}
      <Textarea
        ref={field}
        label={t(`thread.body.${kind}`)}
        autosize
        minRows={3}
        maxRows={14}
        maxLength={5000}
        value={draft[kind]}
        error={error}
        onChange={({ currentTarget: { value } }) => {
          setError(null)
          change((now) => ({ ...now, [kind]: value }))
        }}
      />
      <Refused error={failure} />
      <div className="composer-send">
        <Button type="submit" loading={busy} color={kind === 'note' ? 'yellow.9' : 'ink'}>
          {t(`thread.send.${kind}`)}
        </Button>
      </div>
    </form>
  )
}
