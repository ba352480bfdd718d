import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { changedQuestions } from '../answers/differs.ts'
import { innovationVersion, moderatedInnovation } from '../innovations/queries.ts'
import { t } from '../lib/i18n.ts'
import { markAsRead, reading, revision } from './queries.ts'

/** What the answers are held against: an earlier hand-in, what readers have of the record, or nothing. */
export type Compared = number | 'published' | null

export type Comparison = {
  compared: Compared
  compare: (compared: Compared) => void
  /** The hand-in up to which one had read when one came; null: none. */
  read: number | null
  /** The version that readers have of the record that these answers renew; null: none. */
  published: number | null
  /** The answers of what is compared, once they are there. */
  before: Answers | undefined
  onlyChanged: boolean
  showOnlyChanged: (only: boolean) => void
}

/** Begins with what one has not read: since the last hand-in read, else since what is published. */
export function useComparison(one: Submission): Comparison {
  const [chosen, compare] = useState<Compared | undefined>(undefined)
  const [onlyChanged, showOnlyChanged] = useState(false)
  const read = useQuery({ ...reading(one.id), enabled: one.revision > 0 }).data?.revision ?? null
  const record = useQuery({
    ...moderatedInnovation(one.innovation_id ?? ''),
    enabled: one.innovation_id !== null && one.state !== 'accepted',
  }).data?.data
  const published = record?.published_version ?? null
  const unread = read === null ? (published === null ? null : 'published') : read < one.revision ? read : null
  const compared = chosen === undefined ? unread : chosen
  const earlier = useQuery({
    ...revision(one.id, typeof compared === 'number' ? compared : 1),
    enabled: typeof compared === 'number',
  })
  const version = useQuery({
    ...innovationVersion(one.innovation_id ?? '', published ?? 1),
    enabled: compared === 'published' && published !== null,
  })
  const before =
    compared === null ? undefined : compared === 'published' ? version.data?.data.answers : earlier.data?.answers
  useMarking(one)
  return { compared, compare, read, published, before, onlyChanged, showOnlyChanged }
}

// Who passes by with the keyboard has not read.
const LONG_ENOUGH = 4000
function useMarking({ id, revision }: Submission): void {
  useEffect(() => {
    if (revision === 0) return
    const timer = setTimeout(() => void markAsRead(id, revision).catch(() => undefined), LONG_ENOUGH)
    return () => clearTimeout(timer)
  }, [id, revision])
}

/** Chooses what the answers are held against, and says how much differs. */
export function ComparisonBar({ one, comparison }: { one: Submission; comparison: Comparison }) {
  const { compared, compare, read, published, before, onlyChanged, showOnlyChanged } = comparison
  // what is being corrected differs from its own last hand-in
  const newest = one.writable ? one.revision : one.revision - 1
  const earlier = Array.from({ length: Math.max(newest, 0) }, (_, place) => newest - place)
  if (earlier.length === 0 && published === null) return null
  const ways: [Compared, string][] = [
    [null, t('comparison.none')],
    ...earlier.map((number): [Compared, string] => [
      number,
      t(number === read ? 'comparison.revision.read' : 'comparison.revision', { number }),
    ]),
    ...(published === null ? [] : [['published', t('comparison.published')] as [Compared, string]]),
  ]
  const count = before && changedQuestions(before, one.answers).length
  return (
    <section className="panel comparison" aria-label={t('comparison.title')}>
      <fieldset className="chips" aria-label={t('comparison.title')}>
        <span className="comparison-title" aria-hidden>
          {t('comparison.title')}
        </span>
        {ways.map(([way, label]) => (
          <button
            key={label}
            type="button"
            className="chip"
            aria-pressed={compared === way}
            onClick={() => compare(way)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {compared !== null && (
        <div className="comparison-result">
          <p role="status">{count === undefined ? t('state.loading') : t('comparison.count', { count })}</p>
          <Switch
            checked={onlyChanged}
            onChange={(event) => showOnlyChanged(event.currentTarget.checked)}
            label={t('comparison.only')}
          />
        </div>
      )}
    </section>
  )
}
