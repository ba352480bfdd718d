import { type Static, type TOptional, type TUnsafe, Type } from '@sinclair/typebox'
import { InnovationFilters } from './documents.ts'
import { closed, Instant, nullable, oneOf, PageQuery, pageOf, ref, repeated, text, Uuid } from './schema.ts'

/** What a webhook may be told of: one notice that its feed moved, or each record, what it may download, and its own credentials. */
export const WEBHOOK_EVENTS = [
  'feed.advanced',
  'innovation.published',
  'innovation.updated',
  'innovation.withdrawn',
  'innovation.erased',
  'innovation.merged',
  'innovation.out_of_scope',
  'export.ready',
  'key.expiring',
] as const
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number]

/** What is sent once, to ask whether it arrives. */
export const WEBHOOK_PROBES = ['endpoint.verify', 'endpoint.test'] as const
export type WebhookProbe = (typeof WEBHOOK_PROBES)[number]

export const WEBHOOK_TYPES = [...WEBHOOK_EVENTS, ...WEBHOOK_PROBES] as const
export type WebhookType = (typeof WEBHOOK_TYPES)[number]

export const WEBHOOK_STATES = ['pending', 'active', 'disabled'] as const
export const WEBHOOK_REASONS = ['asked', 'failing', 'gone'] as const
export const WEBHOOK_AUDIENCES = ['public', 'partners', 'members'] as const

const Url = Type.String({
  minLength: 1,
  maxLength: 2000,
  examples: ['https://partenaire.example/essaim'],
  description: 'https, on a public host; neither it nor what it redirects to may be a machine of an internal network.',
})
const Events = Type.Array(oneOf(WEBHOOK_EVENTS), {
  minItems: 1,
  maxItems: WEBHOOK_EVENTS.length,
  uniqueItems: true,
  examples: [['feed.advanced']],
})
const Description = text(200, { examples: ['Répertoire du partenaire, production'] })
const Secret = Type.String({
  maxLength: 120,
  examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  description: 'What signs (Standard Webhooks 1.0.0, `v1`), shown this once.',
})

export const WebhookFilter = closed(InnovationFilters, {
  $id: 'WebhookFilter',
  description: 'Only these records, by the coded filters of the directory. Empty: all of them.',
})
export type WebhookFilter = Static<typeof WebhookFilter>

export const Webhook = closed(
  {
    id: Uuid,
    url: Url,
    description: nullable(Description),
    events: Events,
    filter: ref(WebhookFilter),
    audience: oneOf(WEBHOOK_AUDIENCES, { description: 'Whose view of the directory it follows; it never changes.' }),
    state: oneOf(WEBHOOK_STATES, {
      description: '`pending` until its address has answered a signed `endpoint.verify` by 2xx.',
    }),
    reason: nullable(oneOf(WEBHOOK_REASONS), {
      description: 'Why it is disabled: as asked, after tries of three days in vain, or by an answer of 410.',
    }),
    feed: Type.String({ format: 'uri', maxLength: 4000, description: 'What it is told of, to be pulled.' }),
    seq: Type.Integer({ minimum: 0, description: 'How far in that feed it has been told.' }),
    waiting: Type.Integer({ minimum: 0, description: 'Messages that wait for it.' }),
    failures: Type.Integer({ minimum: 0, description: 'Failures in a row.' }),
    failing_since: nullable(Instant),
    next_try_at: nullable(Instant, { description: 'Until then it is left alone.' }),
    replaying_to: nullable(Type.Integer({ minimum: 0 }), {
      description: 'The end of the range that is being told again.',
    }),
    previous_secret_until: nullable(Instant, {
      description: 'Until then the secret before the last one signs as well.',
    }),
    created_at: Instant,
    updated_at: Instant,
  },
  {
    $id: 'Webhook',
    description: 'An address that is told of changes, by signed messages that hold nothing but where to look.',
  },
)
export type Webhook = Static<typeof Webhook>
export const WebhookParams = closed({ id: Uuid, webhook: Uuid })
export const WebhookPage = pageOf(Webhook, 'WebhookPage')

export const NewWebhook = closed({ ...Webhook.properties, secret: Secret }, { $id: 'NewWebhook' })

export const WebhookCreation = closed(
  {
    url: Url,
    description: Type.Optional(nullable(Description)),
    events: Type.Optional(Events),
    filter: Type.Optional(ref(WebhookFilter)),
    audience: Type.Optional(
      oneOf(WEBHOOK_AUDIENCES, {
        description:
          'At most the caller’s own, which is what is taken by default; administrators choose, `partners` by default.',
      }),
    ),
  },
  { $id: 'WebhookCreation' },
)
export type WebhookCreation = Static<typeof WebhookCreation>

export const WebhookFilterPatch = closed(
  Object.fromEntries(
    Object.entries(InnovationFilters).map(([name, values]) => [name, Type.Optional(nullable(values))]),
  ) as { [name in keyof InnovationFilters]-?: TOptional<TUnsafe<InnovationFilters[name] | null>> },
  { $id: 'WebhookFilterPatch', description: 'A filter that is given replaces the one of its name; null removes it.' },
)

export const WebhookPatch = closed(
  {
    url: Type.Optional(Url),
    description: Type.Optional(nullable(Description)),
    events: Type.Optional(Events),
    filter: Type.Optional(ref(WebhookFilterPatch)),
    state: Type.Optional(
      oneOf(['disabled'], { description: 'It is made active again by a verification, and by nothing else.' }),
    ),
  },
  { $id: 'WebhookPatch' },
)
export type WebhookPatch = Static<typeof WebhookPatch>

/** The state of one message. */
export const WEBHOOK_DELIVERY_STATES = ['waiting', 'sending', 'delivered', 'failed'] as const

/** Why a try failed, in one word; what the receiver answered is never shown. */
export const WEBHOOK_ERRORS = [
  'status',
  'redirect',
  'url_not_allowed',
  'dns',
  'connection',
  'tls',
  'timeout',
  'protocol',
] as const
export type WebhookError = (typeof WEBHOOK_ERRORS)[number]

export const WebhookAttempt = closed(
  {
    at: Instant,
    status: nullable(Type.Integer({ minimum: 100, maximum: 999 })),
    error: nullable(oneOf(WEBHOOK_ERRORS)),
    duration_ms: Type.Integer({ minimum: 0 }),
  },
  { $id: 'WebhookAttempt' },
)
export type WebhookAttempt = Static<typeof WebhookAttempt>

export const WebhookDelivery = closed(
  {
    id: Type.String({ format: 'uuid', maxLength: 36, description: 'Its `webhook-id`, the same at each try.' }),
    type: oneOf(WEBHOOK_TYPES),
    state: oneOf(WEBHOOK_DELIVERY_STATES),
    seq: nullable(Type.Integer({ minimum: 0 })),
    innovation: nullable(Uuid),
    body: Type.String({ maxLength: 20_000, description: 'The very text that is signed and sent.' }),
    next_at: nullable(Instant, { description: 'When it is due, while it waits.' }),
    attempts: Type.Array(ref(WebhookAttempt), { maxItems: 100, description: 'The last hundred, in their order.' }),
    created_at: Instant,
    delivered_at: nullable(Instant),
  },
  { $id: 'WebhookDelivery', description: 'A message to a webhook and its tries, kept for thirty days.' },
)
export type WebhookDelivery = Static<typeof WebhookDelivery>
export const WebhookDeliveryPage = pageOf(WebhookDelivery, 'WebhookDeliveryPage')
export const WebhookDeliveryQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(WEBHOOK_DELIVERY_STATES)),
  type: repeated(oneOf(WEBHOOK_TYPES)),
})

export const WebhookReplay = closed(
  {
    from_seq: Type.Integer({ minimum: 0, description: 'The first number to be told again.' }),
    to_seq: Type.Integer({ minimum: 0, description: 'The last one; beyond the head, it is the head.' }),
  },
  { $id: 'WebhookReplay', examples: [{ from_seq: 400, to_seq: 412 }] },
)

export type WebhookReplay = Static<typeof WebhookReplay>

const message = <T extends string>(
  types: readonly T[],
  $id: string,
  description: string,
  data: Parameters<typeof closed>[0],
) => closed({ type: oneOf(types), timestamp: Instant, data: closed(data) }, { $id, description })
const Feed = Type.String({
  format: 'uri',
  maxLength: 4000,
  description: 'The feed to pull, with the webhook’s filter.',
})
const Epoch = Type.String({ maxLength: 100 })
const Seq = Type.Integer({ minimum: 0 })

export const FeedAdvancedMessage = message(
  ['feed.advanced'],
  'FeedAdvancedMessage',
  'The feed holds something new, up to `seq`; several changes at once are one message. Another `epoch` than that of the copy: pull from the first page.',
  { feed: Feed, epoch: Epoch, seq: Seq },
)
export const InnovationChangedMessage = message(
  WEBHOOK_EVENTS.filter((event) => event.startsWith('innovation.')),
  'InnovationChangedMessage',
  'A record changed as `type` says. Messages come in no order: `seq` has it.',
  { feed: Feed, epoch: Epoch, seq: Seq, id: Uuid, replaced_by: Type.Optional(Uuid) },
)
export const ExportReadyMessage = message(
  ['export.ready'],
  'ExportReadyMessage',
  'A new export can be downloaded; `url` is its manifest.',
  { id: Uuid, url: Type.String({ format: 'uri', maxLength: 500 }), epoch: Epoch, seq: Seq },
)
export const KeyExpiringMessage = message(
  ['key.expiring'],
  'KeyExpiringMessage',
  'A credential of the partner’s ends within `days` days.',
  {
    id: Uuid,
    kind: oneOf(['key', 'client']),
    name: Type.String({ maxLength: 200 }),
    expires_at: Instant,
    days: Type.Integer({ minimum: 0 }),
  },
)
export const EndpointProbedMessage = message(
  WEBHOOK_PROBES,
  'EndpointProbedMessage',
  'Asks whether messages arrive; to be answered by 2xx. `endpoint.verify` makes the webhook active.',
  { webhook: Uuid },
)

/** The messages, by their names in the OpenAPI document. */
export const WEBHOOK_MESSAGES = {
  feedAdvanced: FeedAdvancedMessage,
  innovationChanged: InnovationChangedMessage,
  exportReady: ExportReadyMessage,
  keyExpiring: KeyExpiringMessage,
  endpointProbed: EndpointProbedMessage,
}
