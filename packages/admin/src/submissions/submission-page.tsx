import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { t } from '../lib/i18n.ts'
import type { QueueSearch } from '../searches.ts'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { AssignmentLine } from './assignment.tsx'
import { ClaimLine } from './claim-line.tsx'
import { SubmissionBadge, titleOf } from './labels.tsx'
import { type Neighbourhood, Neighbours, useNeighbourhood } from './neighbours.tsx'
import { submission } from './queries.ts'
import { QueuePane } from './queue-pane.tsx'
import { Reading } from './reading.tsx'
import { ShortcutsHelp } from './shortcuts-help.tsx'
import { Turn } from './turn.tsx'

const route = getRouteApi('/reponses/$id')

/** One submission in full beside the list that one came from, both in the address; a narrow screen shows the submission. */
export function SubmissionPage() {
  const { id } = route.useParams()
  const search = route.useSearch()
  const neighbourhood = useNeighbourhood(id, search)
  return (
    <div className="split">
      <QueuePane current={id} search={search} neighbourhood={neighbourhood} />
      <div className="split-reading">
        <One key={id} id={id} search={search} neighbourhood={neighbourhood} />
      </div>
    </div>
  )
}

type OneProps = { id: string; search: QueueSearch; neighbourhood: Neighbourhood }

function One({ id, search, neighbourhood }: OneProps) {
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
            <Turn of={one} />
            <TextLink to="/associations/$id" params={{ id: one.association.id }}>
              {one.association.name}
            </TextLink>
            <a className="link to-actions" href="#actions">
              {t('submission.to-actions')}
            </a>
          </>
        )
      }
      actions={<Neighbours {...neighbourhood} />}
    >
      {one && (
        <div className="holding">
          <ClaimLine one={one} />
          <AssignmentLine one={one} />
        </div>
      )}
      <Await query={query}>{({ data }) => <Reading one={data} />}</Await>
      <ShortcutsHelp
        acts={['move', 'next', 'claim', 'assign', 'endorse', 'accept', 'request_changes', 'reject', 'help']}
      />
    </Page>
  )
}
