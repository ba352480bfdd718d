import type { Trx } from '../db/database.ts'
import { inScope, openDatabase, openPool } from '../db/database.ts'
import type { Caller } from '../events/commands.ts'
import { PROBLEMS, Refusal } from '../lib/problem.ts'
import { StartFailure } from '../lib/start-failure.ts'

const UNDEFINED_TABLE = '42P01'

/** Runs one transaction as the operator of this installation; a refusal ends the command with its reasons, one a line. */
export async function asOperator<T>(databaseUrl: string, work: (trx: Trx, caller: Caller) => Promise<T>): Promise<T> {
  const db = openDatabase(openPool(databaseUrl, () => undefined, { size: 1 }))
  const caller: Caller = { actor: { kind: 'operator' } }
  try {
    return await inScope(db, caller.actor, (trx) => work(trx, caller))
  } catch (error) {
    if (error instanceof Refusal) throw new StartFailure(reasonsOf(error).join('\n'))
    if ((error as { code?: string }).code === UNDEFINED_TABLE)
      throw new StartFailure('La base est vide : lancez d’abord « essaim migrate » ou « npm start ».')
    throw error
  } finally {
    await db.destroy()
  }
}

const reasonsOf = ({ slug, options }: Refusal): string[] => {
  const faults = (options.errors ?? []).map(({ detail }) => detail.fr)
  return faults.length > 0 ? faults : [(options.detail ?? PROBLEMS[slug].detail).fr]
}
