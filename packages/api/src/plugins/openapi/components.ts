import type { Scope } from '@essaim/shared/actors.ts'
import type { ProblemSlug } from '@essaim/shared/problem.ts'
import { PROBLEMS } from '../../lib/problem.ts'
import type { Document, Parameter, Reference, Response, Schema } from './document.ts'

/** Stands for the installation's address until the document is answered. */
export const SERVER = 'https://essaim.example'

/** What every section of the reference is about. */
export const TAGS = [
  { name: 'innovations', description: 'The directory: published records, as the caller’s audience may see them.' },
  {
    name: 'feeds',
    description:
      'The change feed that partners follow: each record once, at its last change, with deletions (RPDE 1.0).',
  },
  {
    name: 'exports',
    description: 'Everything that the caller’s audience may read: as files that never change, or in one request.',
  },
  {
    name: 'sandbox',
    description:
      'The feed and its records to write a client against: fictitious, and changing by the clock. A client that works here works with the real ones by another base address.',
  },
  { name: 'vocabularies', description: 'Controlled lists and their terms; the communes of the official list.' },
  { name: 'regional-delegations', description: 'The federation’s regional bodies, and the départements they cover.' },
  { name: 'associations', description: 'Members with their establishments and contacts; import of member files.' },
  { name: 'federation', description: 'The federation itself, as its letters and pages show it.' },
  { name: 'letters', description: 'What the letters of a campaign say.' },
  { name: 'questionnaires', description: 'The questions as data, and the JSON Schema of their answers.' },
  { name: 'campaigns', description: 'The census: campaigns, whom they ask, what they send, and what became of each.' },
  { name: 'moderation', description: 'Submissions and records on their way to publication.' },
  {
    name: 'evaluations',
    description: 'Grids by which staff judge what was handed in, and what each reviewer says by them.',
  },
  {
    name: 'dossiers',
    description: 'Selections of records for a public authority: consent-checked, and frozen when sent.',
  },
  { name: 'respond', description: 'The association’s own door: what a personal link opens.' },
  { name: 'deliveries', description: 'Mails, each to one address: what became of them; objecting to letters.' },
  { name: 'sessions', description: 'Signing in and out, for staff.' },
  { name: 'users', description: 'The federation’s staff, their roles and delegations.' },
  { name: 'partners', description: 'Who calls with a key or as an OAuth client; the keys and the clients.' },
  { name: 'oauth', description: 'Access tokens for the clients of partners (RFC 6749 §4.4).' },
  {
    name: 'webhooks',
    description: 'Addresses that are told of changes, by signed messages (Standard Webhooks 1.0.0); their log.',
  },
  { name: 'events', description: 'The audit trail.' },
]

export const INFO = {
  title: 'Essaim',
  version: '1.0.0',
  summary: 'Counts, moderates, publishes and shares the social innovations of a federation’s members.',
  description: [
    'Addresses under `/v1` only gain members and operations; what exists keeps its meaning. Ignore the members that you do not know.',
    'Nothing sent is coerced, dropped or ignored: an unknown parameter or member is refused (422).',
    'Every answer of 400 and more is `application/problem+json` (RFC 9457), in French or English as `Accept-Language` asks. Under `/oauth` the same members stand beside those of RFC 6749 §5.2, in `application/json`, as OAuth libraries read them.',
    'Lists are `{items, next}`; `next` is sent back as `cursor`, and `Link: rel="next"` holds the whole address. A repeated filter means OR, different filters AND.',
    'What changes a resource names the version it changes: `If-Match` with the resource’s `ETag`. Any POST may carry an `Idempotency-Key`, unless its answer shows a secret.',
    'A value hidden from the caller’s audience looks exactly like an unknown one: `null` or `[]`.',
    'Tokens of staff and of OAuth clients are JSON Web Tokens, checked as RFC 8725 asks. They, keys and respondents’ sessions all travel as `Authorization: Bearer`.',
    'The partner’s guide, in French and English, is at `/docs`.',
  ].join('\n\n'),
  contact: { name: 'Essaim', url: `${SERVER}/docs` },
  license: {
    name: 'Licence Ouverte / Open Licence 2.0',
    url: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
  },
}

const SCOPE_WORDS: Record<Scope, string> = {
  'innovations:read': 'Records that are open to partners.',
  'feed:read': 'The change feed of those records.',
  'members:read': 'Records that are open to members.',
  'submissions:write': 'Answers handed in by a script.',
  'associations:read': 'Contacts and facts of associations.',
  'associations:write': 'Members imported and kept up to date.',
  'webhooks:manage': 'The partner’s own webhooks.',
}

export const SECURITY_SCHEMES: Record<string, Schema> = {
  staffToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      'The `access_token` of a staff session (RFC 8725, ten minutes). `x-roles` has the roles of which one is needed.',
  },
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'A partner’s key, `essaim_…`. `x-scopes` has the scopes of which one is needed.',
  },
  oauthClient: {
    type: 'oauth2',
    description:
      'An access token of ten minutes (RFC 9068) for a partner’s client; the same rights as a key of the same scopes. Metadata at `/.well-known/oauth-authorization-server` (RFC 8414).',
    flows: { clientCredentials: { tokenUrl: `${SERVER}/oauth/token`, scopes: SCOPE_WORDS } },
  },
  clientSecret: {
    type: 'http',
    scheme: 'basic',
    description: '`client_secret_basic`: the `client_id` and the secret, each form-encoded (RFC 6749 §2.3.1).',
  },
  respondentSession: {
    type: 'http',
    scheme: 'bearer',
    description: 'The session that a personal link was exchanged for, `respondent_…`.',
  },
  refreshCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-essaim_refresh',
    description:
      'Set at sign-in and replaced at each refresh; `essaim_refresh` where the installation is not on https.',
  },
}

const tag = { type: 'string', maxLength: 200, examples: ['"7"'] }

export const PARAMETERS = {
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: true,
    description: 'The `ETag` of what is changed (RFC 9110 §13.1.1).',
    schema: tag,
  },
  IfMatchOrNew: {
    name: 'If-Match',
    in: 'header',
    description: 'The `ETag` of what is replaced. Either this or `If-None-Match` is needed.',
    schema: tag,
  },
  IfNoneMatchAny: {
    name: 'If-None-Match',
    in: 'header',
    description: '`*`, to write only where there is nothing yet.',
    schema: { type: 'string', enum: ['*'] },
  },
  IfNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description: 'The `ETag` of the copy at hand: 304 when it is still good (RFC 9110 §13.1.2).',
    schema: tag,
  },
  Prefer: {
    name: 'Prefer',
    in: 'header',
    description:
      '`wait=N` (RFC 7240 §4.3): at the end of the feed, answers as soon as it moves, or after N seconds, 30 at most.',
    schema: { type: 'string', maxLength: 500, examples: ['wait=30'] },
  },
  Range: {
    name: 'Range',
    in: 'header',
    description: 'One range of bytes, to go on where a download was cut (RFC 9110 §14.2).',
    schema: { type: 'string', maxLength: 200, examples: ['bytes=500-'] },
  },
  IfRange: {
    name: 'If-Range',
    in: 'header',
    description: 'The `ETag` of the part at hand: another version is sent whole (RFC 9110 §13.1.5).',
    schema: tag,
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Any text of the caller’s making: the same request sent again with it within 24 hours gets the same answer and does nothing more.',
    schema: {
      type: 'string',
      minLength: 1,
      maxLength: 255,
      pattern: '^[\\x21-\\x7e]+$',
      examples: ['import-2026-06-13-001'],
    },
  },
} satisfies Record<string, Parameter>

export const HEADERS: Record<string, Schema> = {
  ETag: { description: 'The version of what is answered: strong and opaque (RFC 9110 §8.8.3).', schema: tag },
  Deprecation: {
    description: 'Since when this operation is deprecated (RFC 9745): `@` and seconds.',
    schema: { type: 'string', maxLength: 20, examples: ['@1798761600'] },
  },
  Sunset: {
    description: 'Until when this operation is answered (RFC 8594).',
    schema: { type: 'string', maxLength: 40, examples: ['Sat, 01 Jan 2028 00:00:00 GMT'] },
  },
  Link: {
    description: '`rel="next"`: the whole address of the next page (RFC 8288). Absent on the last.',
    schema: { type: 'string', maxLength: 4000 },
  },
  'Content-Range': {
    description: 'Which bytes these are, of how many (RFC 9110 §14.4).',
    schema: { type: 'string', maxLength: 100, examples: ['bytes 500-999/1000'] },
  },
  'Repr-Digest': {
    description: 'The SHA-256 of the whole file, whatever part of it is sent (RFC 9530 §3).',
    schema: { type: 'string', maxLength: 100, examples: ['sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:'] },
  },
  Location: {
    description: 'The address of what was made.',
    schema: { type: 'string', format: 'uri-reference', maxLength: 500 },
  },
  'Preference-Applied': {
    description: 'The wait that was granted. Absent when none was asked, or when the caller already waits too often.',
    schema: { type: 'string', maxLength: 100, examples: ['wait=30'] },
  },
  RateLimit: {
    description: 'What is left, and until when: `"name";r=requests left;t=seconds`.',
    schema: { type: 'string', maxLength: 200, examples: ['"key";r=5999;t=60'] },
  },
  'RateLimit-Policy': {
    description: 'The quota: `"name";q=requests;w=seconds`.',
    schema: { type: 'string', maxLength: 200, examples: ['"key";q=6000;w=60'] },
  },
  'Retry-After': {
    description: 'Seconds to wait before trying again (RFC 9110 §10.2.3).',
    schema: { type: 'integer', format: 'int32', minimum: 0, examples: [17] },
  },
  'WWW-Authenticate': {
    description: 'How to identify oneself (RFC 6750).',
    schema: { type: 'string', maxLength: 200, examples: ['Bearer'] },
  },
}

export const headers = (...names: string[]): Record<string, Reference> =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))

/** On every answer to a key or to an anonymous address. */
export const LIMIT_HEADERS = ['RateLimit', 'RateLimit-Policy']

const MEDIA = 'application/problem+json'

function refusal(
  description: string,
  slugs: ProblemSlug[],
  more: string[] = [],
  members: Record<string, unknown> = {},
): Response {
  const example = (slug: ProblemSlug) => ({
    type: `${SERVER}/problems/${slug}`,
    title: PROBLEMS[slug].title.en,
    status: PROBLEMS[slug].status,
    detail: PROBLEMS[slug].detail.en,
    instance: 'urn:uuid:019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00',
    ...members,
  })
  return {
    description,
    headers: headers(...LIMIT_HEADERS, ...more),
    content: {
      [MEDIA]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          slugs.map((slug) => [slug, { summary: PROBLEMS[slug].title.en, value: example(slug) }]),
        ),
      },
    },
  }
}

/** The refusals, by status, under the names that operations refer to. */
export const RESPONSES = {
  Malformed: refusal('Unreadable: JSON, address or cursor.', ['malformed']),
  Unauthenticated: refusal('No credentials, or none that hold.', ['unauthenticated'], ['WWW-Authenticate']),
  Forbidden: refusal('The role, the scope or the origin does not allow this.', ['forbidden', 'insufficient-scope']),
  NotFound: refusal('No such thing, or nothing that the caller may see.', ['not-found']),
  Conflict: refusal(
    'The present state does not allow this; for a transition, `state`, `by` and `at` tell what happened.',
    ['conflict'],
  ),
  Gone: refusal(
    'Withdrawn (`reason`, `replaced_by`), a link that was used, or a feed that started anew (`Link: rel="first"`).',
    ['gone', 'link-used', 'resync-required'],
    ['Link'],
  ),
  PreconditionFailed: refusal('Changed since it was read: read it again.', ['precondition-failed'], ['ETag']),
  TooLarge: refusal('More than is accepted here.', ['too-large']),
  UnsupportedMediaType: refusal('Not the media type that is read here.', ['unsupported-media-type']),
  RangeNotSatisfiable: refusal('The file is shorter than that (RFC 9110 §15.5.17).', ['range-not-satisfiable']),
  Validation: refusal('Readable but refused: `errors` has every fault.', ['validation', 'idempotency-mismatch'], [], {
    errors: [{ pointer: '/name', code: 'required', detail: 'This member is required.' }],
  }),
  PreconditionRequired: refusal('`If-Match` is missing.', ['precondition-required']),
  RateLimited: refusal('Too many requests.', ['rate-limited'], ['Retry-After']),
  Unavailable: refusal(
    'Overloaded, or the database does not answer.',
    ['overloaded', 'storage-unavailable'],
    ['Retry-After'],
  ),
  OAuthRefused: {
    description: 'A refusal of RFC 6749 §5.2, with the members of a problem beside.',
    headers: headers(...LIMIT_HEADERS),
    content: { 'application/json': { schema: { $ref: '#/components/schemas/OAuthProblem' } } },
  },
  Refused: refusal('Any other refusal.', ['internal', 'method-not-allowed']),
} satisfies Record<string, Response>

/** The document before its operations: a copy of one's own, since what is not used is taken out of it. */
export const frame = (): Pick<Document, 'info' | 'servers' | 'tags' | 'security' | 'components'> =>
  structuredClone({
    info: INFO,
    servers: [{ url: SERVER, description: 'This installation.' }],
    tags: TAGS,
    security: [],
    components: {
      schemas: {},
      responses: RESPONSES,
      headers: HEADERS,
      parameters: PARAMETERS,
      securitySchemes: SECURITY_SCHEMES,
    },
  })
