import { type Static, type TObject, type TProperties, type TSchema, Type } from '@sinclair/typebox'

/** An object that takes exactly these members: an unknown one is refused, never dropped. */
export function closed<T extends TProperties>(
  properties: T,
  options: { $id?: string; description?: string; examples?: unknown[] } = {},
): TObject<T> {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** One of these strings, as `enum`: generators make a proper type of it. */
export function oneOf<const T extends readonly string[]>(values: T, options: Record<string, unknown> = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options })
}

/** The schema or null, in the form that OpenAPI 3.1 and its generators agree upon. */
export function nullable<T extends TSchema>(schema: T, options: Record<string, unknown> = {}) {
  const { $ref, type, enum: values, ...rest } = schema as Record<string, unknown>
  if ($ref) return Type.Unsafe<Static<T> | null>({ anyOf: [{ $ref }, { type: 'null' }], ...options })
  const types = [...(Array.isArray(type) ? type : [type]), 'null']
  const options_ = { ...rest, ...options, type: types }
  return Type.Unsafe<Static<T> | null>(Array.isArray(values) ? { ...options_, enum: [...values, null] } : options_)
}

/** A reference to a named component. */
export function ref<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T>>({ $ref: `${schema.$id}#` })
}

/** A page of a list: the items and the cursor of what follows (null on the last page). */
export function pageOf<T extends TSchema>(item: T, $id: string) {
  return closed(
    {
      items: Type.Array(ref(item), { maxItems: 500 }),
      next: nullable(Type.String({ description: 'Sent back as `cursor`; null on the last page.', maxLength: 1000 })),
      total: Type.Optional(Type.Integer({ minimum: 0, description: 'Only with `count=exact`.' })),
    },
    { $id },
  )
}

const EXAMPLE_ID = '019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'

export const Uuid = Type.String({ format: 'uuid', maxLength: 36, examples: [EXAMPLE_ID] })
export const Instant = Type.String({ format: 'date-time', maxLength: 32, examples: ['2026-06-13T08:00:00.000Z'] })
export const Day = Type.String({ format: 'date', maxLength: 10, examples: ['2026-06-13'] })
export const Code = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  maxLength: 80,
  examples: ['parcours-inclusion'],
})
export const DepartmentCode = Type.String({ pattern: '^(\\d{2}|2[AB]|97[1-6])$', maxLength: 3, examples: ['29'] })

/** Text for people: at least one visible character, no control character. */
export const text = (maxLength: number, options: Record<string, unknown> = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: '\\S', ...options })

export const Email = Type.String({ format: 'email', maxLength: 254, examples: ['direction@association.example'] })

/** A label in French, and in English where there is one. */
export const Label = closed(
  { fr: text(500, { examples: ['Délégation Bretagne'] }), en: nullable(Type.String({ maxLength: 500 })) },
  { $id: 'Label', examples: [{ fr: 'Délégation Bretagne', en: 'Brittany delegation' }] },
)
export type Label = Static<typeof Label>

/** A reference inside a resource. */
export const Named = closed(
  { id: Uuid, name: Type.String({ maxLength: 500 }) },
  { $id: 'Named', description: 'A reference to a resource, with its name.' },
)
export type Named = Static<typeof Named>

/** A term inside a resource. */
export const Coded = closed(
  { code: Type.String({ maxLength: 80 }), label: ref(Label) },
  { $id: 'Coded', description: 'A term of a vocabulary, with its label.' },
)
export type Coded = Static<typeof Coded>

export const IdParams = closed({ id: Uuid })
export type IdParams = Static<typeof IdParams>

/** The members that every list's query has; spread into the list's own. */
export const PageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, default: 50, description: 'Items in a page, 1 to 200.', examples: [50] }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 1000, description: 'The `next` of the page before.' })),
  count: Type.Optional(oneOf(['exact'], { description: 'Adds `total`, the number of items that match.' })),
}

/** What may be repeated in a query: OR among its values. A single value is an array of one. */
export const repeated = <T extends TSchema>(item: T, options: Record<string, unknown> = {}) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 50, ...options }))
