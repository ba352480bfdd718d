import type { Actor } from '@essaim/shared/actors.ts'
import { type RawBuilder, sql } from 'kysely'
import { problem } from '../lib/problem.ts'

/** Whether the actor is a contact of the association that a column names; found also by who may not see its contacts. */
export const isOwnContact = (actor: Actor, association: string): RawBuilder<boolean> =>
  actor.kind === 'staff' ? sql<boolean>`is_own_contact(${actor.id}, ${sql.ref(association)})` : sql<boolean>`false`

/** The refusal of who would decide on their own association. */
export const ownContactRefused = () =>
  problem('forbidden', {
    detail: {
      fr: 'Vous êtes un contact de cette association : une autre personne décide de ce qui la concerne.',
      en: 'You are a contact of this association: somebody else decides on what concerns it.',
    },
    members: { reason: 'own-contact' },
  })
