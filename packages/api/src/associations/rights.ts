import { type Actor, isModerator } from '@essaim/shared/actors.ts'
import { mayManageAssociation } from '../policy.ts'

type Subject = { id: string; department: string | null }

/** Whether the actor sees an association's private facts: a key needs a scope for it, whatever else it may do. */
export function mayReadFacts(actor: Actor, association: Subject): boolean {
  if (actor.kind === 'key')
    return actor.scopes.includes('associations:read') || actor.scopes.includes('associations:write')
  return mayManageAssociation(actor, association)
}

/** Whether the actor may correct an association: a delegate its delegations' own, also when it reads all as a reader. */
export function mayWriteFacts(actor: Actor, association: Subject): boolean {
  if (actor.kind === 'operator' || actor.kind === 'job' || isModerator(actor)) return true
  if (actor.kind === 'key') return actor.scopes.includes('associations:write')
  if (actor.kind !== 'staff' || !actor.roles.includes('delegate') || association.department === null) return false
  return actor.departments.includes(association.department)
}
