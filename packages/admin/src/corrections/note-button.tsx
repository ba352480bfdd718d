import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { Button } from '@mantine/core'
import { IconMessagePlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { labelOf, t } from '../lib/i18n.ts'
import { NoteDialog } from './note-dialog.tsx'
import { points } from './queries.ts'

/** At a question: how many points are on it, and the way to note another. */
export function NoteButton({ submission, question }: { submission: string; question: Question }) {
  const listed = useQuery(points(submission)).data
  const [asked, setAsked] = useState(false)
  if (!listed) return null
  const here = listed.items.filter(
    (point) => point.question === question.code && point.state !== 'closed' && point.state !== 'reopened',
  ).length
  return (
    <span className="note-button">
      {here > 0 && (
        <a className="tag" href="#points">
          {t('points.here', { count: here })}
        </a>
      )}
      {listed.may_note && (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconMessagePlus size={14} aria-hidden />}
          onClick={() => setAsked(true)}
        >
          {t('points.note')}
          <span className="sr-only"> : {labelOf(question.label)}</span>
        </Button>
      )}
      {asked && <NoteDialog submission={submission} noted={{ question }} close={() => setAsked(false)} />}
    </span>
  )
}
