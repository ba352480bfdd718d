import type { Opinion } from '@essaim/shared/opinions.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Button } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { clock, day, instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { titleOf } from '../submissions/labels.tsx'
import { copySubmission } from '../submissions/queries.ts'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'
import { say } from '../ui/toasts.tsx'
import { OpinionBadge } from './labels.tsx'
import { undo } from './undo.ts'

/** What headquarters decides by: the opinions given, who has it, and what keeps one from deciding. */
export function OpinionPanel({ one }: { one: Submission }) {
  const { opinions, barred, escalated_at, undo_until, revision } = one
  if (revision === 0 && !one.copied_from) return null
  return (
    <Panel title={t('opinion.title')} id="opinions">
      {barred && (
        <div className="notice warn">
          <p>{t(`opinion.barred.${barred}`)}</p>
        </div>
      )}
      {escalated_at && <p>{t('opinion.escalated', { day: day(escalated_at) })}</p>}
      {undo_until && <Undoing id={one.id} until={undo_until} />}
      {opinions.length === 0 ? (
        <p className="unknown">{t('opinion.none')}</p>
      ) : (
        <>
          <ul className="tile-list">
            {opinions.map((opinion) => (
              <li key={opinion.revision}>
                <Said opinion={opinion} isOld={opinion.revision !== revision} />
              </li>
            ))}
          </ul>
          <p className="hint">{t('opinion.staff-only')}</p>
        </>
      )}
      <Copies one={one} />
    </Panel>
  )
}

function Undoing({ id, until }: { id: string; until: string }) {
  const [busy, setBusy] = useState(false)
  const back = async () => {
    setBusy(true)
    await undo(id)
    setBusy(false)
  }
  return (
    <div className="notice info">
      <div>
        <p>{t('decision.undo.until', { time: clock(until) })}</p>
        <Button variant="default" loading={busy} onClick={() => void back()}>
          {t('decision.undo')}
        </Button>
      </div>
    </div>
  )
}

const Said = ({ opinion: { opinion, by, regional_delegation, at, revision, comment }, isOld }: SaidProps) => (
  <>
    <div>
      <OpinionBadge opinion={opinion} />
    </div>
    {comment && <p className="prose">{comment}</p>}
    <span className="hint">
      {[by.name, regional_delegation?.name, instant(at), isOld && t('opinion.of-revision', { number: revision })]
        .filter(Boolean)
        .join(' · ')}
    </span>
  </>
)
type SaidProps = { opinion: Opinion; isOld: boolean }

// A rejection leads on: what was written is taken up again.
function Copies({ one }: { one: Submission }) {
  const { user } = useSession()
  const navigate = useNavigate()
  const [failure, setFailure] = useState<Error | null>(null)
  const [busy, setBusy] = useState(false)
  const copy = async () => {
    setBusy(true)
    setFailure(null)
    try {
      const made = await copySubmission(one.id)
      say(t('opinion.copied', { title: titleOf(made) }))
      await navigate({ to: '/reponses/$id', params: { id: made.id } })
    } catch (cause) {
      setFailure(cause instanceof Error ? cause : new Error(t('error.unknown')))
    } finally {
      setBusy(false)
    }
  }
  const writes = hasRole(user, 'delegate', 'moderator')
  return (
    <>
      {one.copied_from && <Other id={one.copied_from} words={t('opinion.copied-from')} />}
      {one.copied_to && <Other id={one.copied_to} words={t('opinion.copied-to')} />}
      {one.state === 'rejected' && !one.copied_to && writes && (
        <div className="actions">
          <Button variant="default" fullWidth loading={busy} onClick={() => void copy()}>
            {t('opinion.copy')}
          </Button>
        </div>
      )}
      <Refused error={failure} />
    </>
  )
}

const Other = ({ id, words }: { id: string; words: string }) => (
  <p>
    {words}{' '}
    <TextLink to="/reponses/$id" params={{ id }}>
      {t('opinion.see')}
    </TextLink>
  </p>
)
