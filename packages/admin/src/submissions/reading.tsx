import type { Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AnswersView } from '../answers/answers-view.tsx'
import { t } from '../lib/i18n.ts'
import { Await } from '../ui/states.tsx'
import { AboveAnswers, BelowAnswers, BesideAnswers } from './panels.tsx'
import { questionnaireVersion, revision } from './queries.ts'

/** The revision that the answers are held against, and how to hold them against another; null: none. */
export type Comparison = { compared: number | null; compare: (number: number | null) => void }

/** The answers as the questionnaire reads, between what is said of them and what one decides by. */
export function Reading({ one }: { one: Submission }) {
  const [compared, compare] = useState<number | null>(null)
  const version = useQuery(questionnaireVersion(one.questionnaire.id, one.questionnaire.version))
  const before = useQuery({ ...revision(one.id, compared ?? 1), enabled: compared !== null })
  const panels = { one, content: version.data?.content, comparison: { compared, compare } }
  return (
    <div className="reading">
      <div className="reading-main">
        <AboveAnswers {...panels} />
        {compared !== null && (
          <p className="notice info" role="status">
            {before.isPending ? t('state.loading') : t('history.comparing', { number: compared })}
          </p>
        )}
        <Await query={version} lines={14}>
          {({ content }) => (
            <AnswersView
              content={content}
              answers={one.answers}
              issues={one.issues}
              submission={one.id}
              before={compared === null ? undefined : before.data?.answers}
            />
          )}
        </Await>
        <BelowAnswers {...panels} />
      </div>
      <aside className="reading-side" aria-label={t('submission.side')}>
        <BesideAnswers {...panels} />
      </aside>
    </div>
  )
}
