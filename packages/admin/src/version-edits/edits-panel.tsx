import type { InnovationVersion } from '@essaim/shared/innovations.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { EditState, VersionEdit } from '@essaim/shared/version-edits.ts'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { AnswersSetting } from '../answers/answers-setting.tsx'
import { ChangedValue } from '../answers/changed-value.tsx'
import '../corrections/points.css'
import { withdrawEdit } from '../innovations/queries.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { StateBadge, type Tone } from '../ui/badge.tsx'
import { Panel } from '../ui/page.tsx'
import { Refused } from '../ui/states.tsx'

const TONES: Record<EditState, Tone> = {
  applied: 'neutral',
  proposed: 'wait',
  accepted: 'good',
  refused: 'bad',
  withdrawn: 'neutral',
}

/** What was written into a version on the association's behalf, and what the association makes of it. */
export function EditsPanel({ version, content }: { version: InnovationVersion; content: QuestionnaireContent }) {
  const { user } = useSession()
  const [failure, setFailure] = useState<Error | null>(null)
  const edits = version.edits.filter(({ state }) => state !== 'withdrawn')
  if (edits.length === 0) return null
  const questions = questionMap(content)
  const mayWithdraw = hasRole(user, 'moderator') || hasRole(user, 'admin')
  const withdraw = (edit: VersionEdit) => {
    setFailure(null)
    withdrawEdit(version, edit.id).catch((cause: Error) => setFailure(cause))
  }
  return (
    <AnswersSetting content={content} submission={version.submission_id}>
      <Panel title={t('edits.title')} id="edits">
        <Refused error={failure} />
        <ul className="points">
          {edits.map((edit) => {
            const question = questions.get(edit.question)
            return (
              <li key={edit.id} className="point">
                <p className="point-head">
                  <a className="link" href={`#question-${edit.question}`}>
                    {labelOf(edit.label)}
                  </a>
                  <StateBadge tone={TONES[edit.state]}>{t(`edits.state.${edit.state}`)}</StateBadge>
                </p>
                {edit.reason && <p className="prose">{edit.reason}</p>}
                {question && (
                  <div className="point-value">
                    <ChangedValue asked={question} before={edit.before} after={edit.after} />
                  </div>
                )}
                {edit.refused_because && (
                  <p className="prose">{t('edits.refused', { because: edit.refused_because })}</p>
                )}
                {edit.state === 'proposed' && mayWithdraw && (
                  <div className="point-actions">
                    <Button size="compact-sm" variant="default" onClick={() => withdraw(edit)}>
                      {t('edits.withdraw')}
                      <span className="sr-only"> : {labelOf(edit.label)}</span>
                    </Button>
                  </div>
                )}
              </li>
            )
          })}
        </ul>
      </Panel>
    </AnswersSetting>
  )
}
