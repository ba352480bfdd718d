import { type Static, Type } from '@sinclair/typebox'
import { SCOPES } from './actors.ts'
import { closed, Instant, nullable, oneOf, PageQuery, pageOf, ref, text, Uuid } from './schema.ts'

const Name = text(200, { examples: ['Fédération d’exemple'] })
const Scopes = Type.Array(oneOf(SCOPES), {
  minItems: 1,
  maxItems: 10,
  uniqueItems: true,
  examples: [['innovations:read', 'feed:read']],
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

export const Partner = closed(
  {
    id: Uuid,
    name: Name,
    state: oneOf(PARTNER_STATES),
    keys: Type.Array(ref(ApiKey), { maxItems: 1000 }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'Partner', description: 'A federation or a script that calls as itself.' },
)
export type Partner = Static<typeof Partner>

export const PartnerCreation = closed({ name: Name }, { $id: 'PartnerCreation' })
export const PartnerPatch = closed(
  { name: Type.Optional(Name), state: Type.Optional(oneOf(PARTNER_STATES)) },
  { $id: 'PartnerPatch' },
)
export type PartnerPatch = Static<typeof PartnerPatch>
export const PartnerPage = pageOf(Partner, 'PartnerPage')
export const PartnerQuery = closed({ ...PageQuery })
