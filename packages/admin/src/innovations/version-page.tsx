import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { AnswersView } from '../answers/answers-view.tsx'
import { instant } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { questionnaireVersion } from '../submissions/queries.ts'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { innovationTitle, VersionBadge } from './labels.tsx'
import { innovationVersion, moderatedInnovation } from './queries.ts'

const route = getRouteApi('/fiches/$id/versions/$number')

/** One version of a record, as it is or was; the version before shows what changed. */
export function VersionPage() {
  const { id, number: text } = route.useParams()
  const number = Number(text)
  const innovation = useQuery(moderatedInnovation(id)).data?.data
  const version = useQuery(innovationVersion(id, number))
  const before = useQuery({ ...innovationVersion(id, number - 1), enabled: number > 1 }).data?.data
  const read = version.data?.data
  const questionnaire = useQuery({
    ...questionnaireVersion(read?.questionnaire.id ?? '', read?.questionnaire.version ?? 1),
    enabled: read !== undefined,
  })
  return (
    <Page
      key={text}
      title={t('version.number', { number })}
      crumbs={[
        { to: '/fiches', label: t('innovations.title') },
        { to: `/fiches/${id}`, label: innovation ? innovationTitle(innovation) : t('innovation.one') },
      ]}
      lead={
        read && (
          <>
            <VersionBadge state={read.state} />
            <span className="hint">{instant(read.published_at ?? read.updated_at)}</span>
            {before && <span className="hint">{t('version.compared', { number: number - 1 })}</span>}
          </>
        )
      }
    >
      <Await query={version} lines={14}>
        {({ data }) => (
          <Await query={questionnaire}>
            {({ content }) => (
              <AnswersView
                content={content}
                answers={data.answers}
                submission={data.submission_id}
                issues={data.state === 'draft' ? data.issues : []}
                before={before?.answers}
              />
            )}
          </Await>
        )}
      </Await>
    </Page>
  )
}
