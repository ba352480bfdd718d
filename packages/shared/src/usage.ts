import { type Static, Type } from '@sinclair/typebox'
import { AUDIENCES } from './audience.ts'
import { CREDENTIAL_KINDS } from './credentials.ts'
import { PROBLEM_SLUGS } from './problem.ts'
import { closed, Day, Instant, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

/** The most days that are read at once. */
export const USAGE_DAYS = 92

export const NamedCredential = closed(
  {
    id: Uuid,
    kind: oneOf(CREDENTIAL_KINDS),
    name: Type.String({
      maxLength: 200,
      description: 'A key’s beginning, a client’s name.',
      examples: ['essaim_4fK2q9Zt'],
    }),
  },
  { $id: 'NamedCredential', description: 'A key or a client of a partner.' },
)
export type NamedCredential = Static<typeof NamedCredential>

const count = (description: string) => Type.Integer({ minimum: 0, description, examples: [12] })
const COUNTS = {
  requests: count('Answers given, whatever they said.'),
  refused: count('Of these, those of 400 and more by what was asked; not those of 429.'),
  limited: count('Those of 429.'),
  failed: count('Those of 500 and more.'),
  bytes: count('Bytes sent.'),
}

export const UsageDay = closed({ day: Day, ...COUNTS }, { $id: 'UsageDay', description: 'A day in France.' })
export type UsageDay = Static<typeof UsageDay>

export const Quota = closed(
  {
    limit: count('Requests in a window.'),
    used: count('Those of the window that runs; somewhat more where several processes answer.'),
    window_seconds: count('How long a window lasts.'),
  },
  { $id: 'Quota', description: 'How often a credential may call, and how often it has called just now.' },
)
export type Quota = Static<typeof Quota>

export const CredentialUsage = closed(
  {
    ...NamedCredential.properties,
    ...COUNTS,
    quota: ref(Quota),
    days: Type.Array(ref(UsageDay), { maxItems: USAGE_DAYS, description: 'Days without a request are left out.' }),
  },
  { $id: 'CredentialUsage' },
)
export type CredentialUsage = Static<typeof CredentialUsage>

export const FollowedFeed = closed(
  {
    credential: ref(NamedCredential),
    feed: oneOf(['innovations']),
    audience: oneOf(AUDIENCES.slice(0, 3)),
    filter: Type.String({ maxLength: 20_000, description: 'The filters as a query; empty: the whole feed.' }),
    position: count('The number that the last page ended with.'),
    head: count('Where the feed stands.'),
    behind: count('The records that changed since.'),
    complete: Type.Boolean({ description: 'Whether the last page was the empty one, after which there was nothing.' }),
    pulled_at: Instant,
  },
  { $id: 'FollowedFeed', description: 'How far a credential has read a feed.' },
)
export type FollowedFeed = Static<typeof FollowedFeed>

export const UsageFault = closed(
  {
    credential: ref(NamedCredential),
    method: Type.String({ maxLength: 10, examples: ['GET'] }),
    route: Type.String({ maxLength: 300, examples: ['/v1/feeds/innovations'] }),
    problem: oneOf(PROBLEM_SLUGS),
    status: Type.Integer({ examples: [410] }),
    times: count('How often, since the credential exists.'),
    last_at: Instant,
  },
  { $id: 'UsageFault', description: 'What was refused or failed, once for each route and problem.' },
)
export type UsageFault = Static<typeof UsageFault>

export const PartnerUsage = closed(
  {
    from: Day,
    to: Day,
    credentials: Type.Array(ref(CredentialUsage), { maxItems: 2000 }),
    feeds: Type.Array(ref(FollowedFeed), { maxItems: 200 }),
    faults: Type.Array(ref(UsageFault), { maxItems: 50 }),
  },
  { $id: 'PartnerUsage', description: 'What a partner’s keys and clients did with the API.' },
)
export type PartnerUsage = Static<typeof PartnerUsage>

export const UsageQuery = closed({
  from: Type.Optional(Day),
  to: Type.Optional(Day),
})

export const Consultation = closed(
  {
    innovation: closed({ id: Uuid, title: nullable(Type.String({ maxLength: 20000 })) }),
    times: count('How often.'),
    first_at: Instant,
    last_at: Instant,
  },
  { $id: 'Consultation', description: 'A record that a partner read by itself, not in a list or a feed.' },
)
export type Consultation = Static<typeof Consultation>
export const ConsultationPage = pageOf(Consultation, 'ConsultationPage')
export const ConsultationQuery = closed(PageQuery)

export const SeenBy = closed(
  {
    partner: Type.String({ maxLength: 200, examples: ['Fédération d’exemple'] }),
    how: oneOf(['consulted', 'copied']),
    at: Instant,
  },
  {
    $id: 'SeenBy',
    description: 'A partner that read a record by itself, or holds it in its copy; and when it last did.',
  },
)
export type SeenBy = Static<typeof SeenBy>

export const SeenByList = closed(
  { items: Type.Array(ref(SeenBy), { maxItems: 1000 }), next: Type.Null() },
  { $id: 'SeenByList' },
)
