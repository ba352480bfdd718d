import { useQuery } from '@tanstack/react-query'
import { labelOf, t } from '../lib/i18n.ts'
import { Tag } from '../ui/badge.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { questionnaires } from './queries.ts'

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
                    cell: ({ id, title }) => (
                      <TextLink to="/questionnaires/$id" params={{ id }} className="row-link">
                        {labelOf(title)}
                      </TextLink>
                    ),
                  },
                  { key: 'code', title: t('value.code'), cell: ({ code }) => <code>{code}</code> },
                  {
                    key: 'version',
                    title: t('questionnaire.current'),
                    cell: ({ id, current_version }) =>
                      current_version ? (
                        <TextLink
                          to="/questionnaires/$id/versions/$number"
                          params={{ id, number: String(current_version) }}
                        >
                          {t('questionnaire.version', { number: current_version })}
                        </TextLink>
                      ) : (
                        t('questionnaire.none')
                      ),
                  },
                  {
                    key: 'draft',
                    title: t('draft.title'),
                    cell: ({ draft_version }) =>
                      draft_version && <Tag>{t('questionnaire.version', { number: draft_version })}</Tag>,
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
