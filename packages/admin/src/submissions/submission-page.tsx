import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { SubmissionBadge, titleOf } from './labels.tsx'
import { Neighbours } from './neighbours.tsx'
import { submission } from './queries.ts'
import { QueuePane } from './queue-pane.tsx'
import { Reading } from './reading.tsx'

const route = getRouteApi('/reponses/$id')

/** One submission in full beside the list that one came from, both in the address; a narrow screen shows the submission. */
export function SubmissionPage() {
  const { id } = route.useParams()
  return (
    <div className="split">
      <QueuePane current={id} search={route.useSearch()} />
      <div className="split-reading">
        <One key={id} id={id} />
      </div>
    </div>
  )
}

function One({ id }: { id: string }) {
  const search = route.useSearch()
  const query = useQuery(submission(id))
  const one = query.data?.data
  return (
    <Page
      title={one ? titleOf(one) : t('submission.one')}
      crumbs={[{ to: '/reponses', label: t('submissions.title'), search }]}
      lead={
        one && (
          <>
            <SubmissionBadge state={one.state} />
            <TextLink to="/associations/$id" params={{ id: one.association.id }}>
              {one.association.name}
            </TextLink>
            <a className="link to-actions" href="#actions">
              {t('submission.to-actions')}
            </a>
          </>
        )
      }
      actions={<Neighbours id={id} search={search} />}
    >
      <Await query={query}>{({ data }) => <Reading one={data} />}</Await>
    </Page>
  )
}
