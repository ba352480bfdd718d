import type { Role } from '@essaim/shared/actors.ts'
import { t } from '../lib/i18n.ts'

export const roleName = (role: Role): string => t(`role.${role}`)
export const roleNames = (roles: readonly Role[]): string => roles.map(roleName).join(', ')
