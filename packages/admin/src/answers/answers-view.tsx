import type { Audience } from '@essaim/shared/audience.ts'
import { audienceOf, reachOf } from '@essaim/shared/questionnaires/audience.ts'
import { isAnswered, shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Question, QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import type { Issue } from '@essaim/shared/submissions.ts'
import { IconAlertTriangle, IconEye, IconEyeOff } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { labelOf, t } from '../lib/i18n.ts'
import { type ReadSection, readSections } from '../questionnaires/parts.ts'
import { AnswersSetting } from './answers-setting.tsx'
import { ChangedValue, ToldValue } from './changed-value.tsx'
import { differs } from './differs.ts'

type Props = {
  content: QuestionnaireContent
  answers: Answers
  issues?: readonly Issue[]
  before?: Answers | undefined
  /** Whether what is the same as before is left out. */
  onlyChanged?: boolean
  /** The submission whose files the answers name. */
  submission?: string | null | undefined
  /** What stands beside the words of a question. */
  beside?: ((question: Question) => ReactNode) | undefined
}

/** The answers as the questionnaire reads; what is empty is folded; what changed since `before` shows both. */
export function AnswersView({ content, answers, issues = [], before, onlyChanged = false, submission, beside }: Props) {
  const reach = reachOf(content, answers)
  const noted = new Set(issues.map(({ question }) => question))
  const wasTold = ({ code }: Question) => isAnswered(before?.[code])
  const shown = new Set(shownQuestions(content, answers))
  const sections = readSections(
    content,
    answers,
    (question) => wasTold(question) || (noted.has(question.code) && shown.has(question)),
  )
  return (
    <AnswersSetting content={content} submission={submission}>
      <div className="answers q-view">
        <p className="notice info reach">
          <IconEye size={18} aria-hidden />
          <span>{t('answers.reach', { audience: t(`audience.${reach}`) })}</span>
        </p>
        {sections.map((read) => (
          <SectionView
            key={read.section.code}
            read={read}
            answers={answers}
            before={before}
            onlyChanged={onlyChanged}
            issues={issues}
            beside={beside}
            audience={(question) => narrowerThan(reach, audienceOf(question, answers, content, reach))}
          />
        ))}
      </div>
    </AnswersSetting>
  )
}

type SectionProps = Omit<Props, 'content' | 'submission'> & {
  read: ReadSection
  audience: (question: Question) => Audience
}

function SectionView({ read, answers, before, onlyChanged = false, issues = [], beside, audience }: SectionProps) {
  const { section, asked, left } = read
  const changed = ({ code }: Question) => before !== undefined && differs(before[code], answers[code])
  const told = onlyChanged ? read.told.filter(changed) : read.told
  const line = (question: Question) => (
    <div
      className={changed(question) ? 'answer changed' : 'answer'}
      key={question.code}
      id={`question-${question.code}`}
    >
      <dt>
        {labelOf(question.label)}
        <AudienceMark audience={audience(question)} />
        {beside?.(question)}
      </dt>
      <dd>
        {changed(question) ? (
          <ChangedValue asked={question} before={before?.[question.code]} after={answers[question.code]} />
        ) : (
          <ToldValue asked={question} value={answers[question.code]} />
        )}
        {issues
          .filter((issue) => issue.question === question.code)
          .map(({ code, detail, blocks }) => (
            <p className={blocks === 'submit' ? 'answer-issue' : 'answer-issue later'} key={code + detail}>
              <IconAlertTriangle size={15} aria-hidden />
              {bare(detail)}
            </p>
          ))}
      </dd>
    </div>
  )
  if (told.length === 0) return onlyChanged ? null : <EmptySection section={section} left={left} />
  return (
    <section className="panel answers-section" aria-label={labelOf(section.title)} id={`section-${section.code}`}>
      <div className="panel-head">
        <h2>{labelOf(section.title)}</h2>
        <span className="panel-count">
          {t('answers.count', {
            filled: asked.filter(({ code }) => isAnswered(answers[code])).length,
            asked: asked.length,
          })}
        </span>
      </div>
      <dl className="answers-list">{told.map(line)}</dl>
      {left.length > 0 && !onlyChanged && (
        <details className="empties">
          <summary>{t('answers.empty', { count: left.length })}</summary>
          <Left questions={left} />
        </details>
      )}
    </section>
  )
}

/** A part without any answer is one line, until somebody wants to know what was asked. */
function EmptySection({ section, left }: { section: Section; left: Question[] }) {
  if (left.length === 0) return null
  return (
    <details className="panel empties-section" id={`section-${section.code}`}>
      <summary>
        <h2>{labelOf(section.title)}</h2> <span className="hint">{t('answers.empty', { count: left.length })}</span>
      </summary>
      <Left questions={left} />
    </details>
  )
}

const Left = ({ questions }: { questions: Question[] }) => (
  <ul>
    {questions.map((question) => (
      <li key={question.code}>{labelOf(question.label)}</li>
    ))}
  </ul>
)

// Said once for the record, then only where a question is narrower.
const narrowerThan = (reach: Audience, audience: Audience): Audience => (audience === reach ? 'public' : audience)

// Beside its question, an issue needs not name it again.
const bare = (detail: string): string => {
  const text = detail.replace(/^(?:«.*?»|“.*?”)\s?:\s/s, '')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Who will see the answer, said where it is not everyone. */
export function AudienceMark({ audience }: { audience: Audience }) {
  if (audience === 'public') return null
  return (
    <span className="audience">
      <IconEyeOff size={13} aria-hidden />
      {t(`audience.${audience}`)}
    </span>
  )
}
