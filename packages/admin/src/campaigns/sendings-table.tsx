import type { Sending } from '@essaim/shared/campaigns.ts'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { letterName } from './labels.tsx'

const TONES = { planned: 'wait', prepared: 'good', cancelled: 'neutral' } as const

/** The letters that go to many, and what became of each mail. */
export function SendingsTable({ items }: { items: readonly Sending[] }) {
  const counted = (key: 'waiting' | 'sent' | 'bounced' | 'failed') => ({
    key,
    title: t(`delivery.${key}`),
    numeric: true,
    cell: ({ deliveries }: Sending) => number(deliveries[key]),
  })
  return (
    <DataTable
      caption={t('sendings.title')}
      items={items}
      keyOf={({ id }) => id}
      columns={[
        { key: 'letter', title: t('sending.letter'), cell: ({ letter }) => letterName(letter) },
        { key: 'due', title: t('sending.due'), cell: ({ due_at }) => instant(due_at) },
        {
          key: 'state',
          title: t('submission.state'),
          cell: ({ state }) => <StateBadge tone={TONES[state]}>{t(`sending.state.${state}`)}</StateBadge>,
        },
        counted('waiting'),
        counted('sent'),
        counted('bounced'),
        counted('failed'),
      ]}
    />
  )
}
