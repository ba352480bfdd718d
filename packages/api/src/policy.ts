import { type Actor, seesAll } from '@essaim/shared/actors.ts'
import { type RawBuilder, sql } from 'kysely'

/** What moderation scopes, and the columns by which it does. */
export type Scoped = 'submission' | 'innovation'

/** Of an erased record the row is left, for its number: nobody sees it. */
export const NOT_ERASED = sql<boolean>`not exists (select from erasure where erasure.innovation_id = innovation.id)`

/**
 * The one policy of scoped rows: headquarters and readers see all, a delegate what concerns its delegations, an
 * association its own, a partner's key what it wrote. Every query of these tables is built from it; row-level
 * security says the same again in the database.
 */
export function visibleTo(actor: Actor, table: Scoped): RawBuilder<boolean> {
  const concerned = concerns(actor, table)
  return table === 'innovation' ? sql<boolean>`${concerned} and ${NOT_ERASED}` : concerned
}

function concerns(actor: Actor, table: Scoped): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${table}.${name}`)
  if (actor.kind === 'key')
    return table === 'submission' ? sql<boolean>`${column('partner_id')} = ${actor.partner}` : sql<boolean>`false`
  if (seesAll(actor)) return sql<boolean>`true`
  if (actor.kind === 'respondent') return sql<boolean>`${column('association_id')} = ${actor.association}`
  if (actor.kind !== 'staff') return sql<boolean>`false`
  return sql<boolean>`(${column('departments')} && ${actor.departments}
    or ${column('rerouted_to')} = any (${actor.regional_delegations})
    or exists (select from association as own where own.id = ${column('association_id')} and own.department = any (${actor.departments})))`
}

/** What belongs to one association (its invitation, and what follows from it), by the column that names the association. */
export function associationVisibleTo(actor: Actor, column: string): RawBuilder<boolean> {
  if (seesAll(actor)) return sql<boolean>`true`
  if (actor.kind === 'respondent') return sql<boolean>`${sql.ref(column)} = ${actor.association}`
  if (actor.kind !== 'staff') return sql<boolean>`false`
  return sql<boolean>`exists (select from association as own
    where own.id = ${sql.ref(column)} and own.department = any (${actor.departments}))`
}

/** Whether an association's own matters (contacts, private facts) are the actor's to see. */
export function mayManageAssociation(actor: Actor, association: { id: string; department: string | null }): boolean {
  if (seesAll(actor)) return true
  if (actor.kind === 'respondent') return actor.association === association.id
  return actor.kind === 'staff' && association.department !== null && actor.departments.includes(association.department)
}
