import { longDate } from '@essaim/shared/dates.ts'
import { isAnswered } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Field, Question } from '@essaim/shared/questionnaires/model.ts'
import type { ReactNode } from 'react'
import './view.css'
import { monthName } from './date-control.tsx'
import { FileValue } from './file-value.tsx'
import { choicesOf, labelIn, type Setting, useSetting } from './setting.ts'
import { useCommunes } from './use-communes.ts'
import { isRecord } from './values.ts'

/** An answer as people read it: labels instead of codes, dates and amounts in words, lines as small tables of facts. */
export function AnswerValue({ asked, value }: { asked: Question | Field; value: unknown }): ReactNode {
  const setting = useSetting()
  const { language, words } = setting
  const { kind } = asked
  const communes = useCommunes(kind === 'commune' && typeof value === 'string' ? [value] : [])
  if (!isAnswered(value)) return null
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number') return numberInWords(value, kind, language)
  if (kind === 'repeat' && Array.isArray(value))
    return <Lines fields={(asked as Question).fields ?? []} lines={value.filter(isRecord)} />
  if (kind === 'grid' && isRecord(value)) return <GridValue question={asked as Question} value={value} />
  if (Array.isArray(value)) {
    return (
      <ul className="q-values">
        {value.map((one) => (
          <li key={String(one)}>{labelOf(asked, String(one), setting)}</li>
        ))}
      </ul>
    )
  }
  if (isRecord(value)) return JSON.stringify(value)
  const text = String(value)
  switch (kind) {
    case 'commune':
      return communes.get(text) ?? text
    case 'choice':
    case 'departement':
      return labelOf(asked, text, setting)
    case 'file':
      return <FileValue id={text} />
    case 'month':
    case 'date':
      return dateInWords(text, language)
    case 'siren':
    case 'siret':
      return <span className="q-digits">{text.replace(/^(\d{3})(\d{3})(\d{3})/, '$1 $2 $3 ').trim()}</span>
    case 'email':
      return <a href={`mailto:${text}`}>{text}</a>
    case 'url':
      // An answer may hold any text: only addresses of the web become links.
      if (!/^https?:\/\//i.test(text)) return text
      return (
        <a href={text} rel="noopener noreferrer nofollow" target="_blank">
          {text.replace(/^https?:\/\//i, '').replace(/\/$/, '')}
          <span className="q-hidden"> ({words.new_tab})</span>
        </a>
      )
    default:
      return <span className="q-text">{text}</span>
  }
}

const labelOf = (asked: Question | Field, code: string, setting: Setting): string =>
  choicesOf(asked, setting).find((choice) => choice.value === code)?.label ?? code

const numberInWords = (value: number, kind: string, language: string): string =>
  new Intl.NumberFormat(
    language,
    kind === 'money'
      ? { style: 'currency', currency: 'EUR', minimumFractionDigits: 0 }
      : // A small whole number may be a year.
        { useGrouping: kind !== 'integer' || value > 9999 },
  ).format(value)

/** `2022-06` as « juin 2022 »; half a date as it was written. */
export function dateInWords(text: string, language: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text) ?? []
  if (!year || !month || Number(month) < 1 || Number(month) > 12) return text
  if (!day) return `${monthName(Number(month), language)} ${year}`
  return longDate(Date.UTC(Number(year), Number(month) - 1, Number(day)), language, 'UTC')
}

type Fact = { code: string; label: string; value: ReactNode }

function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="q-facts">
      {facts.map(({ code, label, value }) => (
        <div key={code}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Lines({ fields, lines }: { fields: Field[]; lines: Answers[] }) {
  const { language } = useSetting()
  return (
    <ol className="q-lines">
      {lines.map((line, place) => (
        <li key={String(line.id ?? place)}>
          <Facts
            facts={fields
              .filter(({ code }) => isAnswered(line[code]))
              .map((field) => ({
                code: field.code,
                label: labelIn(field.label, language),
                value: <AnswerValue asked={field} value={line[field.code]} />,
              }))}
          />
        </li>
      ))}
    </ol>
  )
}

function GridValue({ question, value }: { question: Question; value: Answers }) {
  const { language } = useSetting()
  const steps = new Map(question.grid?.scale.map((step) => [step.code, labelIn(step.label, language)]))
  return question.grid?.groups.map(({ code, label, criteria }) => {
    const facts = criteria
      .filter((criterion) => typeof value[criterion.code] === 'string')
      .map((criterion) => ({
        code: criterion.code,
        label: labelIn(criterion.label, language),
        value: steps.get(String(value[criterion.code])) ?? String(value[criterion.code]),
      }))
    if (facts.length === 0) return null
    return (
      <div key={code} className="q-lines">
        <span className="q-sub">{labelIn(label, language)}</span>
        <Facts facts={facts} />
      </div>
    )
  })
}
