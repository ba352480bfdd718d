import { type Static, Type } from '@sinclair/typebox'
import { Scopes } from './partners.ts'
import { closed, Instant, nullable, oneOf, pageOf, ref, text, Uuid } from './schema.ts'

/** How a client proves who it is at the token endpoint (RFC 7591 §2). */
export const CLIENT_AUTH_METHODS = ['client_secret_basic', 'private_key_jwt'] as const
export type ClientAuthMethod = (typeof CLIENT_AUTH_METHODS)[number]

const part = (maxLength: number) => Type.Optional(Type.String({ maxLength }))

/** A public key (RFC 7517); the members that hold a private one are unknown here. */
export const Jwk = closed(
  {
    kty: oneOf(['EC', 'OKP', 'RSA']),
    kid: part(200),
    use: Type.Optional(oneOf(['sig'])),
    alg: part(20),
    key_ops: Type.Optional(Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 })),
    ext: Type.Optional(Type.Boolean()),
    crv: part(20),
    x: part(200),
    y: part(200),
    n: part(1500),
    e: part(20),
    x5c: Type.Optional(Type.Array(Type.String({ maxLength: 10_000 }), { maxItems: 10 })),
    x5t: part(100),
    'x5t#S256': part(100),
  },
  { $id: 'Jwk', description: 'A public key (RFC 7517).' },
)
export const JwkSet = closed(
  { keys: Type.Array(ref(Jwk), { minItems: 1, maxItems: 10 }) },
  {
    $id: 'JwkSet',
    description: 'The public keys of a client: several while it changes one (RFC 7517 §5).',
    examples: [
      {
        keys: [
          {
            kty: 'EC',
            crv: 'P-256',
            kid: 'extranet-2026',
            x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
            y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
          },
        ],
      },
    ],
  },
)
export type JwkSet = Static<typeof JwkSet>

export const ClientSecret = closed(
  {
    id: Uuid,
    prefix: Type.String({ maxLength: 40, description: 'The beginning of the secret, to tell it from others.' }),
    expires_at: Instant,
    created_at: Instant,
    revoked_at: nullable(Instant),
  },
  { $id: 'ClientSecret' },
)
export type ClientSecret = Static<typeof ClientSecret>

const Name = text(200, { examples: ['Extranet d’exemple'] })
const JwksUri = Type.String({
  format: 'uri',
  maxLength: 500,
  description: 'Where the public keys of the client are: https, on a public host.',
  examples: ['https://partenaire.example/.well-known/jwks.json'],
})
const Method = oneOf(CLIENT_AUTH_METHODS)

export const OAuthClient = closed(
  {
    id: Type.String({ ...Uuid, description: 'Also the `client_id`.' }),
    name: Name,
    token_endpoint_auth_method: Method,
    scopes: Scopes,
    jwks: nullable(ref(JwkSet)),
    jwks_uri: nullable(JwksUri),
    secrets: Type.Array(ref(ClientSecret), { maxItems: 1000 }),
    expires_at: Instant,
    created_at: Instant,
    updated_at: Instant,
    last_used_at: nullable(Instant),
    revoked_at: nullable(Instant),
  },
  { $id: 'OAuthClient', description: 'A partner’s system that calls by OAuth 2.0 client credentials.' },
)
export type OAuthClient = Static<typeof OAuthClient>
export const OAuthClientPage = pageOf(OAuthClient, 'OAuthClientPage')

export const NewOAuthClient = closed(
  {
    ...OAuthClient.properties,
    client_secret: nullable(Type.String({ maxLength: 200 }), {
      description: 'The secret itself, shown this once; null where the client signs with its own key.',
    }),
  },
  { $id: 'NewOAuthClient' },
)
export type NewOAuthClient = Static<typeof NewOAuthClient>

export const OAuthClientCreation = closed(
  {
    name: Name,
    token_endpoint_auth_method: Method,
    scopes: Scopes,
    /** With `private_key_jwt`, one of the two; else neither. */
    jwks: Type.Optional(ref(JwkSet)),
    jwks_uri: Type.Optional(JwksUri),
    expires_at: Type.Optional(nullable(Instant, { description: 'At most a year ahead; a year by default.' })),
  },
  { $id: 'OAuthClientCreation' },
)
export type OAuthClientCreation = Static<typeof OAuthClientCreation>

export const OAuthClientPatch = closed(
  { name: Type.Optional(Name), jwks: Type.Optional(ref(JwkSet)), jwks_uri: Type.Optional(JwksUri) },
  { $id: 'OAuthClientPatch' },
)
export type OAuthClientPatch = Static<typeof OAuthClientPatch>

const parameter = (maxLength: number, description: string, examples: string[] = []) =>
  Type.Optional(Type.String({ maxLength, description, ...(examples.length > 0 && { examples }) }))
const BY_ASSERTION = {
  client_id: parameter(100, 'With an assertion; else it is in the Authorization header.'),
  client_assertion_type: parameter(200, 'With an assertion.', [
    'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  ]),
  client_assertion: parameter(8000, 'A JWT that the client signed: RFC 7523 §2.2, as RFC 10070 reads it.'),
}

/** RFC 6749 §4.4.2. What is not known is ignored, as §3.2 wants it. */
export const TokenRequest = Type.Object(
  {
    grant_type: Type.String({ maxLength: 100, examples: ['client_credentials'] }),
    scope: parameter(1000, 'Some of the client’s scopes, separated by spaces; all of them by default.', [
      'innovations:read feed:read',
    ]),
    resource: parameter(500, 'The API (RFC 8707); the only one by default.'),
    ...BY_ASSERTION,
  },
  { $id: 'TokenRequest', additionalProperties: true },
)
export type TokenRequest = Static<typeof TokenRequest>

export const TokenAnswer = closed(
  {
    access_token: Type.String({ maxLength: 4000, description: 'A JWT (RFC 9068).' }),
    token_type: oneOf(['Bearer']),
    expires_in: Type.Integer({ examples: [600] }),
    scope: Type.String({ maxLength: 1000, examples: ['innovations:read feed:read'] }),
  },
  { $id: 'TokenAnswer' },
)

/** RFC 7009 §2.1. */
export const RevocationRequest = Type.Object(
  {
    token: Type.String({ maxLength: 4000 }),
    token_type_hint: parameter(100, 'Not needed: there is one type.'),
    ...BY_ASSERTION,
  },
  { $id: 'RevocationRequest', additionalProperties: true },
)
export type RevocationRequest = Static<typeof RevocationRequest>

/** The refusals of RFC 6749 §5.2, RFC 8707 §2, and those for which OAuth has no word of its own. */
export const OAUTH_ERRORS = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'temporarily_unavailable',
  'server_error',
] as const
export type OAuthErrorCode = (typeof OAUTH_ERRORS)[number]

export const OAuthProblem = Type.Object(
  {
    error: oneOf(OAUTH_ERRORS),
    error_description: Type.String({ maxLength: 500, description: 'In English, whatever is asked.' }),
    type: Type.String({ format: 'uri', maxLength: 500 }),
    title: Type.String({ maxLength: 200 }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ maxLength: 2000 }),
    instance: Type.String({ format: 'uri-reference', maxLength: 300 }),
  },
  {
    $id: 'OAuthProblem',
    description: 'A refusal of RFC 6749 §5.2 that is a problem of RFC 9457 as well.',
    additionalProperties: true,
  },
)
