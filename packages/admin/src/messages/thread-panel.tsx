import type { Message, Thread, ThreadTransition } from '@essaim/shared/messages.ts'
import type { ReplyUse } from '@essaim/shared/reply-templates.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Button } from '@mantine/core'
import { type Icon, IconBuildingCommunity, IconLock, IconLockOpen, IconMail, IconNote } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ago, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'
import { Await, Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { Composer, type Draft, NOTHING_WRITTEN } from './composer.tsx'
import { moveThread, takeBack, thread } from './queries.ts'

const MEANWHILE: readonly ReplyUse[] = ['message']
const AFTER_ACCEPTANCE: readonly ReplyUse[] = ['accept', 'message']

const LOOKS: Record<Message['kind'], Icon> = {
  to_association: IconMail,
  from_association: IconBuildingCommunity,
  note: IconNote,
}

/** What was written to the association and by it, and the notes among staff. */
export function ThreadPanel({ one }: { one: Submission }) {
  const query = useQuery(thread(one.id))
  const [draft, setDraft] = useState<Draft>(NOTHING_WRITTEN)
  return (
    <Panel
      title={t('thread.title')}
      id="echanges"
      actions={query.data && <Moves submission={one.id} of={query.data} />}
    >
      <Await query={query} lines={3}>
        {(read) => (
          <>
            {read.state === 'locked' && (
              <p className="notice info">
                <IconLock size={18} aria-hidden />
                <span>{t('thread.locked', { who: read.locked_by ?? '', when: instant(read.locked_at) })}</span>
              </p>
            )}
            {read.messages.length === 0 && <p className="hint">{t('thread.none')}</p>}
            <ol className="thread">
              {read.messages.map((message) => (
                <Item
                  key={message.id}
                  message={message}
                  undo={async () => {
                    await takeBack(one.id, message.id)
                    // the words come back to be written anew, unless others are being written
                    const { kind, body } = message
                    if (kind !== 'from_association')
                      setDraft((now) => (now[kind].trim() ? now : { ...now, kind, [kind]: body }))
                    say(t('thread.taken-back'))
                  }}
                />
              ))}
            </ol>
            <Composer
              submission={one.id}
              uses={one.state === 'accepted' ? AFTER_ACCEPTANCE : MEANWHILE}
              may={read.may_write}
              draft={draft}
              change={setDraft}
            />
          </>
        )}
      </Await>
    </Panel>
  )
}

function Item({ message, undo }: { message: Message; undo: () => Promise<void> }) {
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const { kind, body, author, created_at, final_at, mail, transitions } = message
  const Mark = LOOKS[kind]
  const act = async () => {
    setBusy(true)
    setFailure(null)
    await undo().catch((error: Error) => {
      setFailure(error)
      setBusy(false)
    })
  }
  return (
    <li className={`message ${kind}`} id={`message-${message.id}`}>
      <p className="message-head">
        <Mark size={17} aria-hidden />
        <strong>{author.name ?? t(`thread.author.${author.kind}`)}</strong>
        <span>{t(`thread.kind.${kind}`)}</span>
        <time dateTime={created_at} title={instant(created_at)}>
          {ago(created_at)}
        </time>
      </p>
      <p className="prose">{body}</p>
      {transitions.includes('take_back') ? (
        <p className="message-foot">
          <span>{t(`thread.leaves.${kind === 'note' ? 'note' : 'message'}`, { when: instant(final_at) })}</span>
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => void act()}>
            {t(`thread.take-back.${kind === 'note' ? 'note' : 'to_association'}`)}
          </Button>
        </p>
      ) : (
        kind === 'to_association' && (
          <p className={mail === 'bounced' || mail === 'failed' ? 'message-foot bad' : 'message-foot'}>
            {t(`thread.mail.${mail ?? 'none'}`)}
          </p>
        )
      )}
      <Refused error={failure} />
    </li>
  )
}

function Moves({ submission, of }: { submission: string; of: Thread }) {
  const [busy, setBusy] = useState<ThreadTransition | null>(null)
  const act = async (transition: ThreadTransition) => {
    setBusy(transition)
    try {
      await moveThread(submission, transition)
      say(t(`thread.moved.${transition}`))
    } catch (error) {
      say((error as Error).message)
    } finally {
      setBusy(null)
    }
  }
  return of.transitions.map((transition) => (
    <Button
      key={transition}
      size="compact-sm"
      variant={transition === 'settle' ? 'light' : 'default'}
      loading={busy === transition}
      leftSection={
        transition === 'settle' ? undefined : transition === 'lock' ? (
          <IconLock size={15} aria-hidden />
        ) : (
          <IconLockOpen size={15} aria-hidden />
        )
      }
      onClick={() => void act(transition)}
    >
      {t(`thread.move.${transition}`)}
    </Button>
  ))
}
