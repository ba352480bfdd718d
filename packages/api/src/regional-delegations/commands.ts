import type { RegionalDelegationCreation } from '@essaim/shared/regional-delegations.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { checkCodeIsFree, checkDepartmentsAreFree, type DelegationRow, insertDelegation } from './queries.ts'

/** Refuses what is no département, each by its place. */
export function checkDepartmentsExist(terms: Terms, departments: readonly string[]): void {
  const errors = departments.flatMap((code, i) =>
    terms.has('departements', code)
      ? []
      : [
          {
            pointer: `/departments/${i}`,
            code: 'unknown',
            detail: { fr: `Le département ${code} n’existe pas.`, en: `There is no département ${code}.` },
          },
        ],
  )
  if (errors.length > 0) throw problem('validation', { errors })
}

/** Adds a regional delegation, and the départements that no other one covers. */
export async function createDelegation(
  trx: Trx,
  caller: Caller,
  terms: Terms,
  input: RegionalDelegationCreation,
): Promise<DelegationRow> {
  checkDepartmentsExist(terms, input.departments)
  await checkCodeIsFree(trx, input.code)
  await checkDepartmentsAreFree(trx, input.departments, null)
  const delegation = await insertDelegation(trx, input)
  await recordEvent(trx, caller, {
    action: 'regional_delegation.create',
    subject: { kind: 'regional_delegation', id: delegation.id },
    detail: { code: delegation.code, name: delegation.name, departments: delegation.departments },
  })
  return delegation
}
