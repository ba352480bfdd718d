import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { labelOf, t } from '../lib/i18n.ts'
import { questionnaireVersion } from '../submissions/queries.ts'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { DifferenceList } from './difference-list.tsx'
import { difference, questionnaires } from './queries.ts'

const route = getRouteApi('/questionnaires/$id/versions/$number/differences/$other')

/** What changed between two versions, or from a version to the draft. */
export function DifferencePage() {
  const { id, number, other } = route.useParams()
  const query = useQuery(difference(id, Number(number), other))
  const content = useQuery(questionnaireVersion(id, Number(number))).data?.content
  const one = useQuery(questionnaires).data?.find((questionnaire) => questionnaire.id === id)
  const name = other === 'draft' ? t('difference.the-draft') : t('difference.the-version', { number: other })
  return (
    <Page
      title={t('difference.title', { number, name })}
      crumbs={[
        { to: '/questionnaires', label: t('questionnaires.title') },
        { to: `/questionnaires/${id}`, label: one ? labelOf(one.title) : t('questionnaire.one') },
      ]}
      lead={query.data && <p>{t('difference.count', { count: query.data.length })}</p>}
    >
      <div className="panel">
        <Await query={query}>{(changes) => <DifferenceList changes={changes} content={content} />}</Await>
      </div>
    </Page>
  )
}
