import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Question } from '@essaim/shared/questionnaires/model.ts'
import { t } from '../lib/i18n.ts'
import { AnswerValue } from '../questionnaires/answer-value.tsx'
import { choicesOf, useSetting } from '../questionnaires/setting.ts'
import { differenceOf, type Piece, sharedBy } from './text-difference.ts'

type Both = { asked: Question; before: unknown; after: unknown }

/** An answer that changed: words within a text, entries of a list, else the value before and the value now. */
export function ChangedValue({ asked, before, after }: Both) {
  if (['text', 'longtext'].includes(asked.kind) && typeof before === 'string' && typeof after === 'string') {
    const pieces = differenceOf(before, after)
    if (sharedBy(pieces) > 1 / 3) return <Pieces pieces={pieces} />
  }
  if (['multichoice', 'tags'].includes(asked.kind) && Array.isArray(before) && Array.isArray(after))
    return <Entries asked={asked} before={before.map(String)} after={after.map(String)} />
  return (
    <>
      <div className="before">
        <span className="before-word">{t('answers.before')}</span>
        <ToldValue asked={asked} value={before} />
      </div>
      <span className="before-word">{t('answers.after')}</span>
      <ToldValue asked={asked} value={after} />
    </>
  )
}

/** A value, or that there is none. */
export const ToldValue = ({ asked, value }: { asked: Question; value: unknown }) =>
  isAnswered(value) ? (
    <AnswerValue asked={asked} value={value} />
  ) : (
    <span className="unknown">{t('value.unanswered')}</span>
  )

function Pieces({ pieces }: { pieces: Piece[] }) {
  return (
    <p className="q-text difference-texts">
      {pieces.map(({ text, kind }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name than their place
        <Marked key={place} kind={kind}>
          {text}
        </Marked>
      ))}
    </p>
  )
}

function Entries({ asked, before, after }: { asked: Question; before: string[]; after: string[] }) {
  const setting = useSetting()
  const labels = new Map(choicesOf(asked, setting).map(({ value, label }) => [value, label]))
  const kindOf = (entry: string) =>
    !before.includes(entry) ? 'added' : !after.includes(entry) ? 'removed' : ('same' as const)
  return (
    <ul className="q-values difference-texts">
      {[...new Set([...before, ...after])].map((entry) => (
        <li key={entry}>
          <Marked kind={kindOf(entry)}>{labels.get(entry) ?? entry}</Marked>
        </li>
      ))}
    </ul>
  )
}

// For who does not see the colour, and for who hears the page.
function Marked({ kind, children }: { kind: Piece['kind']; children: string }) {
  if (kind === 'same') return children
  const Mark = kind === 'added' ? 'ins' : 'del'
  return (
    <Mark>
      <span className="sr-only">{t(`answers.${kind}`)} </span>
      {children}
    </Mark>
  )
}
