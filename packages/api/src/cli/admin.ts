import { formatLevel } from '@essaim/shared/questionnaires/formats.ts'
import { hashPassword } from '../lib/passwords.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { createUser } from '../users/commands.ts'
import { asOperator } from './operator.ts'

/** Adds an administrator with this password. */
export async function createAdmin(
  databaseUrl: string,
  { email, name, password }: { email: string; name: string; password: string },
): Promise<void> {
  if (formatLevel('email', email) !== 'ok') throw new StartFailure(`« ${email} » n’est pas une adresse.`)
  const password_hash = await hashPassword(password)
  await asOperator(databaseUrl, (trx, caller) =>
    createUser(trx, caller, { email, name, password_hash, roles: ['admin'], regional_delegations: [] }),
  )
}
