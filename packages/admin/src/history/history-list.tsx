import type { AnswerChange, Event } from '@essaim/shared/events.ts'
import { sentenceOf } from '@essaim/shared/history-sentences.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { AnswersSetting } from '../answers/answers-setting.tsx'
import { ChangedValue } from '../answers/changed-value.tsx'
import { instant } from '../lib/format.ts'
import { labelOf, locale, t } from '../lib/i18n.ts'
import './history.css'

const anchorOf = ({ id }: Event) => `evt-${id}`

/** The entries as sentences; `#evt-…` of an address leads to one. */
export function HistoryList({
  items,
  content,
  submission,
}: {
  items: Event[]
  content: QuestionnaireContent
  submission?: string | null | undefined
}) {
  const wanted = useLocation({ select: ({ hash }) => hash })
  // the entries come after the page: the browser has looked for the anchor too early
  useEffect(() => {
    if (items.some((one) => anchorOf(one) === wanted))
      document.getElementById(wanted)?.scrollIntoView({ block: 'center' })
  }, [items, wanted])
  return (
    <AnswersSetting content={content} submission={submission}>
      <ol className="timeline history">
        {items.map((event) => (
          <Entry key={event.id} event={event} content={content} wanted={anchorOf(event) === wanted} />
        ))}
      </ol>
    </AnswersSetting>
  )
}

function Entry({ event, content, wanted }: { event: Event; content: QuestionnaireContent; wanted: boolean }) {
  const { text, question, said, changes } = sentenceOf(event, locale())
  return (
    <li id={anchorOf(event)} className={wanted ? 'wanted' : undefined}>
      <p className="timeline-what">{text}</p>
      {question && changes.length !== 1 && (
        <p className="hint history-about">{labelOf(questionMap(content).get(question)?.label) || question}</p>
      )}
      {said && <blockquote className="history-said">{said}</blockquote>}
      {changes.length > 0 && <Changes changes={changes} content={content} />}
      <a className="hint" href={`#${anchorOf(event)}`} title={t('history.anchor')}>
        <time dateTime={event.at}>{instant(event.at)}</time>
      </a>
    </li>
  )
}

/** Question by question, before and after; of a question that this version no longer asks, its code. */
function Changes({ changes, content }: { changes: AnswerChange[]; content: QuestionnaireContent }) {
  const questions = questionMap(content)
  const [first] = changes
  return (
    <details className="history-changes">
      <summary>
        {changes.length === 1 && first
          ? labelOf(questions.get(first.question)?.label) || first.question
          : t('history.changes', { count: changes.length })}
      </summary>
      <dl className="answers-list">
        {changes.map(({ question, before, after }) => {
          const asked = questions.get(question)
          return (
            <div className="answer" key={question}>
              <dt>{asked ? labelOf(asked.label) : question}</dt>
              <dd>
                {asked ? (
                  <ChangedValue asked={asked} before={before} after={after} />
                ) : (
                  <span className="unknown">{t('history.no-longer-asked')}</span>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </details>
  )
}
