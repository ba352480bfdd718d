import { type Static, type TProperties, type TSchema, Type } from '@sinclair/typebox'
import { DELETION_REASONS } from './feeds.ts'
import { Code, closed, Instant, Label, nullable, oneOf, ref, text } from './schema.ts'

/** An object of the exchange: what it has beside is another directory's own, and is told of, not refused. */
const open = <T extends TProperties>(properties: T, options: { $id?: string; description?: string } = {}) =>
  Type.Object(properties, { ...options, additionalProperties: true })
const unless = <T extends TSchema>(schema: T) => Type.Optional(nullable(schema))

const Web = Type.String({ format: 'uri', pattern: '^https?://', maxLength: 500 })
const words = (maxLength = 20_000) => unless(Type.String({ maxLength }))

/** A term by its code; who reads it has the label from the vocabulary. */
export const SharedTerm = open({ code: Code, label: unless(ref(Label)) }, { $id: 'SharedTerm' })
const term = unless(ref(SharedTerm))
const terms = Type.Optional(Type.Array(ref(SharedTerm), { maxItems: 200 }))

/** A record as directories share it: few members have to be there, and those that are there have one form. */
export const SharedRecord = open(
  {
    id: text(200, { description: 'Its identifier in its own directory: unique there, for ever.' }),
    canonical_url: Type.String({ ...Web, description: 'The one address to cite, of its own directory.' }),
    title: text(20_000),
    license: open({ code: Code, label: unless(ref(Label)), url: unless(Web) }),
    association: unless(open({ id: words(200), name: text(500) })),
    bearer: unless(
      open({
        name: words(),
        siren: words(20),
        commune: unless(open({ code: Type.String({ maxLength: 5 }), name: words(200) })),
      }),
    ),
    url: unless(Web),
    version: unless(Type.Integer({ minimum: 1 })),
    pitch: words(),
    summary: words(),
    nature: term,
    main_theme: term,
    themes: terms,
    publics: terms,
    stage: term,
    scale: term,
    departments: terms,
    regions: terms,
    started_on: unless(Type.String({ pattern: '^\\d{4}(-\\d{2}){0,2}$', maxLength: 10 })),
    regional_delegation: unless(open({ id: words(200), name: text(500) })),
    contact: unless(open({ name: words(), function: words(), email: words(), telephone: words() })),
    attribution: words(1000),
    files: Type.Optional(Type.Array(open({ url: Web, name: words(255), media_type: words(100) }), { maxItems: 100 })),
    details: Type.Optional(open({})),
    origin: unless(open({})),
    published_at: unless(Instant),
    updated_at: unless(Instant),
    confirmed_at: unless(Instant),
    stale_since: unless(Instant),
  },
  {
    $id: 'SharedRecord',
    description:
      'A record as directories share it. Needed: `id`, `canonical_url`, `title`, `license`, and who bears it (`association` or `bearer`, with a name).',
  },
)
export type SharedRecord = Static<typeof SharedRecord>

/** An item of a feed as RPDE 1.0 has it; its record is judged by itself. */
export const SharedItem = open(
  {
    state: oneOf(['updated', 'deleted']),
    kind: Type.Optional(Type.String({ maxLength: 80 })),
    id: text(200),
    modified: Type.Integer({ minimum: 1 }),
    data: Type.Optional(ref(SharedRecord)),
    reason: Type.Optional(oneOf(DELETION_REASONS)),
    replaced_by: words(200),
  },
  { $id: 'SharedItem' },
)

/** One fault: of which record, where in it, and why. */
export const ValidationFault = closed(
  {
    record: nullable(Type.Integer({ minimum: 1 }), { description: 'Which record, from 1; null: the file as a whole.' }),
    line: nullable(Type.Integer({ minimum: 1 }), { description: 'The line of the file, where it is read by lines.' }),
    pointer: nullable(Type.String({ maxLength: 500 }), {
      description: 'RFC 6901, into the record (or the feed’s item).',
    }),
    column: nullable(Type.String({ maxLength: 200 }), { description: 'The column of the CSV file.' }),
    code: Type.String({ maxLength: 80, examples: ['required'] }),
    detail: Type.String({ maxLength: 2000 }),
  },
  { $id: 'ValidationFault' },
)
export type ValidationFault = Static<typeof ValidationFault>

/** As many faults as an answer lists; the counts tell of all. */
export const MOST_FAULTS = 1000

/** What a file is worth: whether others can take it over as it is, and what to mend. */
export const Validation = closed(
  {
    valid: Type.Boolean(),
    records: Type.Integer({ minimum: 0 }),
    counts: closed({ errors: Type.Integer({ minimum: 0 }), warnings: Type.Integer({ minimum: 0 }) }),
    errors: Type.Array(ref(ValidationFault), { maxItems: MOST_FAULTS }),
    warnings: Type.Array(ref(ValidationFault), { maxItems: MOST_FAULTS }),
  },
  {
    $id: 'Validation',
    description: 'The first faults of a file, and how many there are. Nothing of the file is kept.',
  },
)
export type Validation = Static<typeof Validation>
