import type { ParticipationOfCategory } from '@essaim/shared/participation.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { WideTable } from '../ui/wide-table.tsx'
import { counts } from './counts.tsx'

const SHOWN = 10

/** The categories of establishments, the largest first; beyond ten they are folded. */
export function CategoryPanel({
  campaign,
  categories,
}: {
  campaign: string
  categories: readonly ParticipationOfCategory[]
}) {
  const largest = [...categories].sort((a, b) => b.invited - a.invited)
  const rest = largest.slice(SHOWN)
  return (
    <Panel title={t('participation.categories')} flush>
      <Categories campaign={campaign} rows={largest.slice(0, SHOWN)} label={t('participation.categories')} />
      {rest.length > 0 && (
        <details className="rest">
          <summary>{t('participation.categories.rest', { count: rest.length })}</summary>
          <Categories
            campaign={campaign}
            rows={rest}
            label={t('participation.categories.rest', { count: rest.length })}
          />
        </details>
      )}
    </Panel>
  )
}

function Categories({
  campaign,
  rows,
  label,
}: {
  campaign: string
  rows: readonly ParticipationOfCategory[]
  label: string
}) {
  return (
    <WideTable label={label}>
      <DataTable
        caption={label}
        className="counts-table"
        items={rows}
        keyOf={({ category }) => category?.code ?? ''}
        columns={[
          {
            key: 'category',
            title: t('participation.category'),
            cell: ({ category }) =>
              category ? (
                <TextLink
                  to="/campagnes/$id/invitations"
                  params={{ id: campaign }}
                  search={{ category: category.code }}
                  className="row-link"
                >
                  {labelOf(category.label)}
                </TextLink>
              ) : (
                t('participation.no-field')
              ),
          },
          ...counts<ParticipationOfCategory>(),
        ]}
      />
    </WideTable>
  )
}
