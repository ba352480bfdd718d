import type { Reach } from '@essaim/shared/campaigns.ts'
import { number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { percent } from '../lib/percent.ts'
import { DataTable } from '../ui/data-table.tsx'

const OFFICES = ['president', 'general_director'] as const

/** How many would be reached, in a sentence. */
export const ReachSentence = ({ reach: { associations, reachable } }: { reach: Reach }) => (
  <p className="inset">
    {t('reach.sentence', { reachable, associations })} {associations > 0 && `(${percent(reachable, associations)})`}
  </p>
)

/** Whom letters would reach, by office, and why not the others. */
export function ReachTable({ reach }: { reach: Reach }) {
  const column = (key: keyof Reach['offices']['president']) => ({
    key,
    title: t(`address.${key}`),
    numeric: true,
    cell: (office: (typeof OFFICES)[number]) => number(reach.offices[office][key]),
  })
  return (
    <DataTable
      caption={t('reach.title')}
      items={OFFICES}
      keyOf={(office) => office}
      columns={[
        { key: 'office', title: t('contact.office'), wide: true, cell: (office) => t(`office.${office}`) },
        column('working'),
        column('missing'),
        column('objected'),
        column('bounced'),
      ]}
    />
  )
}
