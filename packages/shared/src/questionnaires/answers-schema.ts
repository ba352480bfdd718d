import type { Label } from '../schema.ts'
import { schemaOfCondition } from './condition-schema.ts'
import { identifierKind, PATTERNS } from './formats.ts'
import { longestOf } from './issues.ts'
import type { Field, Question, QuestionnaireContent } from './model.ts'
import { questionsOf } from './questions.ts'

export type JsonSchema = Record<string, unknown>

/** The terms that a question may offer, with their labels, in order. */
export type TermsOf = (vocabulary: string) => { code: string; label: Label }[]

/**
 * The JSON Schema 2020-12 of a version's answers, complete enough to write an answer from it alone. It is as strict as a
 * hand-in: `required` holds what is always asked, `allOf` what is asked under a condition; `$defs.publish` adds what
 * publication needs. The labels of the codes stand in `$defs` too: no keyword is our own, so that strict validators take
 * it as it is. The checks in `shape.ts` and `issues.ts` stay the authority: communes are given by pattern only, and an answer to a
 * question that does not show counts for nothing there.
 */
export function answersSchema(
  content: QuestionnaireContent,
  vocabularies: TermsOf,
  { id, title }: { id: string; title: string },
): JsonSchema {
  const questions = questionsOf(content)
  const needed = questions.filter(({ required }) => required)
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: id,
    title,
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(questions.map((question) => [question.code, propertyOf(question, vocabularies)])),
    ...requiredSchema(
      questions.filter(({ required }) => required === 'submit'),
      content,
    ),
    $defs: {
      publish: {
        title: 'Ce que la publication demande',
        type: 'object',
        properties: answeredSchemas(needed.filter(({ condition }) => !condition)),
        ...requiredSchema(needed, content),
      },
      ...Object.fromEntries(questions.flatMap((question) => labelsOf(question, '', vocabularies))),
    },
  }
}

function requiredSchema(questions: Question[], content: QuestionnaireContent): JsonSchema {
  const always = questions.filter(({ condition }) => !condition)
  const conditional = questions.flatMap((question) =>
    question.condition ? [{ question, condition: question.condition }] : [],
  )
  return {
    ...(always.length > 0 && { required: always.map(({ code }) => code) }),
    ...(conditional.length > 0 && {
      allOf: conditional.map(({ question, condition }) => ({
        if: schemaOfCondition(condition, content),
        // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
        then: { type: 'object', required: [question.code], properties: answeredSchemas([question]) },
      })),
    }),
  }
}

// What is required is also declared where it is required: strict validators ask for it, and an empty list is no answer.
function answeredSchemas(questions: Question[]): JsonSchema {
  return Object.fromEntries(
    questions.map((question) => [question.code, isList(question) ? { type: 'array', minItems: 1 } : true]),
  )
}

function isList({ kind }: Question): boolean {
  return kind === 'multichoice' || kind === 'tags' || kind === 'repeat'
}

function propertyOf(question: Question, vocabularies: TermsOf): JsonSchema {
  return {
    ...describe(question, ''),
    ...valueSchema(question, vocabularies),
    ...(question.default != null && { default: question.default }),
  }
}

const NEEDED = { submit: 'Nécessaire pour envoyer.', publish: 'Nécessaire avant publication.' }

function describe(asked: Question | Field, group: string): JsonSchema {
  const described = [asked.help?.fr, asked.required && NEEDED[asked.required]].filter(Boolean).join(' ')
  const labels = labelsName(asked, group)
  return {
    title: asked.label.fr,
    ...(described && { description: described }),
    ...(labels && { $comment: `labels: #/$defs/${labels}` }),
  }
}

function labelsName(asked: Question | Field, group: string): string | null {
  if (asked.options) return `options-${group}${asked.code}`
  const vocabulary = asked.kind === 'departement' ? 'departements' : asked.vocabulary
  return vocabulary ? `vocabulary-${vocabulary}` : null
}

function labelsOf(asked: Question | Field, group: string, vocabularies: TermsOf): [string, JsonSchema][] {
  const inner =
    'fields' in asked ? (asked.fields ?? []).flatMap((field) => labelsOf(field, `${asked.code}.`, vocabularies)) : []
  const name = labelsName(asked, group)
  if (!name) return inner
  const options = asked.options ?? vocabularies(asked.vocabulary ?? 'departements')
  const labels = options.map(({ code, label }) => ({
    const: code,
    title: label.fr,
    ...(label.en && { description: label.en }),
  }))
  return [[name, labels.length > 0 ? { oneOf: labels } : { not: {} }], ...inner]
}

function valueSchema(asked: Question | Field, vocabularies: TermsOf): JsonSchema {
  const { kind } = asked
  switch (kind) {
    case 'boolean':
      return { type: 'boolean' }
    case 'consent':
      return { type: 'boolean', ...(asked.required === 'submit' && { const: true }) }
    case 'integer':
    case 'number':
    case 'money':
      return {
        type: kind === 'integer' ? 'integer' : 'number',
        minimum: asked.min ?? -Number.MAX_SAFE_INTEGER,
        maximum: asked.max ?? Number.MAX_SAFE_INTEGER,
      }
    case 'choice':
      return coded(asked, vocabularies)
    case 'departement':
      return { type: 'string', ...optionsSchema(vocabularies('departements')) }
    case 'multichoice':
      return { ...list(asked), uniqueItems: true, items: coded(asked, vocabularies) }
    case 'tags':
      return { ...list(asked), uniqueItems: true, items: textSchema(asked) }
    case 'repeat':
      return { ...list(asked), items: itemSchema(asked as Question, vocabularies) }
    case 'grid':
      return gridSchema(asked as Question)
    default:
      return textSchema(asked)
  }
}

function textSchema(asked: Question | Field): JsonSchema {
  const { kind, min_length } = asked
  const longest = longestOf(asked)
  const sized = {
    type: 'string',
    minLength: min_length ?? 1,
    ...(longest !== null && { maxLength: longest }),
  }
  if (kind === 'email') return { ...sized, format: 'email' }
  if (kind === 'date') return { type: 'string', format: 'date' }
  if (kind === 'file') return { type: 'string', format: 'uuid', description: 'Attachment id' }
  if (kind === 'url') return { ...sized, pattern: PATTERNS.url, examples: ['https://exemple.fr/'] }
  if (kind === 'tel') return { ...sized, pattern: PATTERNS.tel, examples: ['02 98 00 00 00'] }
  const pattern = identifierKind(kind) || kind === 'month' ? PATTERNS[kind] : undefined
  if (kind === 'commune') return { type: 'string', pattern, examples: ['29232'] }
  return pattern ? { type: 'string', pattern } : { ...sized, pattern: '\\S' }
}

function list(asked: Question | Field): JsonSchema {
  const most = asked.max_items ?? 200
  return { type: 'array', ...(asked.required === 'submit' && { minItems: 1 }), maxItems: most }
}

function coded(asked: Question | Field, vocabularies: TermsOf): JsonSchema {
  return { type: 'string', ...optionsSchema(asked.options ?? vocabularies(asked.vocabulary ?? '')) }
}

function optionsSchema(options: { code: string; label: Label }[]): JsonSchema {
  return options.length > 0 ? { enum: options.map(({ code }) => code) } : { not: {} }
}

function itemSchema({ code: group, fields = [] }: Question, vocabularies: TermsOf): JsonSchema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      id: {
        type: 'string',
        pattern: '^[A-Za-z0-9_-]{1,64}$',
        title: 'Identifiant stable de la ligne (attribué s’il manque)',
      },
      ...Object.fromEntries(
        fields.map((field) => [field.code, { ...describe(field, `${group}.`), ...valueSchema(field, vocabularies) }]),
      ),
    },
    required: fields.filter(({ required }) => required === 'submit').map(({ code }) => code),
  }
}

function gridSchema({ grid }: Question): JsonSchema {
  const criteria = grid?.groups.flatMap((group) => group.criteria) ?? []
  const scale = optionsSchema(grid?.scale ?? [])
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      criteria.map(({ code, label }) => [code, { title: label.fr, type: 'string', ...scale }]),
    ),
  }
}
