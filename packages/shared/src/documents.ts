import { type Static, type TObject, Type } from '@sinclair/typebox'
import {
  Code,
  Coded,
  closed,
  DepartmentCode,
  Instant,
  Label,
  Named,
  nullable,
  oneOf,
  PageQuery,
  pageOf,
  ref,
  repeated,
  text,
  Uuid,
} from './schema.ts'

/** Whom to ask about an innovation, as far as the reader may know. */
export const DocumentContact = closed(
  {
    name: nullable(Type.String({ maxLength: 20000 })),
    function: nullable(Type.String({ maxLength: 20000 })),
    email: nullable(Type.String({ maxLength: 20000 })),
    telephone: nullable(Type.String({ maxLength: 20000 })),
  },
  { $id: 'DocumentContact' },
)

/** Who bears the innovation. */
export const Bearer = closed(
  {
    name: nullable(Type.String({ maxLength: 20000 })),
    siren: nullable(Type.String({ maxLength: 20 })),
    commune: nullable(closed({ code: Type.String({ maxLength: 5 }), name: Type.String({ maxLength: 200 }) })),
  },
  { $id: 'Bearer', description: 'Who bears the innovation, as the answers name it.' },
)

/** Under which license a record or a file may be reused. */
export const License = closed(
  { code: Code, label: ref(Label), url: nullable(Type.String({ format: 'uri', maxLength: 500 })) },
  { $id: 'License' },
)

/** A file of a record, with what its reuse needs. */
export const DocumentFile = closed(
  {
    id: Uuid,
    url: Type.String({ format: 'uri', maxLength: 500 }),
    question: Type.String({ maxLength: 80 }),
    name: Type.String({ maxLength: 255 }),
    media_type: Type.String({ maxLength: 100 }),
    size: Type.Integer({ minimum: 0 }),
    sha256: Type.String({ maxLength: 64 }),
    alternative_text: nullable(Type.String({ maxLength: 1000 })),
    credit: nullable(Type.String({ maxLength: 500 })),
    license: nullable(ref(License)),
  },
  { $id: 'DocumentFile' },
)
export type DocumentFile = Static<typeof DocumentFile>

const cardMembers = {
  id: Uuid,
  url: Type.String({ format: 'uri', maxLength: 500 }),
  canonical_url: Type.String({ format: 'uri', maxLength: 500 }),
  version: Type.Integer({ minimum: 1 }),
  title: nullable(Type.String({ maxLength: 20000 })),
  pitch: nullable(Type.String({ maxLength: 20000 })),
  nature: nullable(ref(Coded)),
  main_theme: nullable(ref(Coded)),
  themes: Type.Array(ref(Coded), { maxItems: 200 }),
  publics: Type.Array(ref(Coded), { maxItems: 200 }),
  stage: nullable(ref(Coded)),
  scale: nullable(ref(Coded)),
  departments: Type.Array(ref(Coded), { maxItems: 200 }),
  regions: Type.Array(ref(Coded), { maxItems: 50 }),
  started_on: nullable(Type.String({ maxLength: 10, description: 'YYYY-MM or YYYY-MM-DD.' })),
  association: nullable(ref(Named)),
  regional_delegation: nullable(ref(Named)),
  license: ref(License),
  attribution: Type.String({ maxLength: 1000 }),
  published_at: Instant,
  updated_at: Instant,
  confirmed_at: nullable(Instant),
  stale_since: nullable(Instant, {
    description:
      'Since when the association has not confirmed the record, though asked to; null: nothing speaks against it.',
  }),
}

/** A record in a list. */
export const InnovationCard = closed(cardMembers, {
  $id: 'InnovationCard',
  description: 'A record in a list: no long text; `fields=` adds.',
})
export type InnovationCard = Static<typeof InnovationCard>

/** The members that `fields=` may add to a card. */
export const ADDED_FIELDS = ['summary', 'bearer', 'contact', 'files', 'details', 'origin'] as const

/** A record in full, as one audience reads it. */
export const InnovationDocument = closed(
  {
    ...cardMembers,
    summary: nullable(Type.String({ maxLength: 20000 })),
    bearer: nullable(ref(Bearer)),
    contact: nullable(ref(DocumentContact)),
    files: Type.Array(ref(DocumentFile), { maxItems: 100 }),
    details: Type.Unsafe<Record<string, unknown>>({
      type: 'object',
      additionalProperties: true,
      description: 'The answers that no member above takes, by question code; a term is {code, label}.',
    }),
    origin: nullable(Type.Unsafe<Record<string, unknown>>({ type: 'object', additionalProperties: true }), {
      description: 'Where a record harvested from another directory comes from.',
    }),
  },
  {
    $id: 'Innovation',
    description: 'A published record as the caller’s audience may see it. A hidden value looks like an unknown one.',
  },
)
export type InnovationDocument = Static<typeof InnovationDocument>

/** A page of the directory. */
export const InnovationPage = closed(
  {
    items: Type.Array(Type.Unsafe<InnovationCard & Partial<InnovationDocument>>({ $ref: 'InnovationListItem#' }), {
      maxItems: 200,
    }),
    next: nullable(Type.String({ maxLength: 1000 })),
    total: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { $id: 'InnovationPage' },
)

/** A card with the members that `fields=` added. */
export const InnovationListItem = closed(
  {
    ...cardMembers,
    summary: Type.Optional(InnovationDocument.properties.summary),
    bearer: Type.Optional(InnovationDocument.properties.bearer),
    contact: Type.Optional(InnovationDocument.properties.contact),
    files: Type.Optional(InnovationDocument.properties.files),
    details: Type.Optional(InnovationDocument.properties.details),
    origin: Type.Optional(InnovationDocument.properties.origin),
  },
  { $id: 'InnovationListItem' },
)

/** The coded filters, the same in every door to the records: a repeated one means OR, different ones AND. */
export const InnovationFilters = {
  theme: repeated(Code),
  public: repeated(Code),
  stage: repeated(Code),
  region: repeated(Type.String({ maxLength: 3 })),
  department: repeated(DepartmentCode),
  category: repeated(Code, { description: 'Categories of establishments (essms-categories).' }),
  association: repeated(Uuid),
  regional_delegation: repeated(Uuid),
}
export type InnovationFilters = Static<TObject<typeof InnovationFilters>>

/** By what the directory may be asked. */
export const InnovationQuery = closed({
  ...PageQuery,
  q: Type.Optional(
    text(200, { description: 'Words of the title or the texts, accented or not, in any inflected form.' }),
  ),
  ...InnovationFilters,
  updated_since: Type.Optional(Instant),
  fields: repeated(oneOf(ADDED_FIELDS), { description: 'Members added to the cards.' }),
})
export type InnovationQuery = Static<typeof InnovationQuery>

/** A version that is or was public. */
export const PublishedVersion = closed(
  {
    number: Type.Integer({ minimum: 1 }),
    state: oneOf(['published', 'superseded']),
    title: nullable(Type.String({ maxLength: 20000 })),
    url: Type.String({ format: 'uri', maxLength: 500 }),
    published_at: Instant,
  },
  { $id: 'PublishedVersion' },
)

/** The versions of a record, the newest first. */
export const PublishedVersionPage = pageOf(PublishedVersion, 'PublishedVersionPage')

/** What a refused value of the query is called: every filter that names a term, with its vocabulary. */
export const FILTER_VOCABULARIES = {
  theme: 'themes',
  public: 'publics',
  stage: 'stages',
  region: 'regions',
  department: 'departements',
  category: 'essms-categories',
} as const
