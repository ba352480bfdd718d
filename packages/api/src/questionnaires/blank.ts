import { conditionInWords } from '@essaim/shared/questionnaires/condition-words.ts'
import type { Question, QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { minutesFor, questionMap, questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { dayInWords, typeset } from '../letters/typography.ts'
import { eachText } from '../print/printable.ts'
import type { BlankQuestion, Part, Sheet } from '../print/sheet.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { notesOf, tagOf } from './blank-notes.ts'
import { spacesOf } from './blank-spaces.ts'

export type BlankSheet = Sheet<BlankQuestion>
export type BlankOf = {
  federation: string
  /** The questionnaire’s title. */
  title: string
  content: QuestionnaireContent
  terms: Terms
  campaign: { name: string; opens_at: Date | null; closes_at: Date | null } | null
}

/** A questionnaire to be filled in by hand, the short version first; it says nothing of anybody. */
export function blankSheet({ federation, title, content, terms, campaign }: BlankOf): BlankSheet {
  const all = questionsOf(content)
  const short = all.filter((question) => question.short)
  const rest = content.sections
    .map((section) => ({ ...section, questions: section.questions.filter((question) => !question.short) }))
    .filter(({ questions }) => questions.length > 0)
  const order = [...short, ...rest.flatMap(({ questions }) => questions)]
  const numbers = new Map(order.map(({ code }, i) => [code, i + 1]))
  const numberOf = (code: string) => String(numbers.get(code) ?? '')
  const questions = questionMap(content)
  const names = {
    question: (code: string) => `à la question ${numberOf(code)}`,
    find: (code: string) => questions.get(code),
    label: (question: Question, code: string) => labelOf(question, code, terms),
  }
  const asked = (question: Question): BlankQuestion => ({
    kind: 'question',
    number: numberOf(question.code),
    label: question.label.fr,
    tag: tagOf(question),
    condition: question.condition ? conditionInWords(question.condition, names) : '',
    notes: notesOf(question, terms, numberOf),
    spaces: spacesOf(question, terms),
  })
  const sheet: BlankSheet = {
    title,
    author: federation,
    kicker: `${federation} – questionnaire vierge, pour préparer les réponses en équipe`,
    lead: leadOf(short.length, rest.length > 0),
    facts: campaign ? datesOf(campaign) : [],
    parts: [
      ...(short.length > 0 ? [shortPart(short, asked)] : []),
      ...rest.map((section) => sectionPart(section, asked)),
    ],
    foot: 'Rien n’est à renvoyer sur papier : les réponses se donnent en ligne, par le lien personnel reçu.',
  }
  return eachText(sheet, typeset) as BlankSheet
}

const leadOf = (short: number, more: boolean): string[] => [
  'Ce document sert à préparer vos réponses avec votre équipe. Elles se donnent ensuite en ligne, par votre lien personnel ; rien n’est à renvoyer sur papier.',
  ...(short > 0 && more
    ? [
        `${short > 1 ? `Les ${short} premières questions suffisent` : 'La première question suffit'} pour envoyer une réponse : comptez ${minutesFor(short)} minutes. Les autres peuvent venir plus tard, ou être confiées à des collègues.`,
      ]
    : []),
  'Sauf mention contraire, une réponse pourra être lue de tous une fois la fiche publiée, dans la limite de la diffusion que vous choisissez.',
]

const datesOf = ({ name, opens_at, closes_at }: NonNullable<BlankOf['campaign']>): BlankSheet['facts'] => [
  { label: 'Campagne', value: name },
  ...(opens_at ? [{ label: 'Ouverture', value: dayInWords(opens_at) }] : []),
  ...(closes_at ? [{ label: 'Clôture', value: dayInWords(closes_at) }] : []),
]

const shortPart = (short: Question[], asked: (question: Question) => BlankQuestion): Part<BlankQuestion> => ({
  title: 'L’essentiel',
  note: `${short.length} ${short.length > 1 ? 'questions' : 'question'}, ${minutesFor(short.length)} minutes`,
  intro: '',
  blocks: short.map(asked),
})

const sectionPart = (section: Section, asked: (question: Question) => BlankQuestion): Part<BlankQuestion> => ({
  title: section.title.fr,
  note: '',
  intro: section.intro?.fr ?? '',
  blocks: section.questions.map(asked),
})

function labelOf(question: Question, code: string, terms: Terms): string {
  const own = question.options?.find((option) => option.code === code)
  if (own) return own.label.fr
  return terms.coded(question.kind === 'departement' ? 'departements' : (question.vocabulary ?? ''), code).label.fr
}
