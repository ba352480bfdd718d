import type { SubmissionCard } from '@essaim/shared/submissions.ts'
import { IconUserCheck } from '@tabler/icons-react'
import { memo } from 'react'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import type { QueueSearch } from '../searches.ts'
import { TextLink } from '../ui/links.tsx'
import { SubmissionBadge, titleOf } from './labels.tsx'
import { Turn } from './turn.tsx'

type Props = {
  items: readonly SubmissionCard[]
  search: QueueSearch
  /** Those that are picked for a decision on several; null: one may not take any. */
  picked: ReadonlyMap<string, SubmissionCard> | null
  pick: (cards: readonly SubmissionCard[], on: boolean) => void
}

/** The queue as a table: the title names the row, and a box before it picks the row. */
export function QueueTable({ items, search, picked, pick }: Props) {
  const all = picked !== null && items.every(({ id }) => picked.has(id))
  return (
    <table className="data queue">
      <caption className="sr-only">{t('submissions.title')}</caption>
      <thead>
        <tr>
          {picked && (
            <td className="pick">
              <input
                type="checkbox"
                aria-label={t('bulk.pick.all')}
                checked={all}
                onChange={(event) => pick(items, event.currentTarget.checked)}
              />
            </td>
          )}
          <th scope="col" className="wide">
            {t('submission.title')}
          </th>
          <th scope="col">{t('association.one')}</th>
          <th scope="col">{t('delegation.one')}</th>
          <th scope="col">{t('submission.state')}</th>
          <th scope="col">{t('turn.title')}</th>
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row
            key={item.id}
            item={item}
            search={search}
            isPicked={picked === null ? null : picked.has(item.id)}
            pick={pick}
          />
        ))}
      </tbody>
    </table>
  )
}

type RowProps = { item: SubmissionCard; search: QueueSearch; isPicked: boolean | null; pick: Props['pick'] }

const Row = memo(function Row({ item, search, isPicked, pick }: RowProps) {
  const { id, association, regional_delegation, state } = item
  return (
    <tr data-row={id} data-picked={isPicked || undefined}>
      {isPicked !== null && (
        <td className="pick">
          <input
            type="checkbox"
            aria-label={t('bulk.pick', { title: titleOf(item) })}
            checked={isPicked}
            onChange={(event) => pick([item], event.currentTarget.checked)}
          />
        </td>
      )}
      <th scope="row">
        <TextLink
          to="/reponses/$id"
          params={{ id }}
          search={search}
          className={item.title ? 'row-link' : 'row-link untitled'}
        >
          {titleOf(item)}
        </TextLink>
        <Holders of={item} />
      </th>
      <td data-label={t('association.one')}>{association.name}</td>
      <td data-label={t('delegation.one')}>{regional_delegation?.name ?? t('delegation.headquarters')}</td>
      <td data-label={t('submission.state')}>
        <SubmissionBadge state={state} />
      </td>
      <td data-label={t('turn.title')}>
        <Turn of={item} />
      </td>
    </tr>
  )
})

/** Who works on it just now, and who follows it. */
export function Holders({ of: { claim, assignee, escalated_at } }: { of: SubmissionCard }) {
  const told = [
    claim && (claim.mine ? t('claim.mine') : t('claim.by', { name: claim.by.name })),
    assignee && t('assignee.by', { name: assignee.name }),
    escalated_at && t('escalated.mark'),
  ].filter(Boolean)
  if (told.length === 0) return null
  return (
    <span className="holders" title={claim ? instant(claim.since) : undefined}>
      {claim && <IconUserCheck size={14} aria-hidden />}
      {told.join(' · ')}
    </span>
  )
}
