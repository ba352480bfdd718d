import { askedAt } from '@essaim/shared/questionnaires/check-draft.ts'
import type { DraftCheck } from '@essaim/shared/questionnaires/drafts.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { Button, CloseButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { labelOf, t } from '../../lib/i18n.ts'
import { useBench } from './bench.ts'
import { chosenAt, inWords } from './findings.ts'
import { GoneOptions } from './mapping-select.tsx'
import { nameOf } from './outline-tools.tsx'
import type { Written } from './renaming.ts'

/** A check, and what was checked. */
export type Checked = { check: DraftCheck; of: Written; content: QuestionnaireContent }

/** What is wrong with the draft as it was saved, and what its publication would do to answers. */
export function CheckPanel({ checked, close, again }: { checked: Checked; close: () => void; again: () => void }) {
  const { written } = useBench()
  const { check, content, of } = checked
  const heading = useRef<HTMLHeadingElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each check is read from its beginning
  useEffect(() => heading.current?.focus(), [check])
  return (
    <section className="panel edit-check" aria-label={t('check.title')}>
      <div className="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {t('check.title')}
        </h2>
        <div className="panel-actions">
          {written !== of && (
            <Button variant="default" size="compact-md" onClick={again}>
              {t('check.again')}
            </Button>
          )}
          <CloseButton aria-label={t('action.close')} onClick={close} />
        </div>
      </div>
      <Findings check={check} at={(pointer) => <Place pointer={pointer} content={content} />} />
      <GoneOptions />
    </section>
  )
}

/** What a check found, in words; `at` draws where that is. */
export function Findings({
  check: { faults, warnings, renamed },
  at,
}: {
  check: DraftCheck
  at?: (pointer: string) => ReactNode
}) {
  const { base, written } = useBench()
  const words = (detail: Label) => inWords(labelOf(detail), [base, written.content], labelOf)
  if (faults.length + warnings.length + renamed.length === 0)
    return (
      <p className="edit-fine">
        <IconCheck size={18} aria-hidden /> {t('check.fine')}
      </p>
    )
  return (
    <>
      {faults.length > 0 && (
        <>
          <h3>{t('check.faults', { count: faults.length })}</h3>
          <ul className="edit-findings">
            {faults.map(({ pointer, code, detail }) => (
              <li key={pointer + code + detail.fr}>
                {words(detail)} {at?.(pointer)}
              </li>
            ))}
          </ul>
        </>
      )}
      {warnings.length > 0 && (
        <>
          <h3>{t('check.warnings', { count: warnings.length })}</h3>
          <ul className="edit-findings">
            {warnings.map(({ pointer, code, detail, drafts, records }) => (
              <li key={pointer + code + detail.fr}>
                {words(detail)}{' '}
                {code !== 'newly-required' && <span className="hint">{t('check.reached', { drafts, records })}</span>}{' '}
                {at?.(pointer)}
              </li>
            ))}
          </ul>
        </>
      )}
      {renamed.length > 0 && (
        <>
          <h3>{t('check.renamed')}</h3>
          <ul className="edit-findings">
            {renamed.map(({ question, from, to, drafts, records }) => (
              <li key={`${question} ${from}`}>
                {t('check.becomes', {
                  question: labelOf(askedAt(written.content, question)?.label) || question,
                  from: base ? optionLabel(base, question, from) : from,
                  to: optionLabel(written.content, question, to),
                })}{' '}
                <span className="hint">{t('check.reached', { drafts, records })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

const optionLabel = (content: QuestionnaireContent, place: string, code: string): string =>
  labelOf(askedAt(content, place)?.options?.find((option) => option.code === code)?.label) || code

function Place({ pointer, content }: { pointer: string; content: QuestionnaireContent }) {
  const { choose } = useBench()
  const chosen = chosenAt(content, pointer)
  if (!chosen) return null
  return (
    <button type="button" className="plain-button edit-place" onClick={() => choose(chosen, 'form')}>
      {t('check.open', { name: nameOf(content, chosen) })}
    </button>
  )
}
