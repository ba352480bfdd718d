import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { useQuery } from '@tanstack/react-query'
import { labelOf, t } from '../lib/i18n.ts'
import { submission as oneSubmission, questionnaireVersion } from '../submissions/queries.ts'
import { points } from './queries.ts'

/** In the dialog that asks for changes: the notes that leave with it, each with its question. */
export function NotesToSend({ submission }: { submission: string }) {
  const notes = useQuery(points(submission)).data?.items.filter(({ state }) => state === 'note') ?? []
  const asked = useQuery(oneSubmission(submission)).data?.data.questionnaire
  const version = questionnaireVersion(asked?.id ?? '', asked?.version ?? 0)
  const content = useQuery({ ...version, enabled: asked !== undefined }).data?.content
  if (notes.length === 0) return <p className="hint">{t('points.none-to-send')}</p>
  const questions = content && questionMap(content)
  return (
    <div className="notice info points-to-send">
      <p>{t('points.to-send', { count: notes.length })}</p>
      <ul>
        {notes.map(({ id, question, reason }) => (
          <li key={id}>
            <strong>{labelOf(questions?.get(question)?.label) || question}</strong> {reason}
          </li>
        ))}
      </ul>
    </div>
  )
}
