import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import { labelIn } from '../questionnaires/setting.ts'
import { useLanguage, useMessages } from './language.ts'

/** What a newer questionnaire no longer asks: kept to be read, and copied where it still has its place. */
export function OutdatedAnswers({ answers }: { answers: OutdatedAnswer[] }) {
  const m = useMessages()
  const language = useLanguage()
  if (answers.length === 0) return null
  return (
    <details className="r-card">
      <summary>{m.outdated_title}</summary>
      <p>{m.outdated_lead}</p>
      <dl>
        {answers.map((one) => (
          <div key={`${one.question} ${one.from_version}`}>
            <dt>{labelIn(one.label, language)}</dt>
            <dd className="prose">{one.in_words}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
