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

export const Federation = closed(
  {
    ...members,
    has_logo: Type.Boolean(),
    reply_to: Type.Optional(desk.reply_to),
    data_protection_email: Type.Optional(desk.data_protection_email),
    address_source: Type.Optional(desk.address_source),
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
  },
  { $id: 'FederationPatch' },
)
export type FederationPatch = Static<typeof FederationPatch>
