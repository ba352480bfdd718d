import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { PointsPanel } from '../corrections/points-panel.tsx'
import { EvaluationsPanel } from '../evaluations/evaluations-panel.tsx'
import { ThreadPanel } from '../messages/thread-panel.tsx'
import { OpinionPanel } from '../opinions/opinion-panel.tsx'
import { Actions } from './actions.tsx'
import { ChecksPanel } from './checks-panel.tsx'
import type { Comparison } from './comparison.tsx'
import { History } from './history.tsx'
import { Issues } from './issues.tsx'
import { LastComment } from './last-comment.tsx'
import { OthersPanel } from './others-panel.tsx'
import { OutdatedAnswers } from './outdated-answers.tsx'
import { PreviewPanel } from './preview-panel.tsx'
import { SimilarPanel } from './similar-panel.tsx'
import { SubmissionFacts } from './submission-facts.tsx'

type Panels = { one: Submission; content: QuestionnaireContent | undefined; comparison: Comparison }

/** What is said of the answers before one reads them. */
export function AboveAnswers({ one, content }: Panels) {
  return (
    <>
      <LastComment one={one} />
      {content && <PointsPanel one={one} content={content} />}
      <OutdatedAnswers one={one} />
    </>
  )
}

/** What follows the answers. */
export function BelowAnswers({ one, content }: Panels) {
  return (
    <>
      <ThreadPanel one={one} />
      {content && <PreviewPanel one={one} content={content} />}
    </>
  )
}

/** What one decides by, beside the answers. */
export function BesideAnswers({ one, content }: Panels) {
  return (
    <>
      <Actions one={one} />
      <OpinionPanel one={one} />
      <Issues issues={one.issues} />
      {content && <ChecksPanel one={one} content={content} />}
      <SimilarPanel one={one} />
      <EvaluationsPanel one={one} />
      <SubmissionFacts one={one} />
      <OthersPanel one={one} />
      <History one={one} />
    </>
  )
}
