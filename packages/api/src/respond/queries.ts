import type { Actor } from '@essaim/shared/actors.ts'
import type { RespondentContext } from '@essaim/shared/respond.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'

/** For whom a session is: the association and the contact of its link. */
export const contextOf = async (trx: Trx, contactId: string) => {
  const row = await trx
    .selectFrom('contact')
    .innerJoin('association', 'association.id', 'contact.association_id')
    .select([
      'contact.id',
      'contact.office',
      'contact.civility',
      'contact.name',
      'association.id as association_id',
      'association.name as association_name',
    ])
    .where('contact.id', '=', contactId)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  const { association_id, association_name, ...contact } = row
  return { association: { id: association_id, name: association_name }, contact } as RespondentContext
}

/** The contact whose link opened the actor’s session. */
export const contactOf = (actor: Actor) => {
  if (actor.kind !== 'respondent') throw problem('forbidden')
  return actor.contact
}

/** The sessions opened from a contact’s links that still hold. */
export const liveSessions = (trx: Trx, contactId: string) =>
  trx
    .selectFrom('token')
    .where('kind', '=', 'respondent_session')
    .where('subject', '=', contactId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
