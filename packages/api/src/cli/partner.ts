import type { Scope } from '@essaim/shared/actors.ts'
import { StartFailure } from '../lib/start-failure.ts'
import { createKey, createPartner } from '../partners/commands.ts'
import { asOperator } from './operator.ts'

const LONGEST_NAME = 200

/** Adds a partner with its first key; the key is known to nobody after this. */
export async function createPartnerWithKey(
  databaseUrl: string,
  { name, scopes }: { name: string; scopes: Scope[] },
): Promise<{ key: string; expires_at: Date }> {
  const wanted = name.trim()
  if (wanted === '' || wanted.length > LONGEST_NAME)
    throw new StartFailure(`Le nom d’un partenaire a de 1 à ${LONGEST_NAME} caractères.`)
  return asOperator(databaseUrl, async (trx, caller) => {
    const partner = await createPartner(trx, caller, { name: wanted })
    const { key, row } = await createKey(trx, caller, partner.id, { scopes })
    return { key, expires_at: row.expires_at }
  })
}
