import { officeName } from '@essaim/shared/offices.ts'
import { answerOf, shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import type { Issue } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers, Field, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { SubmissionState } from '@essaim/shared/submissions.ts'
import { dayInWords, typeset } from '../letters/typography.ts'
import type { Block, Part, Sheet } from '../print/sheet.ts'
import { answerInWords, type Names } from '../questionnaires/answer-words.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { SubmissionRow } from './queries.ts'

const STATES: Record<SubmissionState, string> = {
  draft: 'à terminer, pas encore envoyée',
  submitted: 'envoyée',
  endorsed: 'visée par la délégation',
  changes_requested: 'à corriger',
  accepted: 'acceptée',
  rejected: 'non retenue',
  withdrawn: 'retirée',
}

export type SummaryOf = {
  federation: string
  row: SubmissionRow
  content: QuestionnaireContent
  answers: Answers
  issues: Issue[]
  outdated: OutdatedAnswer[]
  terms: Terms
  communes: ReadonlyMap<string, string>
  files: ReadonlyMap<string, { name: string }>
  today: Date
}

/** Codes as they are stored, by their labels of today. */
const namesIn = ({ terms, communes, files }: SummaryOf): Names => ({
  coded: (asked: Question | Field, value) =>
    asked.options?.find(({ code }) => code === value)?.label.fr ??
    terms.coded(asked.kind === 'departement' ? 'departements' : (asked.vocabulary ?? ''), String(value)).label.fr,
  commune: (value) => communes.get(String(value)) ?? String(value),
  file: (value) => files.get(String(value))?.name ?? 'Fichier joint',
})

/** What a submission says at this moment, in words, to be read away from the screen. */
export function summarySheet(of: SummaryOf): Sheet {
  const { federation, row, today } = of
  return {
    title: row.title ?? 'Innovation sans titre',
    author: federation,
    kicker: `${federation} – ${typeset('récapitulatif d’une réponse au recensement')}`,
    lead: [],
    facts: factsOf(of),
    parts: [...commentPart(of), ...missingParts(of), ...answerParts(of), ...outdatedPart(of)],
    foot: typeset(`${row.association_name} – état au ${dayInWords(today)}. Document de travail, non publié.`),
  }
}

function factsOf({ row }: SummaryOf): Sheet['facts'] {
  const signed = row.signed_at
    ? `${[row.signed_by, officeName({ office: row.signed_as ?? '', civility: null })].filter(Boolean).join(', ')}, le ${dayInWords(row.signed_at)}`
    : 'pas encore'
  return [
    { label: 'Association', value: row.association_name },
    ...(row.in_charge_name ? [{ label: 'Délégation', value: row.in_charge_name }] : []),
    { label: 'État', value: row.innovation_state === 'published' ? 'publiée' : STATES[row.state as SubmissionState] },
    { label: 'Envoi', value: row.submitted_at ? `le ${dayInWords(row.submitted_at)}` : 'pas encore' },
    { label: 'Accord', value: signed },
  ]
}

function commentPart({ row }: SummaryOf): Part[] {
  if (!row.comment || (row.state !== 'changes_requested' && row.state !== 'rejected')) return []
  const title = row.state === 'rejected' ? 'Pourquoi elle n’est pas retenue' : 'Ce qui est à corriger'
  return [{ title, note: '', intro: '', blocks: [{ kind: 'text', text: row.comment }] }]
}

function missingParts({ issues, row }: SummaryOf): Part[] {
  if (row.innovation_state === 'published' || row.state === 'withdrawn' || row.state === 'rejected') return []
  const part = (title: string, blocks: 'submit' | 'publish'): Part[] => {
    const items = [...new Set(issues.filter((one) => one.blocks === blocks).map(({ detail }) => typeset(detail.fr)))]
    return items.length > 0 ? [{ title, note: '', intro: '', blocks: [{ kind: 'list', items }] }] : []
  }
  return [...part('Ce qui manque pour envoyer', 'submit'), ...part('Ce qui manque avant la publication', 'publish')]
}

function answerParts(of: SummaryOf): Part[] {
  const { content, answers } = of
  const names = namesIn(of)
  const shown = new Set(shownQuestions(content, answers).map(({ code }) => code))
  const parts = content.sections.map(
    ({ title, questions }): Part => ({
      title: typeset(title.fr),
      note: '',
      intro: '',
      blocks: questions
        .filter(({ code }) => shown.has(code))
        .flatMap((question): Block[] => {
          const value = answerInWords(question, answerOf(answers, question.code), names)
          return value ? [{ kind: 'answer', label: typeset(question.label.fr), value }] : []
        }),
    }),
  )
  const told = parts.filter(({ blocks }) => blocks.length > 0)
  if (told.length > 0) return told
  return [
    { title: 'Réponses', note: '', intro: '', blocks: [{ kind: 'text', text: 'Aucune réponse pour l’instant.' }] },
  ]
}

function outdatedPart({ outdated }: SummaryOf): Part[] {
  if (outdated.length === 0) return []
  return [
    {
      title: 'Réponses à des questions qui ne sont plus posées',
      note: '',
      intro: '',
      blocks: outdated.map(({ label, in_words }) => ({
        kind: 'answer' as const,
        label: typeset(label.fr),
        value: { kind: 'text' as const, text: in_words },
      })),
    },
  ]
}
