import { isAnswered, shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import { contentIssues, type Issue } from '@essaim/shared/questionnaires/issues.ts'
import type {
  Answers,
  Question,
  QuestionnaireContent,
  Section,
  TermLookup,
} from '@essaim/shared/questionnaires/model.ts'
import { tidyAnswer } from '@essaim/shared/questionnaires/normalise.ts'
import { questionMap, questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { answerFaults } from '@essaim/shared/questionnaires/shape.ts'
import { frenchSpaces } from './typography.ts'
import { cleaned, cleanedAnswers } from './values.ts'
import { type Language, wordsIn } from './words.ts'

/** The version that takes ten minutes, what goes further, or all. */
export type Part = 'short' | 'rest' | 'all'

/** The sections of a part: what is needed to hand in is always in the short one, which is the whole where no question is marked. */
export function sectionsOf(content: QuestionnaireContent, part: Part): Section[] {
  const marked = questionsOf(content).some((question) => question.short)
  if (part === 'all' || !marked) return part === 'rest' ? [] : content.sections
  return content.sections.flatMap((section) => {
    const questions = section.questions.filter((question) => isShort(question) === (part === 'short'))
    return questions.length > 0 ? [{ ...section, questions }] : []
  })
}

const isShort = (question: Question): boolean => question.short === true || question.required === 'submit'

/** In which part a question stands. */
export const partOf = (content: QuestionnaireContent, code: string): 'short' | 'rest' =>
  sectionsOf(content, 'rest').some((section) => section.questions.some((question) => question.code === code))
    ? 'rest'
    : 'short'

export type Progress = { answered: number; total: number; needed: number }

const isDone = ({ kind, code }: Question, answers: Answers): boolean =>
  kind === 'consent' ? answers[code] === true : isAnswered(answers[code])

/** How far the questions that show are answered, and how many more publication needs. */
export function progressOf(questions: Question[], content: QuestionnaireContent, answers: Answers): Progress {
  const shown = new Set(shownQuestions(content, answers).map((question) => question.code))
  const counted = questions.filter(({ code }) => shown.has(code))
  const left = counted.filter((question) => !isDone(question, answers))
  const needed = left.filter(({ required }) => required === 'publish').length
  return { answered: counted.length - left.length, total: counted.length, needed }
}

// What is to be written or listed takes longer than what is chosen.
const LONG = ['longtext', 'repeat', 'grid']

/** About how many minutes it takes to answer what publication still needs of these questions. */
export function minutesFor(questions: Question[], content: QuestionnaireContent, answers: Answers): number {
  const shown = new Set(shownQuestions(content, answers).map((question) => question.code))
  const needed = questions.filter(
    (question) => question.required === 'publish' && shown.has(question.code) && !isDone(question, answers),
  )
  return Math.ceil(needed.reduce((sum, { kind }) => sum + (LONG.includes(kind) ? 3 : 0.5), 0))
}

export type ReadSection = { section: Section; asked: Question[]; told: Question[]; left: Question[] }

/** What there is to read, section by section: of the questions that show or have something told, what is told and what was left. */
export function readSections(
  content: QuestionnaireContent,
  answers: Answers,
  alsoTold: (question: Question) => boolean = () => false,
): ReadSection[] {
  const shown = new Set(shownQuestions(content, answers))
  const isTold = (question: Question) =>
    (shown.has(question) && isAnswered(answers[question.code])) || alsoTold(question)
  return content.sections.map((section) => {
    const asked = section.questions.filter((question) => shown.has(question) || alsoTold(question))
    return { section, asked, told: asked.filter(isTold), left: asked.filter((question) => !isTold(question)) }
  })
}

/** How the form mends what a person typed before it is saved: the server keeps texts to the letter. */
export function tidyIn(content: QuestionnaireContent) {
  const questions = questionMap(content)
  return (code: string, value: unknown): unknown => {
    const question = questions.get(code)
    return question ? cleaned(tidyAnswer(question, value)) : value
  }
}

/** What is missing or wrong, by question, for the answers as the form has them. */
export function issuesByQuestion(
  content: QuestionnaireContent,
  answers: Answers,
  terms: TermLookup,
): Map<string, Issue[]> {
  const found = new Map<string, Issue[]>()
  const tidy = tidyIn(content)
  const tidied = Object.fromEntries(
    Object.entries(cleanedAnswers(answers)).map(([code, value]) => [code, tidy(code, value)]),
  )
  for (const issue of contentIssues(content, tidied, terms))
    found.set(issue.question, [...(found.get(issue.question) ?? []), issue])
  return found
}

/** Why a value cannot be kept, in words: only what a person can write in the form is foreseen. */
export function faultIn(content: QuestionnaireContent, terms: TermLookup, language: Language) {
  const questions = questionMap(content)
  return (code: string, value: unknown): string | null => {
    const question = questions.get(code)
    const fault = question && answerFaults(content, code, value, terms)[0]
    if (!question || !fault) return null
    const words = wordsIn(language)
    const field = question.fields?.find((one) => one.code === fault.pointer.split('/').at(-1))
    const { kind } = field ?? question
    if (fault.code === 'type' && kind === 'integer') return words.need_integer
    if (fault.code === 'type' && (kind === 'number' || kind === 'money')) return words.need_number
    return fault.detail[language] ?? fault.detail.fr
  }
}

/** An issue as it stands beside its question: without the question's name, which is there already. */
export function wordsOfIssue(issue: Issue, language: Language): string {
  const words = wordsIn(language)
  if (issue.code === 'required') return issue.blocks === 'publish' ? words.missing_to_publish : words.missing_to_submit
  const text = (issue.detail[language] ?? issue.detail.fr).replace(/^(« .* »|“.*”) ?: /s, '')
  return frenchSpaces(text.charAt(0).toUpperCase() + text.slice(1))
}
