import { type Static, Type } from '@sinclair/typebox'
import { SCOPES } from './actors.ts'
import { closed, Email, Instant, nullable, oneOf, PageQuery, pageOf, ref, text, Uuid } from './schema.ts'

const Name = text(200, { examples: ['Fédération d’exemple'] })
export const Scopes = Type.Array(oneOf(SCOPES), {
  minItems: 1,
  maxItems: 10,
  uniqueItems: true,
  examples: [['innovations:read', 'feed:read']],
})
const TechnicalEmail = nullable(Email, {
  description: 'To whom we write when a key or a client is about to end, beside the administrators.',
})
export const PARTNER_STATES = ['active', 'suspended'] as const

export const ApiKey = closed(
  {
    id: Uuid,
    prefix: Type.String({ maxLength: 40, description: 'The beginning of the key, to tell it from others.' }),
    scopes: Scopes,
    expires_at: Instant,
    created_at: Instant,
    last_used_at: nullable(Instant),
    revoked_at: nullable(Instant),
  },
  { $id: 'ApiKey' },
)
export type ApiKey = Static<typeof ApiKey>

export const NewApiKey = closed(
  { ...ApiKey.properties, key: Type.String({ maxLength: 200, description: 'The key itself, shown this once.' }) },
  { $id: 'NewApiKey' },
)

export const ApiKeyCreation = closed(
  {
    scopes: Scopes,
    expires_at: Type.Optional(nullable(Instant, { description: 'At most a year ahead; a year by default.' })),
  },
  { $id: 'ApiKeyCreation' },
)
export type ApiKeyCreation = Static<typeof ApiKeyCreation>

/** The versions of the terms of reuse (docs/terms.md), the one in force last. */
export const TERMS_VERSIONS = ['2026-11'] as const
export const TERMS_VERSION = TERMS_VERSIONS[TERMS_VERSIONS.length - 1] as (typeof TERMS_VERSIONS)[number]

const Terms = {
  version: oneOf(TERMS_VERSIONS, { description: 'The version of `/docs/terms`.' }),
  accepted_by: text(200, {
    description: 'On the partner’s side, by its office: nobody’s name.',
    examples: ['La direction générale'],
  }),
}
export const AcceptedTerms = closed(
  { ...Terms, accepted_at: Instant },
  { $id: 'AcceptedTerms', description: 'The terms of reuse that a partner accepted.' },
)
export type AcceptedTerms = Static<typeof AcceptedTerms>

export const LastPull = closed(
  {
    at: Instant,
    behind: Type.Integer({ minimum: 0, description: 'The records that changed since.' }),
    complete: Type.Boolean({ description: 'Whether it had read everything then.' }),
  },
  { $id: 'LastPull', description: 'The last page of a feed that a partner read, by whatever key or client.' },
)
export type LastPull = Static<typeof LastPull>

export const Partner = closed(
  {
    id: Uuid,
    name: Name,
    state: oneOf(PARTNER_STATES),
    terms: nullable(ref(AcceptedTerms)),
    technical_email: TechnicalEmail,
    keys: Type.Array(ref(ApiKey), { maxItems: 1000 }),
    last_pull: nullable(ref(LastPull), { description: 'Null: it never followed a feed.' }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Partner', description: 'A federation or a script that calls as itself.' },
)
export type Partner = Static<typeof Partner>

export const PartnerCreation = closed(
  { name: Name, technical_email: Type.Optional(TechnicalEmail) },
  { $id: 'PartnerCreation' },
)
export type PartnerCreation = Static<typeof PartnerCreation>
export const PartnerPatch = closed(
  {
    name: Type.Optional(Name),
    state: Type.Optional(oneOf(PARTNER_STATES)),
    terms: Type.Optional(
      nullable(
        closed({
          ...Terms,
          accepted_at: Type.Optional(Type.String({ ...Instant, description: 'Now unless it says otherwise.' })),
        }),
      ),
    ),
    technical_email: Type.Optional(TechnicalEmail),
  },
  { $id: 'PartnerPatch' },
)
export type PartnerPatch = Static<typeof PartnerPatch>
export const PartnerPage = pageOf(Partner, 'PartnerPage')
export const PartnerQuery = closed({ ...PageQuery })
