import { type Audience, includes, narrowest } from '@essaim/shared/audience.ts'
import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import { audienceOf, fieldAudienceOf, reachOf } from '@essaim/shared/questionnaires/audience.ts'
import { isAnswered, shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import type { Answers, Field, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import type { Coded } from '@essaim/shared/schema.ts'
import { filesOf } from './document-files.ts'
import { facetsOf } from './facets.ts'
import { ALL_RIGHTS_RESERVED, licenseOf } from './licenses.ts'
import { readable, textsIn, unknownOf } from './readable.ts'
import type { RecordFacts } from './record-facts.ts'

/** One audience's view, but for the date of its last change; with the words and codes by which it is found. */
export type View = {
  document: Omit<InnovationDocument, 'updated_at'>
  facets: string[]
  words: Record<'A' | 'B' | 'C', string>
}

// What leaves the members of a record under "all rights reserved": title, pitch, association and link.
const KEPT_WHEN_RESERVED = ['title', 'pitch', 'license']

/** The view of one audience, null when the record does not reach it. Pure: the same facts give the same text. */
export function project(facts: RecordFacts, audience: Audience): View | null {
  const { content, answers, current, restrictions, terms } = facts
  const reach = narrowest(
    reachOf(content, answers),
    reachOf(current.content, current.answers),
    restrictions.get('*') ?? 'public',
  )
  if (!includes(audience, reach)) return null

  const license = licenseOf(bound(content, answers, 'license'))
  const reserved = license.code === ALL_RIGHTS_RESERVED && !includes(audience, 'members')
  const currentByCode = new Map(questionsOf(current.content).map((question) => [question.code, question]))
  const mayRead = (question: Question) => {
    if (reserved && !KEPT_WHEN_RESERVED.includes(question.binding ?? '')) return false
    const today = currentByCode.get(question.code)
    const kept = narrowest(
      audienceOf(question, answers, content, reach, restrictions.get(question.code) ?? null),
      today ? audienceOf(today, current.answers, current.content, reach) : 'public',
    )
    return includes(audience, kept)
  }
  const mayReadField = (field: Field, group: Question) => {
    const todaysGroup = currentByCode.get(group.code)
    const today = todaysGroup?.fields?.find((one) => one.code === field.code)
    const kept = narrowest(
      fieldAudienceOf(field, group, answers, content, reach, restrictions.get(group.code) ?? null),
      todaysGroup && today ? fieldAudienceOf(today, todaysGroup, current.answers, current.content, reach) : 'public',
    )
    return includes(audience, kept)
  }

  const members = new Map<string, unknown>()
  const details: Record<string, unknown> = {}
  const facets: string[] = []
  const words = { A: [] as string[], B: [] as string[], C: [] as string[] }
  for (const question of questionsOf(content)) if (isDetail(question)) details[question.code] = unknownOf(question)
  for (const question of shownQuestions(content, answers)) {
    const answer = answers[question.code]
    if (!isAnswered(answer) || question.kind === 'file' || !mayRead(question)) continue
    const value = readable(question, answer, facts, mayReadField)
    if (!isAnswered(value)) continue
    if (isMember(question)) members.set(question.binding ?? '', value)
    else if (isDetail(question)) details[question.code] = value
    if (question.search) words[question.search].push(...textsIn(value))
    facets.push(...facetsOf(question, value, terms))
  }

  const text = (binding: string) => (members.get(binding) as string | undefined) ?? null
  const coded = (binding: string) => (members.get(binding) as Coded | undefined) ?? null
  const list = (binding: string) => (members.get(binding) as Coded[] | undefined) ?? []
  const departments = list('departments')
  const regions = [...new Set(departments.map(({ code }) => REGION_OF_DEPARTMENT.get(code)))]
    .filter((code) => code !== undefined)
    .sort()
    .map((code) => terms.coded('regions', code))
  const url = `${facts.base_url}/v1/innovations/${facts.id}`
  const canonical = typeof facts.origin?.uri === 'string' ? facts.origin.uri : url
  const name = facts.association?.name ?? (typeof facts.origin?.name === 'string' ? facts.origin.name : null)

  return {
    document: {
      id: facts.id,
      url,
      canonical_url: canonical,
      version: facts.number,
      title: text('title'),
      pitch: text('pitch'),
      summary: text('summary'),
      nature: coded('nature'),
      main_theme: coded('main_theme'),
      themes: list('themes'),
      publics: list('publics'),
      stage: coded('stage'),
      scale: coded('scale'),
      departments,
      regions,
      started_on: text('started_on'),
      association: facts.association,
      bearer: group({
        name: text('bearer.name'),
        siren: text('bearer.siren'),
        commune: (members.get('bearer.commune') as { code: string; name: string } | undefined) ?? null,
      }),
      regional_delegation: facts.regional_delegation,
      contact: group({
        name: text('contact.name'),
        function: text('contact.function'),
        email: text('contact.email'),
        telephone: text('contact.telephone'),
      }),
      license,
      attribution: [name, canonical].filter(Boolean).join(', '),
      files: filesOf(facts, mayRead, mayReadField),
      details,
      origin: facts.origin,
      published_at: facts.published_at,
      confirmed_at: facts.confirmed_at,
      stale_since: facts.stale_since,
    },
    facets: [
      ...new Set([
        ...facets,
        ...regions.map(({ code }) => `region:${code}`),
        ...(facts.association ? [`association:${facts.association.id}`] : []),
      ]),
    ].sort(),
    words: { A: words.A.join('\n'), B: [...words.B, name ?? ''].join('\n'), C: words.C.join('\n') },
  }
}

const MEMBERS: ReadonlySet<string> = new Set([
  'title',
  'pitch',
  'summary',
  'nature',
  'main_theme',
  'themes',
  'publics',
  'stage',
  'scale',
  'departments',
  'started_on',
  'bearer.name',
  'bearer.siren',
  'bearer.commune',
  'contact.name',
  'contact.function',
  'contact.email',
  'contact.telephone',
  'license',
])

const isMember = ({ binding }: Question) => MEMBERS.has(binding ?? '')
/** What is shown under its own code: all that no member takes, but for files and for what no reader may ever see. */
export const isDetail = (question: Question) =>
  !isMember(question) && question.binding !== 'reach' && question.kind !== 'file' && question.audience !== 'staff'

function bound(content: QuestionnaireContent, answers: Answers, binding: string): unknown {
  const question = shownQuestions(content, answers).find((one) => one.binding === binding)
  return question && answers[question.code]
}

/** A hidden value looks exactly like an unknown one: a group of which nothing is left is null. */
const group = <T extends Record<string, unknown>>(members: T): T | null =>
  Object.values(members).some((value) => value !== null) ? members : null

const CARD = [
  'id',
  'url',
  'canonical_url',
  'version',
  'title',
  'pitch',
  'nature',
  'main_theme',
  'themes',
  'publics',
  'stage',
  'scale',
  'departments',
  'regions',
  'started_on',
  'association',
  'regional_delegation',
  'license',
  'attribution',
  'published_at',
  'updated_at',
  'confirmed_at',
  'stale_since',
] as const

/** The part of a document that lists show: no long text. */
export const cardOf = (document: InnovationDocument): Pick<InnovationDocument, (typeof CARD)[number]> =>
  Object.fromEntries(CARD.map((member) => [member, document[member]])) as Pick<
    InnovationDocument,
    (typeof CARD)[number]
  >
