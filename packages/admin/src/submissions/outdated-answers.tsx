import type { Submission } from '@essaim/shared/submissions.ts'
import { t } from '../lib/i18n.ts'

/** What a newer questionnaire no longer asks: kept to be read, and copied where it still has its place. */
export function OutdatedAnswers({ one: { outdated_answers: answers } }: { one: Submission }) {
  if (answers.length === 0) return null
  return (
    <details className="notice info">
      <summary className="notice-title">{t('outdated.title')}</summary>
      <p>{t('outdated.lead')}</p>
      <dl>
        {answers.map((answer) => (
          <div key={`${answer.question} ${answer.from_version}`}>
            <dt>{answer.label.fr}</dt>
            <dd className="prose">{answer.in_words}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
