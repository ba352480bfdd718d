import type { Problem } from '@essaim/shared/problem.ts'
import { TRANSITIONS } from '@essaim/shared/submission-rules.ts'
import type { SubmissionCard, SubmissionTransition } from '@essaim/shared/submissions.ts'
import { Button } from '@mantine/core'
import { t } from '../lib/i18n.ts'
import { Dialog } from '../ui/dialog.tsx'
import { conflictInWords } from './decision.tsx'
import { titleOf, transitionName } from './labels.tsx'
import type { Outcomes } from './queries.ts'

/** What is taken for several at once: a hand-in is read one by one. */
export const BULK: readonly SubmissionTransition[] = [
  'endorse',
  'accept',
  'request_changes',
  'reject',
  'escalate',
  'give_back',
]

/** What may be done with those that are picked; a transition that is open for some says for how many. */
export function BulkBar({
  picked,
  decide,
  claim,
  assign,
  clear,
}: {
  picked: readonly SubmissionCard[]
  decide: (transition: SubmissionTransition) => void
  claim: () => void
  assign: () => void
  clear: () => void
}) {
  const openFor = (transition: SubmissionTransition) =>
    picked.filter(({ transitions }) => transitions.includes(transition)).length
  return (
    <section className="bulk-bar" aria-label={t('bulk.title')} hidden={picked.length === 0}>
      <p role="status">{picked.length > 0 && t('bulk.picked', { count: picked.length })}</p>
      <div className="bulk-ways">
        {BULK.filter((transition) => TRANSITIONS[transition] && openFor(transition) > 0).map((transition) => (
          <Button
            key={transition}
            size="sm"
            variant="default"
            className={transition === 'reject' ? 'danger' : undefined}
            onClick={() => decide(transition)}
          >
            {transitionName(transition)}
            {openFor(transition) < picked.length && ` (${openFor(transition)})`}
          </Button>
        ))}
        <Button size="sm" variant="default" onClick={claim}>
          {t('claim.take')}
        </Button>
        <Button size="sm" variant="default" onClick={assign}>
          {t('assign.action')}
        </Button>
        <Button size="sm" variant="subtle" onClick={clear}>
          {t('bulk.clear')}
        </Button>
      </div>
    </section>
  )
}

/** Which of several were refused, and why each. */
export function Refusals({
  outcomes,
  titles,
  close,
}: {
  outcomes: Outcomes
  titles: ReadonlyMap<string, string>
  close: () => void
}) {
  const refused = outcomes.filter(({ status }) => status !== 200)
  return (
    <Dialog
      title={t('bulk.refused', { count: refused.length, done: outcomes.length - refused.length })}
      opened
      close={close}
      size="lg"
    >
      <p>{t('bulk.refused.lead')}</p>
      <ul className="lines refusals">
        {refused.map(({ id, problem }) => (
          <li key={id}>
            <div>
              <p className="line-title">{titles.get(id) ?? id}</p>
              <p>{problem ? reasonOf(problem) : t('error.unknown')}</p>
            </div>
          </li>
        ))}
      </ul>
      <div className="form-actions">
        <Button onClick={close} data-autofocus>
          {t('action.close')}
        </Button>
      </div>
    </Dialog>
  )
}

/** Why one was refused: what another has decided, else each fault, else the refusal as a whole. */
const reasonOf = (problem: Problem): string =>
  conflictInWords(problem) ?? (problem.errors?.map(({ detail }) => detail).join(' ') || problem.detail || problem.title)

/** The titles by which refusals name what was picked. */
export const titlesOf = (cards: readonly SubmissionCard[]): Map<string, string> =>
  new Map(cards.map((card) => [card.id, titleOf(card)]))
