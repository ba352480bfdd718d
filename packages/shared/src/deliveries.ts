import { type Static, Type } from '@sinclair/typebox'
import { OFFICES } from './associations.ts'
import { ADDRESS_STATES } from './campaigns.ts'
import { closed, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, repeated, text, Uuid } from './schema.ts'

export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'bounced', 'failed', 'cancelled'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

export const DELIVERY_KINDS = [
  'notice',
  'announcement',
  'invitation',
  'reminder',
  'last_call',
  'completion',
  'thanks',
  'publication',
] as const
export type DeliveryKind = (typeof DELIVERY_KINDS)[number]

export const DELIVERY_TRANSITIONS = ['resend', 'cancel', 'bounce'] as const
export type DeliveryTransition = (typeof DELIVERY_TRANSITIONS)[number]

const members = {
  id: Uuid,
  kind: oneOf(DELIVERY_KINDS, { description: '`notice`, or the letter of the campaign.' }),
  recipient: Type.String({ maxLength: 320 }),
  campaign: nullable(ref(Named)),
  subject: nullable(Type.String({ maxLength: 1000 }), {
    description: 'Null for a letter that has not left yet: it is written when it leaves.',
  }),
  state: oneOf(DELIVERY_STATES),
  attempts: Type.Integer({ minimum: 0 }),
  next_at: nullable(Instant, { description: 'When it is tried next, while it waits.' }),
  reason: nullable(Type.String({ maxLength: 1000 }), {
    description: 'The mail server’s last word, or why it was cancelled or noted as come back.',
  }),
  created_at: Instant,
  sent_at: nullable(Instant),
  bounced_at: nullable(Instant),
  transitions: Type.Array(oneOf(DELIVERY_TRANSITIONS), { maxItems: 3 }),
}

export const DeliveryCard = closed(members, { $id: 'DeliveryCard', description: 'A mail to one address.' })
export type DeliveryCard = Static<typeof DeliveryCard>
export const DeliveryPage = pageOf(DeliveryCard, 'DeliveryPage')

export const DeliveryPerson = closed(
  {
    association: ref(Named),
    contact_id: Uuid,
    name: nullable(Type.String({ maxLength: 500 })),
    office: oneOf(OFFICES),
    campaign_id: Uuid,
    invitation_id: Uuid,
    address: oneOf(ADDRESS_STATES, { description: 'How the person’s address stands today.' }),
    changed: Type.Boolean({ description: 'Whether the person has another address since.' }),
  },
  { $id: 'DeliveryPerson', description: 'Somebody to whom a letter speaks.' },
)

export const Delivery = closed(
  {
    ...members,
    people: Type.Array(ref(DeliveryPerson), {
      maxItems: 200,
      description: 'To whom a letter speaks; empty for a notice, and where they were erased.',
    }),
    text: nullable(Type.String({ maxLength: 200_000 }), {
      description: 'Its words; those of a letter as they would be written now, with links that open nothing.',
    }),
    html: nullable(Type.String({ maxLength: 1_000_000 })),
  },
  { $id: 'Delivery', description: 'A mail to one address, with its words.' },
)
export type Delivery = Static<typeof Delivery>

export const DeliveryQuery = closed({
  ...PageQuery,
  state: repeated(oneOf(DELIVERY_STATES)),
  kind: repeated(oneOf(DELIVERY_KINDS), { description: '`notice`, or letters.' }),
  campaign: repeated(Uuid, { description: 'Identifiers of campaigns.' }),
  recipient: repeated(text(320), { description: 'Whole addresses.' }),
})
export type DeliveryQuery = Static<typeof DeliveryQuery>

export const MailServer = closed(
  {
    host: nullable(Type.String({ maxLength: 255 }), {
      description: 'Where mails are handed over; null: nowhere, they wait in the list.',
      examples: ['smtp.federation.example'],
    }),
  },
  { $id: 'MailServer', description: 'The server that carries the mails.' },
)
export type MailServer = Static<typeof MailServer>

export const DeliveryTransitionRequest = closed(
  {
    transition: oneOf(DELIVERY_TRANSITIONS),
    comment: Type.Optional(text(500, { description: 'Needed by `bounce`: what the message that came back says.' })),
  },
  { $id: 'DeliveryTransitionRequest' },
)
