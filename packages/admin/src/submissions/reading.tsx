import type { Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { AnswersView } from '../answers/answers-view.tsx'
import { NoteButton } from '../corrections/note-button.tsx'
import { t } from '../lib/i18n.ts'
import { Await } from '../ui/states.tsx'
import { ComparisonBar, useComparison } from './comparison.tsx'
import { AboveAnswers, BelowAnswers, BesideAnswers } from './panels.tsx'
import { questionnaireVersion } from './queries.ts'

/** The answers as the questionnaire reads, between what is said of them and what one decides by. */
export function Reading({ one }: { one: Submission }) {
  const version = useQuery(questionnaireVersion(one.questionnaire.id, one.questionnaire.version))
  const comparison = useComparison(one)
  const panels = { one, content: version.data?.content, comparison }
  return (
    <div className="reading">
      <div className="reading-main">
        <AboveAnswers {...panels} />
        <ComparisonBar one={one} comparison={comparison} />
        <Await query={version} lines={14}>
          {({ content }) => (
            <AnswersView
              content={content}
              answers={one.answers}
              issues={one.issues}
              submission={one.id}
              before={comparison.before}
              beside={(question) => <NoteButton submission={one.id} question={question} />}
              onlyChanged={comparison.onlyChanged && comparison.before !== undefined}
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
