import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { type Acronym, CHECK_GROUPS, CHECKS, type Check, checkAnswers } from '@essaim/shared/submission-checks.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import type { Term } from '@essaim/shared/vocabularies.ts'
import { IconEyeSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { vocabularyTerms } from '../answers/terms.ts'
import { association } from '../associations/queries.ts'
import { labelOf, t } from '../lib/i18n.ts'
import { Panel } from '../ui/page.tsx'

/** What the rules noticed in the answers, for a moderator to judge; each leads to its question. */
export function ChecksPanel({ one, content }: { one: Submission; content: QuestionnaireContent }) {
  const terms = useQuery(vocabularyTerms('acronyms')).data?.terms
  const siren = useQuery(association(one.association.id)).data?.data.siren ?? null
  const checks = useMemo(
    () => checkAnswers(content, one.answers, { acronyms: (terms ?? []).map(asAcronym), siren }),
    [content, one.answers, terms, siren],
  )
  const questions = questionMap(content)
  if (checks.length === 0) return null
  return (
    <Panel title={t('checks.title')}>
      {CHECK_GROUPS.map((group) => {
        const found = checks.filter(({ code }) => CHECKS[code] === group)
        if (found.length === 0) return null
        return (
          <details className="issues" key={group} open={found.length <= 6}>
            <summary>
              <IconEyeSearch size={16} aria-hidden />
              {t(`checks.${group}`)} ({found.length})
            </summary>
            <ul>
              {found.map((check) => (
                <li key={check.question + check.code + check.found}>
                  <a className="link" href={`#question-${check.question}`}>
                    {inWords(check)}
                  </a>
                  <span className="hint">{labelOf(questions.get(check.question)?.label)}</span>
                </li>
              ))}
            </ul>
          </details>
        )
      })}
    </Panel>
  )
}

const asAcronym = ({ code, label, synonyms }: Term): Acronym => ({ code, meanings: [label.fr, ...synonyms] })

const inWords = ({ code, found, meaning }: Check): string =>
  meaning === undefined ? t(`check.${code}`, { found }) : t(`check.${code}`, { found, meaning })
