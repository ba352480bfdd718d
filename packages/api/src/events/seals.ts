import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { canonical } from '../lib/canonical.ts'

/** An entry of the trail as its seal covers it: all of it, the detail by its commitment. */
export type SealedEntry = {
  id: string
  /** To the microsecond, as PostgreSQL keeps it. */
  at: string
  actor_kind: string
  actor_id: string | null
  actor_roles: string[]
  action: string
  subject_kind: string
  subject_id: string | null
  association_id: string | null
  request_id: string | null
  commitment: string
}

/** What the first seal follows. */
export const GENESIS = Buffer.alloc(32)

/** The seal of an entry: it follows from its number, the entry, and every seal before. */
export const sealOf = (before: Buffer, seq: number, entry: SealedEntry): Buffer =>
  createHash('sha256')
    .update(before)
    .update(canonical({ seq, ...entry }))
    .digest()

/** The columns of `event as e` that a seal covers, as text that is the same on every server. */
export const SEALED_COLUMNS = [
  'e.id',
  sql<string>`to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`.as('at'),
  'e.actor_kind',
  'e.actor_id',
  'e.actor_roles',
  'e.action',
  'e.subject_kind',
  'e.subject_id',
  'e.association_id',
  'e.request_id',
  sql<string>`encode(e.commitment, 'hex')`.as('commitment'),
] as const

const BATCH = 1000

/** Seals every entry that was committed before; says how many. Whoever seals at the same time takes turns. */
export async function sealEvents(db: Db): Promise<number> {
  let total = 0
  for (;;) {
    const sealed = await db.transaction().execute(sealBatch)
    total += sealed
    if (sealed < BATCH) return total
  }
}

async function sealBatch(trx: Trx): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('essaim seals'))`.execute(trx)
  const entries = await trx
    .selectFrom('event_unsealed as u')
    .innerJoin('event as e', 'e.id', 'u.event_id')
    .select(SEALED_COLUMNS)
    .orderBy('u.added')
    .limit(BATCH)
    .execute()
  if (entries.length === 0) return 0
  const last = await trx
    .selectFrom('event_seal')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  let { seq, hash } = last ?? { seq: 0, hash: GENESIS }
  const seals = entries.map((entry) => {
    seq += 1
    hash = sealOf(hash, seq, entry)
    return { seq, event_id: entry.id, hash }
  })
  await trx.insertInto('event_seal').values(seals).execute()
  await trx
    .deleteFrom('event_unsealed')
    .where(
      'event_id',
      'in',
      entries.map(({ id }) => id),
    )
    .execute()
  await sql`select pg_notify('essaim_sealed', ${String(seq)})`.execute(trx)
  return seals.length
}
