import { ERASURE_REASONS, type ErasureReason } from '@essaim/shared/innovations.ts'
import type { Db } from '../db/database.ts'
import { inScope } from '../db/database.ts'
import type { Caller } from '../events/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { eraseInnovation, lockAnswersOf } from './erasure.ts'
import { lockInnovation } from './queries.ts'

/** A line of the register, as it is kept outside the database. */
export type RegisteredErasure = { id: string; innovation_id: string; at: string; by: string; reason: ErasureReason }

/** The whole register, the oldest first. */
export async function listErasures(db: Db): Promise<RegisteredErasure[]> {
  const rows = await db
    .selectFrom('erasure')
    .select(['id', 'innovation_id', 'at', 'by', 'reason'])
    .orderBy('at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), reason: row.reason as ErasureReason }))
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Reads a register, a line each; null when it is none. */
export function readRegister(text: string): RegisteredErasure[] | null {
  try {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    const register = lines.map((line) => JSON.parse(line) as RegisteredErasure)
    return register.every(isErasure) ? register : null
  } catch {
    return null
  }
}

const isErasure = ({ id, innovation_id, at, by, reason }: RegisteredErasure): boolean =>
  UUID.test(id) &&
  UUID.test(innovation_id) &&
  typeof by === 'string' &&
  ERASURE_REASONS.includes(reason) &&
  !Number.isNaN(Date.parse(at))

/** Erases again what a restored database brought back; gives how many records that were. Records that it has not are nothing to erase. */
export async function replayErasures(
  db: Db,
  desk: { caller: Caller; terms: Terms },
  register: RegisteredErasure[],
): Promise<number> {
  let replayed = 0
  for (const entry of register) {
    const erased = await inScope(db, desk.caller.actor, async (trx) => {
      await lockAnswersOf(trx, entry.innovation_id)
      const known = await trx
        .selectFrom('innovation')
        .leftJoin('erasure', 'erasure.innovation_id', 'innovation.id')
        .select('erasure.id')
        .where('innovation.id', '=', entry.innovation_id)
        .executeTakeFirst()
      if (!known || known.id !== null) return false
      const row = await lockInnovation(trx, desk.caller.actor, entry.innovation_id)
      await eraseInnovation(trx, desk, row, { ...entry, at: new Date(entry.at) })
      return true
    })
    if (erased) replayed += 1
  }
  return replayed
}
