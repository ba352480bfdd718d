import type { Answers, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { useMemo } from 'react'
import { AnswerValue } from './answer-value.tsx'
import './form.css'
import './view.css'
import type { FileDesk } from './file-desk.ts'
import { readSections } from './parts.ts'
import { type CommuneSource, labelIn, SettingContext, type Vocabularies } from './setting.ts'
import { type Language, wordsIn } from './words.ts'

export type AnswersViewProps = {
  content: QuestionnaireContent
  vocabularies: Vocabularies
  communes: CommuneSource
  answers: Answers
  language?: Language
  headingLevel?: 2 | 3 | 4
  /** Where the files that the answers name are read. */
  files?: FileDesk | undefined
}

/** Answers to read: labels of codes, in the order of the questionnaire; what is empty is folded away. */
export function AnswersView({
  content,
  vocabularies,
  communes,
  answers,
  language = 'fr',
  headingLevel = 3,
  files,
}: AnswersViewProps) {
  const words = wordsIn(language)
  const setting = useMemo(
    () => ({ language, words: wordsIn(language), vocabularies, communes, upload: files }),
    [language, vocabularies, communes, files],
  )
  const sections = readSections(content, answers)
  const filled = sections.filter(({ told }) => told.length > 0)
  const empty = sections.filter(({ told, left }) => told.length === 0 && left.length > 0)
  const Heading = `h${headingLevel}` as const
  const list = (questions: Question[]) => (
    <ul className="q-missing">
      {questions.map((question) => (
        <li key={question.code}>{labelIn(question.label, language)}</li>
      ))}
    </ul>
  )
  return (
    <SettingContext value={setting}>
      <div className="q-view">
        {filled.length === 0 && <p className="q-intro">{words.nothing_yet}</p>}
        {filled.map(({ section, told, left }) => (
          <section key={section.code} className="q-part">
            <Heading>{labelIn(section.title, language)}</Heading>
            <dl>
              {told.map((question) => (
                <div key={question.code} className="q-pair" id={`r-${question.code}`}>
                  <dt>{labelIn(question.label, language)}</dt>
                  <dd>
                    <AnswerValue asked={question} value={answers[question.code]} />
                  </dd>
                </div>
              ))}
            </dl>
            {left.length > 0 && (
              <details className="q-rest">
                <summary>{words.unanswered(left.length)}</summary>
                {list(left)}
              </details>
            )}
          </section>
        ))}
        {empty.length > 0 && (
          <details className="q-rest">
            <summary>{words.empty_sections(empty.length)}</summary>
            {empty.map(({ section, left }) => (
              <div key={section.code}>
                <p className="q-sub">{labelIn(section.title, language)}</p>
                {list(left)}
              </div>
            ))}
          </details>
        )}
      </div>
    </SettingContext>
  )
}
