import type { Label } from '../schema.ts'
import { answerOf, isAnswered, shownQuestions } from './conditions.ts'
import { formatLevel, LONGEST } from './formats.ts'
import type { QuestionKind } from './kinds.ts'
import type { Answers, Field, Question, QuestionnaireContent, TermLookup } from './model.ts'
import { isKnownCode, pointerOf } from './shape.ts'
import { lengthOf } from './text.ts'

export type IssueCode =
  | 'required'
  | 'too-long'
  | 'too-short'
  | 'bad-format'
  | 'below-minimum'
  | 'above-maximum'
  | 'too-many'
  | 'duplicate'
  | 'unknown-code'

export interface Issue {
  question: string
  code: IssueCode
  blocks: 'submit' | 'publish'
  detail: Label
  /** The exact place as a JSON pointer relative to the answers, where it lies deeper than the question. */
  path?: string
}

export type Warning = Omit<Issue, 'blocks' | 'code'> & { code: 'bad-check-digit' }

/** What is missing or wrong in the answers that count, in the words of the questions. */
export function contentIssues(content: QuestionnaireContent, answers: Answers, terms: TermLookup): Issue[] {
  return shownQuestions(content, answers).flatMap((question) => {
    const value = answerOf(answers, question.code)
    const inside = (path: Path) => (path.length > 1 ? { path: pointerOf(path) } : {})
    return findings(question, value, [question.code], terms).map(
      ({ code, detail, path, asked }): Issue => ({
        question: question.code,
        code,
        // A text that is only too short for publication does not stop a hand-in.
        blocks: (code === 'required' || code === 'too-short') && asked.required === 'publish' ? 'publish' : 'submit',
        detail,
        ...inside(path),
      }),
    )
  })
}

/** What is doubtful and blocks nothing: official numbers whose check digit is wrong. */
export function contentWarnings(content: QuestionnaireContent, answers: Answers): Warning[] {
  const doubtful = (asked: Question | Field, value: unknown) =>
    typeof value === 'string' &&
    !['commune', 'departement'].includes(asked.kind) &&
    formatLevel(asked.kind, value) === 'warning'
  return shownQuestions(content, answers).flatMap((question) => {
    const value = answerOf(answers, question.code)
    const warning = (asked: Question | Field): Warning => ({
      question: question.code,
      code: 'bad-check-digit',
      detail: {
        fr: `${quoted(asked, 'fr')} : la clé de contrôle est fausse, vérifiez le numéro.`,
        en: `${quoted(asked, 'en')}: the check digit is wrong, please verify the number.`,
      },
    })
    if (question.kind !== 'repeat') return doubtful(question, value) ? [warning(question)] : []
    return itemsOf(value).flatMap((item, index) =>
      (question.fields ?? [])
        .filter((field) => doubtful(field, answerOf(item, field.code)))
        .map((field) => ({ ...warning(field), path: pointerOf([question.code, index, field.code]) })),
    )
  })
}

type Path = (string | number)[]
interface Finding {
  code: IssueCode
  detail: Label
  path: Path
  asked: Question | Field
}

function findings(asked: Question | Field, value: unknown, path: Path, terms: TermLookup): Finding[] {
  const finding = (code: IssueCode, fr: string, en: string, place: Path = path): Finding => ({
    code,
    detail: { fr: `${quoted(asked, 'fr')} : ${fr}`, en: `${quoted(asked, 'en')}: ${en}` },
    path: place,
    asked,
  })
  if (!isAnswered(value) || (asked.kind === 'consent' && value !== true))
    return asked.required ? [missing(asked, path)] : []
  if (typeof value === 'number') {
    const { min, max } = asked
    if (min !== undefined && value < min) return [finding('below-minimum', `au moins ${min}.`, `at least ${min}.`)]
    if (max !== undefined && value > max) return [finding('above-maximum', `au plus ${max}.`, `at most ${max}.`)]
    return []
  }
  if (typeof value === 'string') return textFindings(asked, value, finding, terms)
  if (!Array.isArray(value)) return []
  const found: Finding[] = []
  if (asked.max_items !== undefined && value.length > asked.max_items)
    found.push(finding('too-many', `${asked.max_items} réponses au plus.`, `at most ${asked.max_items} answers.`))
  if (asked.kind === 'repeat') {
    const fields = (asked as Question).fields ?? []
    const lines = itemsOf(value).flatMap((item, index) =>
      fields.flatMap((field) => findings(field, answerOf(item, field.code), [...path, index, field.code], terms)),
    )
    return [...found, ...lines]
  }
  if (new Set(value.map(folded)).size < value.length)
    found.push(finding('duplicate', 'une réponse y est deux fois.', 'an answer is there twice.'))
  const each = value.flatMap((item, index) =>
    textFindings(asked, String(item), (code, fr, en) => finding(code, fr, en, [...path, index]), terms),
  )
  return [...found, ...each]
}

function textFindings(
  asked: Question | Field,
  text: string,
  finding: (code: IssueCode, fr: string, en: string) => Finding,
  terms: TermLookup,
): Finding[] {
  if (['choice', 'multichoice', 'commune', 'departement'].includes(asked.kind)) {
    if (isKnownCode(asked, text, terms)) return []
    return [finding('unknown-code', 'ce choix n’existe pas ou plus.', 'this choice does not exist (any more).')]
  }
  const found: Finding[] = []
  const length = lengthOf(text)
  const longest = longestOf(asked)
  if (longest !== null && length > longest)
    found.push(
      finding(
        'too-long',
        `${longest} caractères au plus (${length} ici).`,
        `at most ${longest} characters (${length} here).`,
      ),
    )
  const { min_length: shortest } = asked
  if (shortest !== undefined && length < shortest)
    found.push(
      finding(
        'too-short',
        `au moins ${shortest} caractères (${length} ici).`,
        `at least ${shortest} characters (${length} here).`,
      ),
    )
  if (formatLevel(asked.kind, text) === 'error') {
    const [fr, en] = EXPECTED[asked.kind] ?? ['le format n’est pas reconnu.', 'the format is not recognised.']
    found.push(finding('bad-format', fr, en))
  }
  return found
}

/** The longest text that a question takes (a tag, for a question of tags), null where length means nothing. */
export function longestOf(asked: Question | Field): number | null {
  if (asked.kind === 'tags') return asked.max_length ?? 60
  const own = LONGEST[asked.kind]
  return own === undefined ? null : (asked.max_length ?? own)
}

const EXPECTED: Partial<Record<QuestionKind, [fr: string, en: string]>> = {
  email: ['une adresse comme nom@exemple.fr est attendue.', 'an address like name@example.org is expected.'],
  tel: ['un numéro comme 02 98 00 00 00 est attendu.', 'a number like +33 2 98 00 00 00 is expected.'],
  url: ['une adresse comme https://exemple.fr est attendue.', 'an address like https://example.org is expected.'],
  siren: ['9 chiffres sont attendus.', '9 digits are expected.'],
  siret: ['14 chiffres sont attendus.', '14 digits are expected.'],
  rna: ['W suivi de 9 caractères est attendu.', 'W followed by 9 characters is expected.'],
  finess: ['9 caractères sont attendus (2A ou 2B en Corse).', '9 characters are expected (2A or 2B in Corsica).'],
  date: ['une date qui existe est attendue.', 'a date that exists is expected.'],
  month: ['un mois et une année sont attendus.', 'a month and a year are expected.'],
}

function missing(asked: Question | Field, path: Path): Finding {
  const [fr, en] =
    asked.required === 'publish'
      ? ['à remplir avant la publication.', 'needed before publication.']
      : ['à remplir pour envoyer.', 'needed to hand in.']
  return {
    code: 'required',
    detail: { fr: `${quoted(asked, 'fr')} : ${fr}`, en: `${quoted(asked, 'en')}: ${en}` },
    path,
    asked,
  }
}

function quoted(asked: Question | Field, language: 'fr' | 'en'): string {
  const label = asked.label[language] ?? asked.label.fr
  return language === 'fr' ? `« ${label} »` : `“${label}”`
}

function itemsOf(value: unknown): Answers[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []
}

function folded(value: unknown): string {
  return String(value).toLocaleLowerCase('fr')
}
