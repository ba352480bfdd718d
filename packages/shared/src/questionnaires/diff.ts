import type { Label } from '../schema.ts'
import type { Field, Option, Question, QuestionnaireContent } from './model.ts'

/** One thing that differs between two versions, with a sentence for people. */
export type Change = {
  kind: 'added' | 'removed' | 'moved' | 'changed'
  section?: string
  question?: string
  option?: string
  member?: string
  before: unknown
  after: unknown
  detail: Label
}
type Place = Pick<Change, 'section' | 'question' | 'option'>

const MEMBERS: Record<string, Label> = {
  title: { fr: 'le titre', en: 'the title' },
  intro: { fr: 'l’introduction', en: 'the introduction' },
  label: { fr: 'le libellé', en: 'the label' },
  help: { fr: 'l’aide', en: 'the help' },
  kind: { fr: 'le genre', en: 'the kind' },
  required: { fr: 'l’obligation', en: 'whether it is mandatory' },
  audience: { fr: 'la diffusion', en: 'the audience' },
  condition: { fr: 'la condition', en: 'the condition' },
  binding: { fr: 'ce qu’elle remplit dans la fiche', en: 'what it feeds in the record' },
  vocabulary: { fr: 'la nomenclature', en: 'the vocabulary' },
  search: { fr: 'le poids dans la recherche', en: 'its weight in search' },
  short: { fr: 'la présence dans la version courte', en: 'whether the short version has it' },
  facet: { fr: 'l’usage comme filtre', en: 'its use as a filter' },
  prefill: { fr: 'le pré-remplissage', en: 'what fills it in beforehand' },
  default: { fr: 'la valeur par défaut', en: 'the default' },
  grid: { fr: 'la grille', en: 'the grid' },
}

/** What changed from one version to another, in the order of the newer one, removals last. */
export function diffContents(before: QuestionnaireContent, after: QuestionnaireContent): Change[] {
  const changes: Change[] = []
  listed(before.sections, after.sections, {
    noun: { fr: 'La section', en: 'Section' },
    nameOf: (section) => section.title,
    place: ({ code }) => ({ section: code }),
    changes,
    feminine: true,
    bare: ({ code, title }) => ({ code, title }),
  })
  for (const section of after.sections) {
    const old = before.sections.find(({ code }) => code === section.code)
    if (old)
      membersOf(
        old,
        section,
        ['title', 'intro'],
        { section: section.code },
        `La section « ${section.title.fr} »`,
        `Section “${section.title.en ?? section.title.fr}”`,
        changes,
      )
  }
  const flat = (content: QuestionnaireContent) =>
    content.sections.flatMap(({ code, questions }) =>
      questions.map((question) => ({ code: question.code, question, section: code })),
    )
  const [was, is] = [flat(before), flat(after)]
  listed(was, is, {
    noun: { fr: 'La question', en: 'Question' },
    nameOf: ({ question }) => question.label,
    place: ({ code, section }) => ({ section, question: code }),
    changes,
    feminine: true,
    bare: ({ question }) => question,
    group: ({ section }) => section,
  })
  for (const { question, section } of is) {
    const old = was.find(({ code }) => code === question.code)
    if (old) asked(old.question, question, { section, question: question.code }, changes)
  }
  return changes
}

const HANDLED = ['code', 'options', 'fields']

function asked(old: Question | Field, now: Question | Field, place: Place, changes: Change[]): void {
  const members = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter((member) => !HANDLED.includes(member))
  membersOf(
    old,
    now,
    members,
    place,
    `La question « ${now.label.fr} »`,
    `Question “${now.label.en ?? now.label.fr}”`,
    changes,
  )
  const within: Label = { fr: ` de « ${now.label.fr} »`, en: ` of “${now.label.en ?? now.label.fr}”` }
  const options = { nameOf: (option: Option) => option.label, within, changes, bare: (option: Option) => option }
  listed(old.options ?? [], now.options ?? [], {
    ...options,
    noun: { fr: 'Le choix', en: 'Option' },
    place: ({ code }) => ({ ...place, option: code }),
  })
  for (const option of now.options ?? []) {
    const before = old.options?.find(({ code }) => code === option.code)
    const name = { fr: `Le choix « ${option.label.fr} »`, en: `Option “${option.label.en ?? option.label.fr}”` }
    if (before)
      membersOf(
        before,
        option,
        ['label', 'help', 'audience'],
        { ...place, option: option.code },
        name.fr + within.fr,
        name.en + within.en,
        changes,
      )
  }
  const [before, after] = [old, now].map((one) => ('fields' in one ? (one.fields ?? []) : []))
  const inner = ({ code }: Field) => ({ ...place, question: `${place.question}.${code}` })
  listed(before ?? [], after ?? [], {
    noun: { fr: 'La colonne', en: 'Column' },
    nameOf: (field: Field) => field.label,
    place: inner,
    within,
    changes,
    feminine: true,
    bare: (field: Field) => field,
  })
  for (const field of after ?? []) {
    const known = before?.find(({ code }) => code === field.code)
    if (known) asked(known, field, inner(field), changes)
  }
}

type Listing<T> = {
  noun: Label
  nameOf: (one: T) => Label
  place: (one: T) => Place
  bare: (one: T) => unknown
  group?: (one: T) => string
  within?: Label
  feminine?: boolean
  changes: Change[]
}

function listed<T extends { code: string }>(before: T[], after: T[], how: Listing<T>): void {
  const { noun, nameOf, place, bare, changes, within, group, feminine } = how
  const e = feminine ? 'e' : ''
  const say = (one: T, fr: string, en: string): Label => ({
    fr: `${noun.fr} « ${nameOf(one).fr} »${within?.fr ?? ''} ${fr}.`,
    en: `${noun.en} “${nameOf(one).en ?? nameOf(one).fr}”${within?.en ?? ''} ${en}.`,
  })
  const was = new Map(before.map((one) => [one.code, one]))
  const is = new Map(after.map((one) => [one.code, one]))
  const stays = unmoved(
    before.filter(({ code }) => is.has(code)).map(({ code }) => code),
    after.filter(({ code }) => was.has(code)).map(({ code }) => code),
  )
  for (const one of after) {
    const old = was.get(one.code)
    if (!old)
      changes.push({
        kind: 'added',
        ...place(one),
        before: null,
        after: bare(one),
        detail: say(one, `est ajouté${e}`, 'is added'),
      })
    else if (!stays.has(one.code) || (group && group(old) !== group(one)))
      changes.push({
        kind: 'moved',
        ...place(one),
        before: whereIs(before, old, group),
        after: whereIs(after, one, group),
        detail: say(one, `est déplacé${e}`, 'is moved'),
      })
  }
  for (const old of before)
    if (!is.has(old.code))
      changes.push({
        kind: 'removed',
        ...place(old),
        before: bare(old),
        after: null,
        detail: say(old, `est retiré${e}`, 'is removed'),
      })
}

const whereIs = <T>(list: T[], one: T, group?: (one: T) => string) => ({
  ...(group && { section: group(one) }),
  position: list.filter((other) => !group || group(other) === group(one)).indexOf(one) + 1,
})

/** The longest run of codes that keep their order: all others moved. */
function unmoved(before: string[], after: string[]): Set<string> {
  const rank = new Map(before.map((code, index) => [code, index]))
  const best: { length: number; previous: number }[] = []
  let last = -1
  after.forEach((code, i) => {
    best[i] = { length: 1, previous: -1 }
    for (let j = 0; j < i; j += 1) {
      const ordered = (rank.get(after[j] as string) ?? 0) < (rank.get(code) ?? 0)
      if (ordered && (best[j]?.length ?? 0) >= (best[i]?.length ?? 0))
        best[i] = { length: (best[j]?.length ?? 0) + 1, previous: j }
    }
    if (last < 0 || (best[i]?.length ?? 0) > (best[last]?.length ?? 0)) last = i
  })
  const kept = new Set<string>()
  for (let i = last; i >= 0; i = best[i]?.previous ?? -1) kept.add(after[i] as string)
  return kept
}

function membersOf(
  old: object,
  now: object,
  members: string[],
  place: Place,
  fr: string,
  en: string,
  changes: Change[],
): void {
  const value = (one: object, member: string) => (one as Record<string, unknown>)[member] ?? null
  for (const member of members) {
    const [before, after] = [value(old, member), value(now, member)]
    // what is absent, null or false says the same
    if (same(before || null, after || null)) continue
    const name = MEMBERS[member] ?? { fr: `« ${member} »`, en: `“${member}”` }
    changes.push({
      kind: 'changed',
      ...place,
      member,
      before,
      after,
      detail: { fr: `${fr} : ${name.fr} change.`, en: `${en}: ${name.en} changes.` },
    })
  }
}

const same = (a: unknown, b: unknown): boolean => stable(a) === stable(b)
const stable = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([x], [y]) => (x < y ? -1 : 1)))
      : inner,
  )
