import { type Static, Type } from '@sinclair/typebox'
import { closed, Email, nullable, text } from './schema.ts'

const Website = Type.String({
  format: 'uri',
  pattern: '^https?://',
  maxLength: 300,
  examples: ['https://federation.example'],
})

const members = {
  name: text(200, { examples: ['Nexem'] }),
  address: nullable(text(500, { examples: ['1 rue de l’Exemple, 75000 Paris'] })),
  website: nullable(Website),
}
const desk = {
  reply_to: nullable(Email, { description: 'Whom replies to letters reach.' }),
  data_protection_email: nullable(Email, { description: 'Whom questions about personal data reach.' }),
  address_source: text(500, {
    description: 'Where the members’ addresses come from, in words (GDPR, article 14).',
    examples: ['le fichier des adhérents de la fédération'],
  }),
}

const days = (minimum: number, maximum: number, description: string) => Type.Integer({ minimum, maximum, description })

/** What becomes of a record that its association does not confirm: each step counts from the one before it. */
const upkeep = {
  confirm_after_days: Type.Optional(
    nullable(
      days(
        30,
        3650,
        'After its last confirmation, an association is asked whether its record still holds; null: never.',
      ),
    ),
  ),
  stale_after_days: Type.Optional(
    nullable(
      days(7, 3650, 'After it was asked in vain, readers are told that the record is not confirmed; null: never.'),
    ),
  ),
  announce_after_days: Type.Optional(
    nullable(
      days(0, 3650, 'After that, the association is told that the record will be withdrawn; null: it never is.'),
    ),
  ),
  withdraw_after_days: Type.Optional(
    days(14, 365, 'After that letter has left, the record is withdrawn if nobody has answered.'),
  ),
}

/** How long a delegation may say nothing of what waits for it. */
const patience = {
  delegation_reminder_days: Type.Optional(
    nullable(days(1, 365, 'A delegation is reminded of an answer that has waited for it for so long; null: never.')),
  ),
  delegation_escalation_days: Type.Optional(
    nullable(days(1, 365, 'An answer that has waited for a delegation for so long goes to headquarters; null: never.')),
  ),
}

export const Federation = closed(
  {
    ...members,
    has_logo: Type.Boolean(),
    reply_to: Type.Optional(desk.reply_to),
    data_protection_email: Type.Optional(desk.data_protection_email),
    address_source: Type.Optional(desk.address_source),
    ...upkeep,
    ...patience,
  },
  { $id: 'Federation', description: 'The federation, as its letters show it; the desk’s own members are for staff.' },
)
export type Federation = Static<typeof Federation>

export const FederationPatch = closed(
  {
    name: Type.Optional(members.name),
    address: Type.Optional(members.address),
    website: Type.Optional(members.website),
    reply_to: Type.Optional(desk.reply_to),
    data_protection_email: Type.Optional(desk.data_protection_email),
    address_source: Type.Optional(desk.address_source),
    ...upkeep,
    ...patience,
  },
  { $id: 'FederationPatch' },
)
export type FederationPatch = Static<typeof FederationPatch>
