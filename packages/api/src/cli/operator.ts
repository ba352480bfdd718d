import { type Db, inScope, openDatabase, openPool, type Trx } from '../db/database.ts'
import type { Caller } from '../events/commands.ts'
import { PROBLEMS, Refusal } from '../lib/problem.ts'
import { StartFailure } from '../lib/start-failure.ts'

const UNDEFINED_TABLE = '42P01'

/** Runs one transaction as the operator of this installation; a refusal ends the command with its reasons, one a line. */
export function asOperator<T>(databaseUrl: string, work: (trx: Trx, caller: Caller) => Promise<T>): Promise<T> {
  const caller: Caller = { actor: { kind: 'operator' } }
  return onDatabase(databaseUrl, (db) => inScope(db, caller.actor, (trx) => work(trx, caller)))
}

/** Lends the database to what takes more than one transaction, by the same rules. */
export async function onDatabase<T>(databaseUrl: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase(openPool(databaseUrl, () => undefined, { size: 1 }))
  try {
    return await work(db)
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
