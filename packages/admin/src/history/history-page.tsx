import { TOPIC_NAMES } from '@essaim/shared/history.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { innovationTitle } from '../innovations/labels.tsx'
import { innovationVersion, moderatedInnovation } from '../innovations/queries.ts'
import { t } from '../lib/i18n.ts'
import type { HistorySearch } from '../searches.ts'
import { titleOf } from '../submissions/labels.tsx'
import { questionnaireVersion, submission } from '../submissions/queries.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { Await, Empty } from '../ui/states.tsx'
import { HistoryList } from './history-list.tsx'
import { type HistoryOf, history } from './queries.ts'

const ofSubmission = getRouteApi('/reponses/$id/historique')
const ofRecord = getRouteApi('/fiches/$id/historique')

type Asked = { questionnaire: { id: string; version: number }; submission: string | null }

/** All that happened to a submission. */
export function SubmissionHistoryPage() {
  const { id } = ofSubmission.useParams()
  const navigate = ofSubmission.useNavigate()
  const one = useQuery(submission(id)).data?.data
  return (
    <HistoryPage
      of="submissions"
      id={id}
      crumbs={[
        { to: '/reponses', label: t('submissions.title') },
        { to: `/reponses/${id}`, label: one ? titleOf(one) : t('submission.one') },
      ]}
      asked={one && { questionnaire: one.questionnaire, submission: id }}
      search={ofSubmission.useSearch()}
      go={(search) => void navigate({ search, resetScroll: false })}
    />
  )
}

/** All that happened to a record, and to the answers that it is made of. */
export function RecordHistoryPage() {
  const { id } = ofRecord.useParams()
  const navigate = ofRecord.useNavigate()
  const one = useQuery(moderatedInnovation(id)).data?.data
  const last = Math.max(1, ...(one?.versions ?? []).map(({ number }) => number))
  const version = useQuery({ ...innovationVersion(id, last), enabled: one !== undefined }).data?.data
  return (
    <HistoryPage
      of="innovations"
      id={id}
      crumbs={[
        { to: '/fiches', label: t('innovations.title') },
        { to: `/fiches/${id}`, label: one ? innovationTitle(one) : t('innovation.one') },
      ]}
      asked={version && { questionnaire: version.questionnaire, submission: version.submission_id }}
      search={ofRecord.useSearch()}
      go={(search) => void navigate({ search, resetScroll: false })}
    />
  )
}

function HistoryPage({
  of,
  id,
  crumbs,
  asked,
  search,
  go,
}: {
  of: HistoryOf
  id: string
  crumbs: { to: string; label: string }[]
  /** The questionnaire in whose words the changes are told. */
  asked: Asked | undefined
  search: HistorySearch
  go: (search: HistorySearch) => void
}) {
  const { id: questionnaire = '', version = 1 } = asked?.questionnaire ?? {}
  const content = useQuery({ ...questionnaireVersion(questionnaire, version), enabled: asked !== undefined })
  return (
    <Page title={t('history.whole')} crumbs={crumbs}>
      <fieldset className="chips history-topics" aria-label={t('history.topic')}>
        {[undefined, ...TOPIC_NAMES].map((topic) => (
          <button
            type="button"
            className="chip"
            key={topic ?? 'all'}
            aria-pressed={search.topic === topic}
            onClick={() => go({ topic })}
          >
            {topic === undefined ? t('history.topic.all') : t(`history.topic.${topic}`)}
          </button>
        ))}
      </fieldset>
      <Await query={content}>
        {(read) => (
          <Told
            of={of}
            id={id}
            content={read.content}
            submission={asked?.submission ?? null}
            search={search}
            more={(cursor) => go({ ...search, cursor })}
          />
        )}
      </Await>
    </Page>
  )
}

function Told({
  of,
  id,
  content,
  submission,
  search,
  more,
}: {
  of: HistoryOf
  id: string
  content: QuestionnaireContent
  submission: string | null
  search: HistorySearch
  more: (cursor: string | undefined) => void
}) {
  const query = useQuery({ ...history(of, id, { ...search, limit: 50 }), placeholderData: keepPreviousData })
  return (
    <div className="panel" aria-busy={query.isFetching}>
      <Await query={query}>
        {({ items, next, total }) =>
          items.length === 0 ? (
            <Empty title={t('history.none')} />
          ) : (
            <>
              <HistoryList items={items} content={content} submission={submission} />
              <Pager shown={items.length} total={total} next={next} cursor={search.cursor} go={more} />
            </>
          )
        }
      </Await>
    </div>
  )
}
