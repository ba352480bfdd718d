import { localeOf } from '@essaim/shared/dates.ts'
import type { GridContent } from '@essaim/shared/evaluation-grids.ts'
import type { FamilyProfile, GridEvaluations } from '@essaim/shared/evaluations.ts'
import { labelOf, locale, t } from '../lib/i18n.ts'
import { WideTable } from '../ui/wide-table.tsx'
import './evaluations.css'

const decimal = (value: number): string =>
  new Intl.NumberFormat(localeOf(locale()), { maximumFractionDigits: 1 }).format(value)

const highest = (content: GridContent) => Math.max(...content.scale.map(({ value }) => value))

/** Each family by itself: the average, how far reviewers are apart, and what they do not agree on. No total. */
export function ProfileView({ said }: { said: GridEvaluations }) {
  const { content, profile } = said
  return (
    <dl className="profile">
      {content.families.map((family) => {
        const one = profile.find((each) => each.family === family.code)
        return (
          <div key={family.code}>
            <dt>{labelOf(family.label)}</dt>
            <dd>{one && one.mean !== null ? <Mean content={content} one={one} /> : t('evaluation.without-object')}</dd>
            {one && one.divergent.length > 0 && (
              <dd className="hint">
                {t('evaluation.divergent', {
                  criteria: family.criteria
                    .filter(({ code }) => one.divergent.includes(code))
                    .map(({ label }) => labelOf(label))
                    .join(' ; '),
                })}
              </dd>
            )}
          </div>
        )
      })}
    </dl>
  )
}

function Mean({ content, one }: { content: GridContent; one: FamilyProfile }) {
  const most = highest(content)
  const at = (value: number | null) => ((value ?? 0) / most) * 100
  const apart = one.least !== one.most
  return (
    <>
      <span className="profile-line">
        <span>{t('evaluation.mean', { mean: decimal(one.mean ?? 0), most: decimal(most) })}</span>
        {apart && (
          <span className="hint">
            {t('evaluation.spread', { least: decimal(one.least ?? 0), most: decimal(one.most ?? 0) })}
          </span>
        )}
      </span>
      <svg className="profile-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect className="profile-ground" width="100" height="10" rx="1" />
        <rect className="profile-mean" width={at(one.mean)} height="10" rx="1" />
        {apart && (
          <line
            className="profile-spread"
            vectorEffect="non-scaling-stroke"
            x1={at(one.least)}
            x2={at(one.most)}
            y1="5"
            y2="5"
          />
        )}
      </svg>
    </>
  )
}

/** Criterion by criterion what each reviewer said, and their words. */
export function ReviewersTable({ said }: { said: GridEvaluations }) {
  const { content, evaluations } = said
  const words = new Map(content.scale.map(({ value, label }) => [value, labelOf(label)]))
  const scoreOf = (score: number | null | undefined) =>
    score === null ? t('evaluation.without-object') : score === undefined ? '–' : `${score} · ${words.get(score) ?? ''}`
  return (
    <>
      <WideTable label={t('evaluation.by-reviewer')}>
        <table className="data reviewers">
          <caption className="sr-only">{t('evaluation.by-reviewer')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('evaluation.criterion')}</th>
              {evaluations.map(({ id, reviewer }) => (
                <th key={id} scope="col">
                  {reviewer.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {content.families.flatMap(({ criteria }) =>
              criteria.map(({ code, label }) => (
                <tr key={code}>
                  <th scope="row">{labelOf(label)}</th>
                  {evaluations.map(({ id, scores }) => (
                    <td key={id}>{scoreOf(scores[code])}</td>
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </WideTable>
      {evaluations.map(
        ({ id, reviewer, comment }) =>
          comment && (
            <blockquote key={id} className="prose">
              <p>{comment}</p>
              <footer className="hint">{reviewer.name}</footer>
            </blockquote>
          ),
      )}
    </>
  )
}
