import type { Role } from '@essaim/shared/actors.ts'
import { problem } from '../lib/problem.ts'

type Rights = { roles: readonly Role[]; regional_delegations: readonly string[] }

/** A delegate acts in the delegations that it is given: without one it could do nothing anywhere. */
export function checkRights({ roles, regional_delegations }: Rights): void {
  if (!roles.includes('delegate') || regional_delegations.length > 0) return
  throw problem('validation', {
    errors: [
      {
        pointer: '/regional_delegations',
        code: 'required',
        detail: {
          fr: 'Un délégué a au moins une délégation régionale.',
          en: 'A delegate has at least one regional delegation.',
        },
      },
    ],
  })
}

type Standing = { id: string; roles: readonly Role[]; state: string }
const isAdmin = ({ roles, state }: Omit<Standing, 'id'>) => state === 'active' && roles.includes('admin')

/** Refuses what would leave nobody to administer: `admins` are the active ones before the change. */
export function checkAdminRemains(before: Standing, after: Omit<Standing, 'id'>, admins: readonly string[]): void {
  if (!isAdmin(before) || isAdmin(after) || admins.some((id) => id !== before.id)) return
  throw problem('conflict', {
    detail: {
      fr: 'C’est le dernier administrateur actif : nommez-en d’abord un autre.',
      en: 'This is the last active administrator: name another one first.',
    },
    errors: [
      {
        pointer: after.state === 'active' ? '/roles' : '/state',
        code: 'last-admin',
        detail: { fr: 'Il faut un administrateur actif.', en: 'There has to be an active administrator.' },
      },
    ],
  })
}
