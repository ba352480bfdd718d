import { answerOf, shownQuestions } from './questionnaires/conditions.ts'
import { contentWarnings } from './questionnaires/issues.ts'
import type { Answers, Field, Question, QuestionnaireContent } from './questionnaires/model.ts'

export const CHECK_GROUPS = ['identifiers', 'personal', 'acronyms'] as const
export type CheckGroup = (typeof CHECK_GROUPS)[number]

/** What each finding is about. */
export const CHECKS = {
  'bad-check-digit': 'identifiers',
  'another-siren': 'identifiers',
  'siret-of-another': 'identifiers',
  person: 'personal',
  telephone: 'personal',
  email: 'personal',
  'social-security': 'personal',
  acronym: 'acronyms',
} as const satisfies Record<string, CheckGroup>
export type CheckCode = keyof typeof CHECKS

/** Something for a moderator's eyes: at a question, the words in which it was found, and what they may stand for. */
export type Check = { question: string; code: CheckCode; found: string; meaning?: string }

/** An acronym of the sector, with all that it may stand for. */
export type Acronym = { code: string; meanings: readonly string[] }

/** What the rules hold the answers against. */
export type CheckedAgainst = { acronyms: readonly Acronym[]; siren?: string | null }

/** What a machine can notice in answers before a person reads them. It proposes and blocks nothing. */
export function checkAnswers(content: QuestionnaireContent, answers: Answers, against: CheckedAgainst): Check[] {
  const texts = textsOf(content, answers)
  return [...identifierChecks(content, answers, against), ...personalData(texts), ...acronyms(texts, against.acronyms)]
}

type Told = { question: string; text: string; personal: boolean }

// Only what people write freely: an e-mail asked for as an e-mail is where it belongs.
const FREE: readonly string[] = ['text', 'longtext', 'tags']

function textsOf(content: QuestionnaireContent, answers: Answers): Told[] {
  const told = (question: string, asked: Question | Field, value: unknown, within: boolean): Told[] => {
    if (!FREE.includes(asked.kind)) return []
    const personal = within || asked.personal === true
    return (Array.isArray(value) ? value : [value])
      .filter((text): text is string => typeof text === 'string' && text !== '')
      .map((text) => ({ question, text, personal }))
  }
  return shownQuestions(content, answers).flatMap((question) => {
    const value = answerOf(answers, question.code)
    if (question.kind !== 'repeat') return told(question.code, question, value, false)
    return linesOf(value).flatMap((line) =>
      (question.fields ?? []).flatMap((field) =>
        told(question.code, field, answerOf(line, field.code), question.personal === true),
      ),
    )
  })
}

const linesOf = (value: unknown): Answers[] =>
  Array.isArray(value) ? value.filter((line): line is Answers => typeof line === 'object' && line !== null) : []

function identifierChecks(content: QuestionnaireContent, answers: Answers, { siren }: CheckedAgainst): Check[] {
  const shown = shownQuestions(content, answers)
  const textAt = (code: string) => {
    const value = answerOf(answers, code)
    return typeof value === 'string' ? value : ''
  }
  const wrong = contentWarnings(content, answers).map(
    ({ question, path }): Check => ({
      question,
      code: 'bad-check-digit',
      found: path ? atPath(answers, path) : textAt(question),
    }),
  )
  const told = shown
    .filter(({ kind }) => kind === 'siren')
    .map(({ code }) => ({ question: code, found: textAt(code) }))
    .filter(({ found }) => found !== '')
  const others = siren ? told.filter(({ found }) => found !== siren) : []
  const owners = new Set([...told.map(({ found }) => found), ...(siren ? [siren] : [])])
  const sirets = shown
    .filter(({ kind }) => kind === 'siret')
    .map(({ code }) => ({ question: code, found: textAt(code) }))
    .filter(({ found }) => found !== '' && owners.size > 0 && !owners.has(found.slice(0, 9)))
  return [
    ...wrong,
    ...others.map((one): Check => ({ ...one, code: 'another-siren' })),
    ...sirets.map((one): Check => ({ ...one, code: 'siret-of-another' })),
  ]
}

/** The value at a JSON pointer relative to the answers, as text. */
function atPath(answers: Answers, path: string): string {
  let value: unknown = answers
  for (const step of path.split('/').slice(1))
    value = value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[step] : undefined
  return typeof value === 'string' ? value : ''
}

const NAME = String.raw`\p{Lu}[\p{L}’'-]*`
const PERSON = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(?:M\.|MM\.|Mmes?|Mlles?|Monsieur|Messieurs|Madame|Mesdames|Mademoiselle|Docteure?|Drs?\.?|Professeure?|Prs?\.?|Maître)[ \u00a0\u202f]+` +
    String.raw`((?:(?:de|du|des|van|von|d’|d')[ \u00a0]?)?${NAME}(?:[ \u00a0]+(?:(?:de|du|des|van|von|d’|d')[ \u00a0]?)?${NAME}){0,3})`,
  'gu',
)
// « Madame Directrice », « Professeur des écoles »: an office, not a person.
const OFFICE =
  /^(?:Président|Directeur|Directrice|Maire|Ministre|Préfet|Député|Sénateur|Sénatrice|Secrétaire|Délégué|Responsable|Chef|Conseill)/u

// 08… are helplines: nobody's own number.
const TELEPHONE =
  /(?<![\d+])(?:(?:\+|00)33[ .\u00a0\u202f-]?(?:\(0\)[ .\u00a0\u202f-]?)?|0)[1-79](?:[ .\u00a0\u202f-]?\d{2}){4}(?!\d)/gu
const EMAIL = /(?<![a-z0-9._%+-])[a-z0-9._%+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+/giu
// An office's mailbox, not a person's.
const OFFICE_MAILBOX =
  /^(?:contact|accueil|infos?|secretariat|direction|communication|administration|association|siege|bonjour|rgpd|dpo)\b/iu

// Sex, year, month, département and commune, order, and the key: as one number or in groups.
const GAP = String.raw`[ .\u00a0\u202f-]?`
const SOCIAL_SECURITY = new RegExp(
  String.raw`(?<!\d)([12])${GAP}(\d{2})${GAP}(0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)${GAP}(\d{2}|2[AB])${GAP}(\d{3})${GAP}(\d{3})(?:${GAP}(\d{2}))?(?!\d)`,
  'gu',
)

function personalData(texts: readonly Told[]): Check[] {
  return texts
    .filter(({ personal }) => !personal)
    .flatMap(({ question, text }) => {
      const found = (code: CheckCode, words: Iterable<string>): Check[] =>
        [...new Set(words)].map((found) => ({ question, code, found }))
      const numbers = [...text.matchAll(SOCIAL_SECURITY)].filter(isSocialSecurity).map(([all]) => all)
      return [
        ...found(
          'person',
          [...text.matchAll(PERSON)].filter(([, name = '']) => !OFFICE.test(name)).map(([all]) => all),
        ),
        ...found('telephone', text.match(TELEPHONE) ?? []),
        ...found(
          'email',
          (text.match(EMAIL) ?? []).filter((address) => !OFFICE_MAILBOX.test(address)),
        ),
        ...found('social-security', numbers),
      ]
    })
}

/** Whether the key is right; without one, whether the number is at least written in its groups. */
function isSocialSecurity([all, sex, year, month, department = '', commune, order, key]: RegExpExecArray): boolean {
  if (key === undefined) return /^\d\D\d{2}\D/u.test(all)
  const place = department === '2A' ? '19' : department === '2B' ? '18' : department
  return 97 - (Number(`${sex}${year}${month}${place}${commune}${order}`) % 97) === Number(key)
}

/** Acronyms that no answer spells out, each where it is first met. */
function acronyms(texts: readonly Told[], known: readonly Acronym[]): Check[] {
  const meant = known.filter(({ code, meanings }) => code.length > 2 && meanings.length > 0)
  const byCode = new Map(meant.map((acronym) => [acronym.code, acronym]))
  const all = texts.map(({ text }) => essential(text)).join(' | ')
  const met = new Map<string, Check>()
  for (const { question, text } of texts) {
    // what is written in capitals throughout tells nothing of acronyms
    if (!/\p{Ll}/u.test(text)) continue
    for (const [found] of text.matchAll(
      /(?<![\p{L}\p{N}])\p{Lu}(?:\.?[\p{Lu}\p{N}]|-\p{Lu}{2}){1,12}\.?(?![\p{L}\p{N}])/gu,
    )) {
      const code = found.replaceAll('.', '')
      const acronym = byCode.get(code)
      if (!acronym || met.has(code)) continue
      if (acronym.meanings.some((meaning) => ` ${all} `.includes(` ${essential(meaning)} `))) continue
      met.set(code, { question, code: 'acronym', found: code, meaning: acronym.meanings.join(' ; ') })
    }
  }
  return [...met.values()]
}

const SMALL = new Set('a au aux d de des du en et l la le les ou par pour un une'.split(' '))

/** The words that carry the meaning, without accents, capitals and plural: how a text is compared with an acronym's sense. */
function essential(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/u)
    .filter((word) => word !== '' && !SMALL.has(word))
    .map((word) => (word.length > 3 ? word.replace(/[sx]$/u, '') : word))
    .join(' ')
}
