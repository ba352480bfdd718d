import type { Role } from '@essaim/shared/actors.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { checkDelegationsExist, checkEmailIsFree, insertUser, type UserRow } from './queries.ts'
import { checkRights } from './rules.ts'

export type NewUser = {
  email: string
  name: string
  password_hash: string | null
  roles: Role[]
  regional_delegations: string[]
}

/** Adds a member of staff; the password comes hashed, since hashing takes longer than a transaction should last. */
export async function createUser(trx: Trx, caller: Caller, input: NewUser): Promise<UserRow> {
  checkRights(input)
  await checkEmailIsFree(trx, input.email, null)
  await checkDelegationsExist(trx, input.regional_delegations)
  const user = await insertUser(trx, input)
  await recordEvent(trx, caller, {
    action: 'user.create',
    subject: { kind: 'user', id: user.id },
    detail: {
      roles: user.roles,
      regional_delegations: user.regional_delegations,
      with_password: input.password_hash !== null,
    },
  })
  return user
}
