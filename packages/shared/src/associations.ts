import { type Static, Type } from '@sinclair/typebox'
import {
  Code,
  Coded,
  closed,
  Day,
  DepartmentCode,
  Email,
  Instant,
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

export const OFFICES = ['president', 'general_director', 'other'] as const
export type Office = (typeof OFFICES)[number]
export const CIVILITIES = ['madame', 'monsieur'] as const

const Name = text(300, { examples: ['Association d’exemple Les Tilleuls'] })
const Short = (max: number, options: Record<string, unknown> = {}) => text(max, options)
const Identifier = (examples: string[]) =>
  text(40, { examples, description: 'Normalised on the way in; a format error is refused, a wrong check digit warns.' })

/** A commune inside a resource: its name is never shown without its département. */
export const Place = closed(
  { code: Type.String({ maxLength: 5 }), name: Type.String({ maxLength: 200 }) },
  { $id: 'Place', description: 'A commune of the official list.' },
)

export const ExternalRef = closed(
  { system: Code, value: text(200, { examples: ['EX-0001'] }) },
  { $id: 'ExternalRef', description: 'The association’s number in another system.' },
)
export type ExternalRef = Static<typeof ExternalRef>

export const Association = closed(
  {
    id: Uuid,
    name: Name,
    short_name: nullable(Short(100)),
    siren: nullable(Identifier(['775672272'])),
    rna: nullable(Identifier(['W751515517'])),
    finess_ej: nullable(Identifier(['010000156'])),
    commune: nullable(ref(Place)),
    department: nullable(ref(Coded)),
    regional_delegation: nullable(ref(Named)),
    website: nullable(Type.String({ maxLength: 500 })),
    fictitious: Type.Boolean({ description: 'Made up for a demonstration.' }),
    address: nullable(Type.String({ maxLength: 500 })),
    postal_code: nullable(Type.String({ maxLength: 5 })),
    telephone: nullable(Type.String({ maxLength: 40 })),
    email: nullable(Type.String({ maxLength: 254 })),
    headcount: nullable(Type.Integer({ minimum: 0 })),
    joined_on: nullable(Day),
    left_on: nullable(Day),
    external_refs: Type.Array(ref(ExternalRef), { maxItems: 100 }),
    corrected: Type.Array(Type.String({ maxLength: 40 }), {
      maxItems: 40,
      description: 'Facts corrected here: an import leaves them alone.',
    }),
    created_at: Instant,
    updated_at: Instant,
  },
  {
    $id: 'Association',
    description: 'A member. Who may see only its public part gets null or an empty list from `address` to `corrected`.',
  },
)
export type Association = Static<typeof Association>

const facts = {
  short_name: Type.Optional(nullable(Short(100))),
  siren: Type.Optional(nullable(Identifier(['775672272']))),
  rna: Type.Optional(nullable(Identifier(['W751515517']))),
  finess_ej: Type.Optional(nullable(Identifier(['010000156']))),
  address: Type.Optional(nullable(Short(500))),
  postal_code: Type.Optional(nullable(Short(10))),
  commune: Type.Optional(nullable(Short(5, { description: 'A code of the official list.', examples: ['29232'] }))),
  telephone: Type.Optional(nullable(Short(40))),
  email: Type.Optional(nullable(Email)),
  website: Type.Optional(nullable(Type.String({ format: 'uri', maxLength: 500, pattern: '^https?://' }))),
  headcount: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 1_000_000 }))),
  joined_on: Type.Optional(nullable(Day)),
  left_on: Type.Optional(nullable(Day)),
}

export const AssociationCreation = closed({ name: Name, ...facts }, { $id: 'AssociationCreation' })
export type AssociationCreation = Static<typeof AssociationCreation>
export const AssociationPatch = closed({ name: Type.Optional(Name), ...facts }, { $id: 'AssociationPatch' })
export type AssociationPatch = Static<typeof AssociationPatch>

export const AssociationPage = pageOf(Association, 'AssociationPage')
export const AssociationQuery = closed({
  ...PageQuery,
  q: Type.Optional(text(100, { description: 'Words of the name.' })),
  siren: repeated(text(20)),
  rna: repeated(text(20)),
  finess_ej: repeated(text(20)),
  department: repeated(DepartmentCode),
  regional_delegation: repeated(Uuid),
  updated_since: Type.Optional(Instant),
})
export type AssociationQuery = Static<typeof AssociationQuery>

export const Establishment = closed(
  {
    id: Uuid,
    finess_et: nullable(Identifier(['010780195'])),
    siret: nullable(Identifier(['77220148900022'])),
    name: Name,
    category: nullable(ref(Coded)),
    address: nullable(Type.String({ maxLength: 500 })),
    postal_code: nullable(Type.String({ maxLength: 5 })),
    commune: nullable(ref(Place)),
    department: nullable(ref(Coded)),
    opened_on: nullable(Day),
    closed_on: nullable(Day),
    closed: Type.Boolean(),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Establishment', description: 'A site of an association.' },
)
export type Establishment = Static<typeof Establishment>
export const EstablishmentPage = pageOf(Establishment, 'EstablishmentPage')

const establishmentFacts = {
  finess_et: Type.Optional(nullable(Identifier(['010780195']))),
  siret: Type.Optional(nullable(Identifier(['77220148900022']))),
  category: Type.Optional(nullable(Short(10, { description: 'A code of the vocabulary essms-categories.' }))),
  address: Type.Optional(nullable(Short(500))),
  postal_code: Type.Optional(nullable(Short(10))),
  commune: Type.Optional(nullable(Short(5))),
  opened_on: Type.Optional(nullable(Day)),
  closed_on: Type.Optional(nullable(Day)),
  closed: Type.Optional(Type.Boolean()),
}
export const EstablishmentCreation = closed({ name: Name, ...establishmentFacts }, { $id: 'EstablishmentCreation' })
export type EstablishmentCreation = Static<typeof EstablishmentCreation>
export const EstablishmentPatch = closed(
  { name: Type.Optional(Name), ...establishmentFacts },
  { $id: 'EstablishmentPatch' },
)
export type EstablishmentPatch = Static<typeof EstablishmentPatch>

export const Contact = closed(
  {
    id: Uuid,
    office: oneOf(OFFICES),
    civility: nullable(oneOf(CIVILITIES)),
    name: nullable(Type.String({ maxLength: 200 })),
    function: nullable(Type.String({ maxLength: 200 })),
    email: nullable(Type.String({ maxLength: 254 })),
    telephone: nullable(Type.String({ maxLength: 40 })),
    objected_at: nullable(Instant),
    bounced_at: nullable(Instant, { description: 'The address refused mail: no letter goes there until it changes.' }),
    bounce_reason: nullable(Type.String({ maxLength: 1000 })),
    links: Type.Array(
      closed({
        id: Uuid,
        created_at: Instant,
        expires_at: Instant,
        used_at: nullable(Instant),
        revoked_at: nullable(Instant),
      }),
      {
        maxItems: 100,
        description: 'The personal links made for this contact; their addresses are shown once, when they are made.',
      },
    ),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Contact', description: 'A person of an association.' },
)
export type Contact = Static<typeof Contact>
export const ContactPage = pageOf(Contact, 'ContactPage')

const contactFacts = {
  civility: Type.Optional(nullable(oneOf(CIVILITIES))),
  name: Type.Optional(nullable(Short(200, { examples: ['Dominique Exemple'] }))),
  function: Type.Optional(nullable(Short(200))),
  email: Type.Optional(nullable(Email)),
  telephone: Type.Optional(nullable(Short(40))),
}
export const ContactCreation = closed({ office: oneOf(OFFICES), ...contactFacts }, { $id: 'ContactCreation' })
export type ContactCreation = Static<typeof ContactCreation>
export const ContactPatch = closed({ office: Type.Optional(oneOf(OFFICES)), ...contactFacts }, { $id: 'ContactPatch' })
export type ContactPatch = Static<typeof ContactPatch>

/** What a script states of one member; a member left out is left as it is. */
export const AssociationByRef = closed(
  {
    name: Name,
    ...facts,
    contacts: Type.Optional(Type.Array(closed({ office: oneOf(OFFICES), ...contactFacts }), { maxItems: 20 })),
    establishments: Type.Optional(Type.Array(closed({ name: Name, ...establishmentFacts }), { maxItems: 500 })),
  },
  { $id: 'AssociationByRef' },
)
export type AssociationByRef = Static<typeof AssociationByRef>

export const AssociationByRefResult = closed(
  {
    outcome: oneOf(['created', 'updated', 'unchanged']),
    changed: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 2000, description: 'Pointers to what changed.' }),
    kept: Type.Array(Type.String({ maxLength: 200 }), {
      maxItems: 2000,
      description: 'Pointers to what was corrected here and therefore left.',
    }),
    association: ref(Association),
  },
  { $id: 'AssociationByRefResult' },
)

/** The one showing of a personal link. */
export const PersonalLink = closed(
  { id: Uuid, url: Type.String({ format: 'uri', maxLength: 500 }), expires_at: Instant },
  { $id: 'PersonalLink' },
)
export type PersonalLink = Static<typeof PersonalLink>
