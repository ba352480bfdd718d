import type { VocabularySummary } from '@essaim/shared/vocabularies.ts'
import type { Static } from '@sinclair/typebox'
import { useQuery } from '@tanstack/react-query'
import { number } from '../lib/format.ts'
import { get } from '../lib/http.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'

const vocabularies = {
  queryKey: ['vocabularies'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await get<{ items: Static<typeof VocabularySummary>[] }>('/v1/vocabularies', { limit: 200 }, signal)).data.items,
}

/** The controlled lists. */
export function VocabulariesPage() {
  return (
    <Page title={t('vocabularies.title')} lead={<p>{t('vocabularies.lead')}</p>}>
      <div className="panel flush">
        <Await query={useQuery(vocabularies)}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('vocabularies.none')} />
            ) : (
              <DataTable
                caption={t('vocabularies.title')}
                items={items}
                keyOf={({ code }) => code}
                columns={[
                  {
                    key: 'label',
                    title: t('vocabulary.one'),
                    cell: ({ code, label }) => (
                      <TextLink to="/nomenclatures/$code" params={{ code }} className="row-link">
                        {labelOf(label)}
                      </TextLink>
                    ),
                  },
                  { key: 'code', title: t('value.code'), cell: ({ code }) => <code>{code}</code> },
                  {
                    key: 'source',
                    title: t('vocabulary.source'),
                    wide: true,
                    cell: ({ source }) => source ?? <span className="unknown">{t('vocabulary.source.none')}</span>,
                  },
                  {
                    key: 'terms',
                    title: t('vocabulary.terms'),
                    numeric: true,
                    cell: ({ terms_count }) => number(terms_count),
                  },
                ]}
              />
            )
          }
        </Await>
      </div>
    </Page>
  )
}
