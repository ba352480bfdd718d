import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { AUDIENCES, type Audience } from '../audience.ts'
import { LARGEST_FILE } from '../file-types.ts'
import { closed, Label, nullable, oneOf, ref } from '../schema.ts'
import { BINDINGS, type Binding, PREFILLS, type Prefill } from './bindings.ts'
import { QUESTION_KINDS } from './kinds.ts'

export type JsonValue = string | number | boolean | null | JsonValue[] | { [member: string]: JsonValue }
export type Answers = Record<string, unknown>

/** When a question shows: a tree of comparisons with answers to earlier questions. */
export type Condition =
  | { op: 'eq'; question: string; value: string | number | boolean }
  | { op: 'in' | 'not_in'; question: string; value: (string | number | boolean)[] }
  | { op: 'includes'; question: string; value: string }
  | { op: 'not_empty'; question: string }
  | { op: 'gte'; question: string; value: string | number }
  | { op: 'count_gte'; question: string; value: number }
  | { op: 'all' | 'any'; conditions: Condition[] }
  | { op: 'not'; condition: Condition }

/** Codes of questions and fields: lower case, words joined by underscores. */
export const QUESTION_CODE = '^[a-z][a-z0-9]*(_[a-z0-9]+)*$'
/** Codes of options and terms of our own: lower case, words joined by hyphens. */
export const OPTION_CODE = '^[a-z0-9]+(-[a-z0-9]+)*$'

const QuestionCode = Type.String({ pattern: QUESTION_CODE, maxLength: 60 })
const OptionCode = Type.String({ pattern: OPTION_CODE, maxLength: 80 })

const Text = ref(Label)

const named = { question: QuestionCode }
const Scalar = Type.Unsafe<string | number | boolean>({
  anyOf: [{ type: 'string', maxLength: 200 }, { type: 'number' }, { type: 'boolean' }],
})
const branch = (op: string[], members: Record<string, TSchema>) => closed({ op: oneOf(op), ...members })

const itself = Type.Unsafe<Condition>({ $ref: 'Condition#' })

export const ConditionSchema = Type.Unsafe<Condition>({
  $id: 'Condition',
  description: 'When a question shows. Answers of questions that do not show count as missing.',
  anyOf: [
    branch(['eq'], { ...named, value: Scalar }),
    branch(['in', 'not_in'], { ...named, value: Type.Array(Scalar, { minItems: 1, maxItems: 200 }) }),
    branch(['includes'], { ...named, value: Type.String({ maxLength: 200 }) }),
    branch(['not_empty'], named),
    branch(['gte'], {
      ...named,
      value: Type.Unsafe({ anyOf: [{ type: 'string', maxLength: 200 }, { type: 'number' }] }),
    }),
    branch(['count_gte'], { ...named, value: Type.Integer({ minimum: 0, maximum: 200 }) }),
    branch(['all', 'any'], { conditions: Type.Array(itself, { minItems: 1, maxItems: 20 }) }),
    branch(['not'], { condition: itself }),
  ],
})

export const AudienceRule = Type.Unsafe<Audience | { from: string; ceiling: Audience }>({
  description: 'Who may see the answers: fixed, or the choice made in another question, never wider than the ceiling.',
  anyOf: [oneOf(AUDIENCES), closed({ from: QuestionCode, ceiling: oneOf(AUDIENCES) })],
})

export const Option = closed(
  { code: OptionCode, label: Text, help: Type.Optional(nullable(Text)), audience: Type.Optional(oneOf(AUDIENCES)) },
  { $id: 'QuestionOption' },
)
export type Option = Static<typeof Option>

/** A table of criteria, each answered on one scale. */
export const Grid = closed(
  {
    scale: Type.Array(closed({ code: OptionCode, label: Text, value: nullable(Type.Number()) }), {
      minItems: 2,
      maxItems: 12,
    }),
    groups: Type.Array(
      closed({
        code: OptionCode,
        label: Text,
        help: Type.Optional(nullable(Text)),
        criteria: Type.Array(closed({ code: OptionCode, label: Text }), { minItems: 1, maxItems: 50 }),
      }),
      { minItems: 1, maxItems: 20 },
    ),
  },
  { $id: 'QuestionGrid' },
)
export type Grid = Static<typeof Grid>

const askable = {
  code: QuestionCode,
  label: Text,
  help: Type.Optional(nullable(Text)),
  required: Type.Optional(nullable(oneOf(['submit', 'publish']))),
  max_length: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
  min_length: Type.Optional(Type.Integer({ minimum: 1, maximum: 20_000 })),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  /** Only a hint for the number field. */
  step: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  max_items: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  accept: Type.Optional(Type.Array(Type.String({ pattern: '^[a-z]+/[a-z0-9.+-]+$' }), { minItems: 1, maxItems: 20 })),
  max_bytes: Type.Optional(Type.Integer({ minimum: 1, maximum: LARGEST_FILE })),
  options: Type.Optional(Type.Array(ref(Option), { minItems: 1, maxItems: 200 })),
  vocabulary: Type.Optional(Type.String({ pattern: OPTION_CODE, maxLength: 60 })),
  /** The codes of an ordered vocabulary from the lowest to the highest: a version keeps the order that it was published with. */
  order: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { minItems: 1, maxItems: 200, uniqueItems: true })),
  personal: Type.Optional(Type.Boolean()),
  binding: Type.Optional(nullable(oneOf(Object.keys(BINDINGS) as Binding[]))),
  default: Type.Optional(Type.Unsafe<JsonValue>({})),
}

/** A column of a repeated group: a question without condition, asked again for each line. */
export const Field = closed(
  {
    ...askable,
    kind: oneOf(QUESTION_KINDS.filter((kind) => kind !== 'repeat' && kind !== 'grid')),
    audience: Type.Optional(AudienceRule),
  },
  { $id: 'QuestionField' },
)
export type Field = Static<typeof Field>

export const Question = closed(
  {
    ...askable,
    kind: oneOf(QUESTION_KINDS),
    audience: AudienceRule,
    condition: Type.Optional(nullable(ref(ConditionSchema))),
    search: Type.Optional(nullable(oneOf(['A', 'B', 'C']))),
    facet: Type.Optional(Type.Boolean()),
    prefill: Type.Optional(nullable(oneOf(Object.keys(PREFILLS) as Prefill[]))),
    /** Part of the version that takes ten minutes. */
    short: Type.Optional(Type.Boolean()),
    fields: Type.Optional(Type.Array(ref(Field), { minItems: 1, maxItems: 30 })),
    grid: Type.Optional(ref(Grid)),
  },
  { $id: 'Question' },
)
export type Question = Static<typeof Question>

export const Section = closed(
  {
    code: QuestionCode,
    title: Text,
    intro: Type.Optional(nullable(Text)),
    questions: Type.Array(ref(Question), { minItems: 1, maxItems: 100 }),
  },
  { $id: 'QuestionnaireSection' },
)
export type Section = Static<typeof Section>

export const QuestionnaireContent = closed(
  { sections: Type.Array(ref(Section), { minItems: 1, maxItems: 60 }) },
  { $id: 'QuestionnaireContent' },
)
export type QuestionnaireContent = Static<typeof QuestionnaireContent>

/** The schemas that refer to each other (and to `Label`) by name: register them all before validating any. */
export const QUESTIONNAIRE_SCHEMAS: TSchema[] = [
  ConditionSchema,
  Option,
  Grid,
  Field,
  Question,
  Section,
  QuestionnaireContent,
]

/** Whether a term or code exists; communes and départements are asked for as `communes` and `departements`. */
export type TermLookup = (vocabulary: string, code: string) => boolean
