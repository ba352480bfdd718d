import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { goTo } from './address.ts'
import { Action } from './frame.tsx'
import { Go } from './go.tsx'
import { useLanguage, useMessages } from './language.ts'
import { dayInWords } from './messages.ts'
import { Next, StateBadge } from './state-badge.tsx'

/** Whether the association has something to do with it before anything follows. */
export const isWanted = ({ state }: SubmissionCard): boolean => state === 'draft' || state === 'changes_requested'

/** What was described: what waits for the association with a button, the rest as links to read. */
export function SubmissionCards({ cards, level = 2 }: { cards: SubmissionCard[]; level?: 2 | 3 }) {
  const m = useMessages()
  const language = useLanguage()
  if (cards.length === 0) return null
  const Heading = `h${level}` as const
  return (
    <ul className="r-cards">
      {cards.map((card) => {
        const title = card.title ?? m.untitled
        return (
          <li key={card.id} className="r-card">
            <Heading>{isWanted(card) ? title : <Go to={{ submission: card.id }}>{title}</Go>}</Heading>
            <p>
              <StateBadge state={card.state} record={card.innovation_state} />{' '}
              <span className="r-soft">{m.changed_on(dayInWords(card.updated_at, language))}</span>
            </p>
            <Next card={card} />
            {isWanted(card) && (
              <Action onAct={() => goTo({ submission: card.id })}>
                {card.state === 'draft' ? m.resume : m.correct}
                <span className="q-hidden"> : {title}</span>
              </Action>
            )}
          </li>
        )
      })}
    </ul>
  )
}
