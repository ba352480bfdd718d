import { questionsIn } from '@essaim/shared/questionnaires/conditions.ts'
import type { Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { AudienceMark } from '../answers/answers-view.tsx'
import { day } from '../lib/format.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { hasRole, useSession } from '../lib/session.ts'
import { questionnaireVersion } from '../submissions/queries.ts'
import { Tag } from '../ui/badge.tsx'
import { TextLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { SaveButton } from '../ui/save-button.tsx'
import { Await } from '../ui/states.tsx'
import { EditDraft } from './draft-panel.tsx'
import { questionnaires } from './queries.ts'

const route = getRouteApi('/questionnaires/$id/versions/$number')

/** One version, read as it is asked: sections, questions, what each wants and who sees the answers. */
export function QuestionnairePage() {
  const { id, number } = route.useParams()
  const query = useQuery(questionnaireVersion(id, Number(number)))
  const one = useQuery(questionnaires).data?.find((questionnaire) => questionnaire.id === id)
  const moderates = hasRole(useSession().user, 'moderator')
  const [short, setShort] = useState(false)
  return (
    <Page
      title={query.data ? labelOf(query.data.questionnaire.title) : t('questionnaire.one')}
      crumbs={[
        { to: '/questionnaires', label: t('questionnaires.title') },
        { to: `/questionnaires/${id}`, label: t('versions.title') },
      ]}
      lead={
        query.data && (
          <p>
            {t('questionnaire.version', { number })} ·{' '}
            {t(`questionnaire.state.${query.data.state}`, { day: day(query.data.published_at) })} ·{' '}
            {t('questionnaire.count', { count: questionsOf(query.data.content).length })}
          </p>
        )
      }
      actions={
        <>
          <Switch
            checked={short}
            onChange={(event) => setShort(event.currentTarget.checked)}
            label={t('questionnaire.short')}
          />
          {(['pdf', 'docx'] as const).map((format) => (
            <SaveButton
              key={format}
              path={`/v1/questionnaires/${id}/versions/${number}/blank?format=${format}`}
              name={`${t('questionnaire.blank.file')}.${format}`}
            >
              {t(`questionnaire.blank.${format}`)}
            </SaveButton>
          ))}
          {one && moderates && <EditDraft one={one} />}
        </>
      }
    >
      <Await query={query} lines={14}>
        {({ content }) => (
          <div className="with-outline">
            <nav className="outline" aria-label={t('questionnaire.sections')}>
              <ol>
                {content.sections.map(({ code, title }) => (
                  <li key={code}>
                    <a href={`#section-${code}`}>{labelOf(title)}</a>
                  </li>
                ))}
              </ol>
            </nav>
            <div className="answers">
              {content.sections.map(({ code, title, intro, questions }) => {
                const shown = questions.filter((question) => !short || question.short)
                if (shown.length === 0) return null
                return (
                  <section className="panel" key={code} id={`section-${code}`} aria-label={labelOf(title)}>
                    <div className="panel-head">
                      <h2>{labelOf(title)}</h2>
                    </div>
                    {intro && <p className="hint">{labelOf(intro)}</p>}
                    <ol className="questions">
                      {shown.map((question) => (
                        <QuestionView key={question.code} question={question} content={content} />
                      ))}
                    </ol>
                  </section>
                )
              })}
            </div>
          </div>
        )}
      </Await>
    </Page>
  )
}

function QuestionView({ question, content }: { question: Question; content: QuestionnaireContent }) {
  const { label, help, kind, required, condition, options, vocabulary, fields, audience, max_length, max_items } =
    question
  const earlier = condition
    ? [...new Set(questionsIn(condition))].map((code) =>
        labelOf(questionsOf(content).find((one) => one.code === code)?.label),
      )
    : []
  return (
    <li className="question">
      <h3>
        {labelOf(label)} <AudienceMark audience={typeof audience === 'string' ? audience : audience.ceiling} />
      </h3>
      {help && <p className="hint">{labelOf(help)}</p>}
      <p className="tags">
        <Tag>{t(`question.kind.${kind}`)}</Tag>
        {required && <Tag>{t(`question.required.${required}`)}</Tag>}
        {max_length && <Tag>{t('question.max-length', { count: max_length })}</Tag>}
        {max_items && <Tag>{t('question.max-items', { count: max_items })}</Tag>}
      </p>
      {earlier.length > 0 && (
        <p className="hint">{t('question.condition', { questions: earlier.map((one) => `« ${one} »`).join(', ') })}</p>
      )}
      {vocabulary && (
        <p>
          <TextLink to="/nomenclatures/$code" params={{ code: vocabulary }}>
            {t('question.vocabulary')}
          </TextLink>
        </p>
      )}
      {options && (
        <details>
          <summary>{t('question.options', { count: options.length })}</summary>
          <ul className="plain-list">
            {options.map((option) => (
              <li key={option.code}>{labelOf(option.label)}</li>
            ))}
          </ul>
        </details>
      )}
      {fields && (
        <details>
          <summary>{t('question.fields', { count: fields.length })}</summary>
          <ul className="plain-list">
            {fields.map((field) => (
              <li key={field.code}>
                {labelOf(field.label)} <span className="hint">({t(`question.kind.${field.kind}`)})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}
