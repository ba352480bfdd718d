import type { Questionnaire } from '@essaim/shared/questionnaires/resources.ts'
import { useQuery } from '@tanstack/react-query'
import { get } from '../lib/http.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'

const questionnaires = {
  queryKey: ['questionnaires'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await get<{ items: Questionnaire[] }>('/v1/questionnaires', { limit: 200 }, signal)).data.items,
}

/** The questionnaires, each with the version that new answers are written to. */
export function QuestionnairesPage() {
  return (
    <Page title={t('questionnaires.title')} lead={<p>{t('questionnaires.lead')}</p>}>
      <div className="panel flush">
        <Await query={useQuery(questionnaires)}>
          {(items) =>
            items.length === 0 ? (
              <Empty title={t('questionnaires.none')} />
            ) : (
              <DataTable
                caption={t('questionnaires.title')}
                items={items}
                keyOf={({ id }) => id}
                columns={[
                  {
                    key: 'title',
                    title: t('questionnaire.one'),
                    wide: true,
                    cell: ({ id, title, current_version }) =>
                      current_version ? (
                        <TextLink
                          to="/questionnaires/$id/versions/$number"
                          params={{ id, number: String(current_version) }}
                          className="row-link"
                        >
                          {labelOf(title)}
                        </TextLink>
                      ) : (
                        labelOf(title)
                      ),
                  },
                  { key: 'code', title: t('value.code'), cell: ({ code }) => <code>{code}</code> },
                  {
                    key: 'version',
                    title: t('questionnaire.current'),
                    cell: ({ current_version }) =>
                      current_version
                        ? t('questionnaire.version', { number: current_version })
                        : t('questionnaire.none'),
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
