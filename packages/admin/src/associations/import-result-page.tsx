import { type AssociationImportRow, IMPORT_OUTCOMES } from '@essaim/shared/imports.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { StateFilter } from '../ui/state-filter.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { ImportCounts } from './import-counts.tsx'
import { outcomeName } from './labels.ts'
import { imported, importedRows } from './queries.ts'

const route = getRouteApi('/associations/imports/$id')
const TONES: Record<AssociationImportRow['outcome'], Tone> = {
  created: 'good',
  updated: 'info',
  unchanged: 'neutral',
  refused: 'bad',
}

/** What became of each row of one import. */
export function ImportResultPage() {
  const { id } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(imported(id))
  const rows = useQuery({ ...importedRows(id, { ...search, limit: 50 }), placeholderData: keepPreviousData })
  return (
    <Page
      title={t('import.result')}
      crumbs={[
        { to: '/associations', label: t('associations.title') },
        { to: '/associations/imports', label: t('import.title') },
      ]}
      lead={
        query.data && (
          <p>
            {instant(query.data.created_at)} · {t('import.rows', { rows: number(query.data.rows) })} ·{' '}
            {query.data.dry_run ? t('import.was-dry') : t('import.was-real')}
          </p>
        )
      }
    >
      <Await query={query} lines={3}>
        {({ counts }) => <ImportCounts counts={counts} />}
      </Await>
      <div className="filters">
        <StateFilter
          states={IMPORT_OUTCOMES}
          name={outcomeName}
          value={search.outcome && [search.outcome]}
          change={(next) =>
            void navigate({
              search: { outcome: next?.find((outcome) => outcome !== search.outcome) },
              resetScroll: false,
            })
          }
        />
      </div>
      <div className="panel flush" aria-busy={rows.isFetching}>
        <Await query={rows}>
          {({ items, next, total }) =>
            items.length === 0 ? (
              <Empty title={t('list.none.filtered')} />
            ) : (
              <>
                <DataTable
                  caption={t('import.result')}
                  columns={columns()}
                  items={items}
                  keyOf={({ line }) => String(line)}
                />
                <Pager
                  shown={items.length}
                  total={total}
                  next={next}
                  cursor={search.cursor}
                  go={(cursor) => void navigate({ search: { ...search, cursor } })}
                />
              </>
            )
          }
        </Await>
      </div>
    </Page>
  )
}

function columns(): Column<AssociationImportRow>[] {
  return [
    { key: 'line', title: t('import.line'), cell: ({ line }) => number(line) },
    {
      key: 'outcome',
      title: t('import.outcome'),
      cell: ({ outcome }) => <StateBadge tone={TONES[outcome]}>{outcomeName(outcome)}</StateBadge>,
    },
    {
      key: 'association',
      title: t('association.one'),
      cell: ({ association }) =>
        association?.id && association.name ? (
          <TextLink to="/associations/$id" params={{ id: association.id }}>
            {association.name}
          </TextLink>
        ) : (
          (association?.name ?? <span className="unknown">{t('value.unknown')}</span>)
        ),
    },
    {
      key: 'establishment',
      title: t('establishment.one'),
      cell: ({ establishment }) => establishment?.name ?? <span className="unknown">{t('value.none')}</span>,
    },
    {
      key: 'notes',
      title: t('import.notes'),
      wide: true,
      cell: ({ errors, warnings }) =>
        errors.length + warnings.length === 0 ? (
          <span className="unknown">{t('import.notes.none')}</span>
        ) : (
          <ul className="notes">
            {[
              ...errors.map((note) => ({ ...note, bad: true })),
              ...warnings.map((note) => ({ ...note, bad: false })),
            ].map(({ column, code, detail, bad }) => (
              <li key={code + column + detail} className={bad ? 'bad' : undefined}>
                {column && <strong>{column} : </strong>}
                {detail}
              </li>
            ))}
          </ul>
        ),
    },
  ]
}
