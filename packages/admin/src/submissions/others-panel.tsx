import type { Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { InnovationBadge, innovationTitle } from '../innovations/labels.tsx'
import { moderatedInnovations } from '../innovations/queries.ts'
import { t } from '../lib/i18n.ts'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { SubmissionBadge, titleOf } from './labels.tsx'
import { submissions } from './queries.ts'

const MOST = 6

/** What else this association has: its records, and what of it is under way. */
export function OthersPanel({ one: { id, innovation_id, association } }: { one: Submission }) {
  const query = { association: association.id, limit: MOST + 1 }
  const records = useQuery(moderatedInnovations(query)).data?.items ?? []
  const answers = useQuery(submissions(query)).data?.items ?? []
  const others = records.filter((record) => record.id !== innovation_id)
  // what became a record is told as that record
  const underWay = answers.filter((answer) => answer.id !== id && answer.innovation_id === null).slice(0, MOST)
  if (others.length + underWay.length === 0) return null
  return (
    <Panel title={t('others.title')}>
      <ul className="tile-list">
        {others.map((record) => (
          <li key={record.id}>
            <TextLink to="/fiches/$id" params={{ id: record.id }}>
              {innovationTitle(record)}
            </TextLink>
            <span>
              <InnovationBadge state={record.state} />
            </span>
          </li>
        ))}
        {underWay.map((answer) => (
          <li key={answer.id}>
            <TextLink to="/reponses/$id" params={{ id: answer.id }}>
              {titleOf(answer)}
            </TextLink>
            <span>
              <SubmissionBadge state={answer.state} />
            </span>
          </li>
        ))}
      </ul>
      {answers.length > MOST && (
        <TextLink to="/reponses" search={{ association: association.id }} className="link more">
          {t('others.all')}
        </TextLink>
      )}
    </Panel>
  )
}
