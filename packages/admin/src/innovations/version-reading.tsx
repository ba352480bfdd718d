import type { InnovationVersion, ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AnswersView } from '../answers/answers-view.tsx'
import { changedQuestions } from '../answers/differs.ts'
import { t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { questionnaireVersion } from '../submissions/queries.ts'
import { Await } from '../ui/states.tsx'
import { EditButton } from '../version-edits/edit-button.tsx'
import { EditsPanel } from '../version-edits/edits-panel.tsx'
import { innovationVersion } from './queries.ts'

/** A version as it reads, beside another of its record: what differs shows both. Begins with what readers have. */
export function VersionReading({ one, read }: { one: ModeratedInnovation; read: InnovationVersion }) {
  const others = one.versions.map(({ number }) => number).filter((number) => number !== read.number)
  const published = one.published_version !== read.number ? one.published_version : null
  const [compared, compare] = useState<number | null>(published)
  const [onlyChanged, showOnlyChanged] = useState(false)
  const before = useQuery({ ...innovationVersion(one.id, compared ?? 1), enabled: compared !== null }).data?.data
  const questionnaire = useQuery(questionnaireVersion(read.questionnaire.id, read.questionnaire.version))
  const { user } = useSession()
  const mayEdit = hasRole(user, 'moderator') || hasRole(user, 'admin')
  const held = compared === null ? undefined : before?.answers
  return (
    <>
      {others.length > 0 && (
        <section className="panel comparison" aria-label={t('comparison.title')}>
          <fieldset className="chips" aria-label={t('comparison.title')}>
            <span className="comparison-title" aria-hidden>
              {t('comparison.title')}
            </span>
            {[null, ...others.toSorted((a, b) => b - a)].map((number) => (
              <button
                key={number}
                type="button"
                className="chip"
                aria-pressed={compared === number}
                onClick={() => compare(number)}
              >
                {number === null
                  ? t('comparison.none')
                  : t(number === one.published_version ? 'version.published-number' : 'version.number', { number })}
              </button>
            ))}
          </fieldset>
          {compared !== null && (
            <div className="comparison-result">
              <p role="status">
                {held === undefined
                  ? t('state.loading')
                  : t('comparison.count', { count: changedQuestions(held, read.answers).length })}
              </p>
              <Switch
                checked={onlyChanged}
                onChange={(event) => showOnlyChanged(event.currentTarget.checked)}
                label={t('comparison.only')}
              />
            </div>
          )}
        </section>
      )}
      <Await query={questionnaire} lines={14}>
        {({ content }) => (
          <>
            <EditsPanel version={read} content={content} />
            <AnswersView
              content={content}
              answers={read.answers}
              submission={read.submission_id}
              issues={read.state === 'draft' ? read.issues : []}
              before={held}
              onlyChanged={onlyChanged && held !== undefined}
              beside={
                read.state === 'draft' && mayEdit
                  ? (question) => <EditButton version={read} question={question} />
                  : undefined
              }
            />
          </>
        )}
      </Await>
    </>
  )
}
