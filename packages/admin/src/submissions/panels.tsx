import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { Actions } from './actions.tsx'
import { History } from './history.tsx'
import { Issues } from './issues.tsx'
import { LastComment } from './last-comment.tsx'
import { OutdatedAnswers } from './outdated-answers.tsx'
import type { Comparison } from './reading.tsx'
import { SubmissionFacts } from './submission-facts.tsx'

type Panels = { one: Submission; content: QuestionnaireContent | undefined; comparison: Comparison }

/** What is said of the answers before one reads them. */
export function AboveAnswers({ one }: Panels) {
  return (
    <>
      <LastComment one={one} />
      <OutdatedAnswers one={one} />
    </>
  )
}

/** What follows the answers. */
export function BelowAnswers(_: Panels) {
  return null
}

/** What one decides by, beside the answers. */
export function BesideAnswers({ one, comparison }: Panels) {
  return (
    <>
      <Actions one={one} />
      <Issues issues={one.issues} />
      <SubmissionFacts one={one} />
      <History one={one} {...comparison} />
    </>
  )
}
