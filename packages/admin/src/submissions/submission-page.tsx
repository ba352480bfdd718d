import type { Submission } from '@essaim/shared/submissions.ts'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { AnswersView } from '../answers/answers-view.tsx'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Facts } from '../ui/facts.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page, Panel } from '../ui/page.tsx'
import { Await } from '../ui/states.tsx'
import { Actions } from './actions.tsx'
import { History } from './history.tsx'
import { Issues } from './issues.tsx'
import { channelName, SubmissionBadge, titleOf } from './labels.tsx'
import { Neighbours } from './neighbours.tsx'
import { OutdatedAnswers } from './outdated-answers.tsx'
import { questionnaireVersion, revision, submission } from './queries.ts'
import { SignedOffBadge } from './signed-off-badge.tsx'

const route = getRouteApi('/reponses/$id')

/** One submission in full: what was answered, what is wanting, and what one may do. */
export function SubmissionPage() {
  const { id } = route.useParams()
  return <One key={id} id={id} />
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

const takenUp = ({ takes_up }: Submission): [string, ReactNode][] =>
  takes_up === null
    ? []
    : [
        [
          t('submission.takes-up'),
          <TextLink key="takes-up" to="/fiches/$id" params={{ id: takes_up.id }}>
            {takes_up.title ?? t('innovation.open')}
          </TextLink>,
        ],
      ]

function Reading({ one }: { one: Submission }) {
  const [compared, setCompared] = useState<number | null>(null)
  const version = useQuery(questionnaireVersion(one.questionnaire.id, one.questionnaire.version))
  const before = useQuery({ ...revision(one.id, compared ?? 1), enabled: compared !== null })
  return (
    <div className="reading">
      <div className="reading-main">
        {one.comment && (
          <div className="notice info">
            <div>
              <p className="notice-title">{t('submission.comment')}</p>
              <p className="prose">{one.comment}</p>
            </div>
          </div>
        )}
        <OutdatedAnswers one={one} />
        {compared !== null && (
          <p className="notice info" role="status">
            {before.isPending ? t('state.loading') : t('history.comparing', { number: compared })}
          </p>
        )}
        <Await query={version} lines={14}>
          {({ content }) => (
            <AnswersView
              content={content}
              answers={one.answers}
              issues={one.issues}
              submission={one.id}
              before={compared === null ? undefined : before.data?.answers}
            />
          )}
        </Await>
      </div>
      <aside className="reading-side" aria-label={t('submission.side')}>
        <Actions one={one} />
        <Issues issues={one.issues} />
        <Panel title={t('submission.facts')}>
          <Facts
            items={[
              [t('delegation.in-charge'), one.regional_delegation?.name ?? t('delegation.headquarters')],
              [t('submission.channel'), channelName(one.channel)],
              [t('submission.created'), instant(one.created_at)],
              [t('submission.submitted'), instant(one.submitted_at)],
              [
                t('submission.signed-off'),
                one.revision > 0 ? <SignedOffBadge key="signed-off" one={one} /> : t('submission.revision.none'),
              ],
              [t('submission.updated'), instant(one.updated_at)],
              [t('submission.revision'), one.revision > 0 ? number(one.revision) : t('submission.revision.none')],
              [
                t('innovation.one'),
                one.innovation_id ? (
                  <TextLink key="innovation" to="/fiches/$id" params={{ id: one.innovation_id }}>
                    {t('innovation.open')}
                  </TextLink>
                ) : (
                  t('submission.innovation.none')
                ),
              ],
              ...takenUp(one),
              [
                t('questionnaire.one'),
                <TextLink
                  key="version"
                  to="/questionnaires/$id/versions/$number"
                  params={{ id: one.questionnaire.id, number: String(one.questionnaire.version) }}
                >
                  {t('questionnaire.version', { number: one.questionnaire.version })}
                </TextLink>,
              ],
            ]}
          />
        </Panel>
        <History one={one} compared={compared} compare={setCompared} />
      </aside>
    </div>
  )
}
