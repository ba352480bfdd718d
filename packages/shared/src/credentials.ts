import { type Static, Type } from '@sinclair/typebox'
import { AUDIENCES } from './audience.ts'
import { Scopes } from './partners.ts'
import { closed, Instant, Named, nullable, oneOf, ref, Uuid } from './schema.ts'

export const CREDENTIAL_KINDS = ['key', 'client'] as const
const Kind = oneOf(CREDENTIAL_KINDS)

/** What a caller is told of the key or client by which it calls. */
export const Credential = closed(
  {
    kind: Kind,
    id: Uuid,
    name: Type.String({ maxLength: 200, description: 'The beginning of the key, or the name of the client.' }),
    partner: ref(Named),
    scopes: Scopes,
    audience: oneOf(
      AUDIENCES.filter((one) => one !== 'staff'),
      { description: 'Whose view of the directory it gives.' },
    ),
    created_at: Instant,
    expires_at: Instant,
  },
  { $id: 'Credential', description: 'The key or the OAuth client by which the request came.' },
)
export type Credential = Static<typeof Credential>

export const Renewal = closed(
  {
    overlap_days: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 30,
        default: 7,
        description: 'How long the present secret still holds, never beyond its own end; 0: not any more.',
        examples: [7],
      }),
    ),
  },
  { $id: 'Renewal' },
)

export const RenewedCredential = closed(
  {
    kind: Kind,
    id: Type.String({ ...Uuid, description: 'Of the new key; of the client, which stays the same.' }),
    secret: nullable(Type.String({ maxLength: 200 }), {
      description: 'The new key or `client_secret`, shown this once; null where the client signs with its own key.',
    }),
    expires_at: Instant,
    previous_expires_at: nullable(Instant, {
      description: 'When the secret of before ends; null where there is none.',
    }),
  },
  { $id: 'RenewedCredential' },
)
export type RenewedCredential = Static<typeof RenewedCredential>
