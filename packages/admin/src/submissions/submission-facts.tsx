import type { Submission } from '@essaim/shared/submissions.ts'
import type { ReactNode } from 'react'
import { instant, number } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { Facts } from '../ui/facts.tsx'
import { TextLink } from '../ui/links.tsx'
import { Panel } from '../ui/page.tsx'
import { channelName } from './labels.tsx'
import { SignedOffBadge } from './signed-off-badge.tsx'

/** Where a submission comes from and what became of it. */
export function SubmissionFacts({ one }: { one: Submission }) {
  return (
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
