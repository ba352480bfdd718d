import type { VocabularySummary } from '@essaim/shared/vocabularies.ts'
import type { Static } from '@sinclair/typebox'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { get } from '../../lib/http.ts'
import { labelOf, t } from '../../lib/i18n.ts'
import { questionnaireVersion } from '../../submissions/queries.ts'
import { Page } from '../../ui/page.tsx'
import { Await } from '../../ui/states.tsx'
import { draft, questionnaires } from '../queries.ts'
import { Editor } from './editor.tsx'

const route = getRouteApi('/questionnaires/$id/edition')

const vocabularies = {
  queryKey: ['vocabularies'],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await get<{ items: Static<typeof VocabularySummary>[] }>('/v1/vocabularies', { limit: 200 }, signal)).data.items,
}

/** The next version of a questionnaire, being written. */
export function EditionPage() {
  const { id } = route.useParams()
  const query = useQuery(draft(id))
  const known = useQuery(questionnaires)
  const lists = useQuery(vocabularies)
  const current = known.data?.find((one) => one.id === id)?.current_version ?? null
  const base = useQuery({ ...questionnaireVersion(id, current ?? 1), enabled: current !== null })
  const one = query.data?.data
  return (
    <Page
      title={one ? t('edit.title', { number: one.number }) : t('draft.title')}
      lead={one && <p>{labelOf(one.questionnaire.title)}</p>}
      crumbs={[
        { to: '/questionnaires', label: t('questionnaires.title') },
        { to: `/questionnaires/${id}`, label: t('versions.title') },
      ]}
    >
      <Await query={query} lines={12}>
        {(read) => (
          <Await query={known}>
            {() => (
              <Await query={lists}>
                {(items) =>
                  current === null ? (
                    <Editor id={id} read={read} base={null} current={null} vocabularies={items} />
                  ) : (
                    <Await query={base}>
                      {({ content }) => (
                        <Editor id={id} read={read} base={content} current={current} vocabularies={items} />
                      )}
                    </Await>
                  )
                }
              </Await>
            )}
          </Await>
        )}
      </Await>
    </Page>
  )
}
