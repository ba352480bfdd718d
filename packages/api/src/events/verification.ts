import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import type { Checkpoint } from './checkpoints.ts'
import { commitmentOf } from './commands.ts'
import { GENESIS, SEALED_COLUMNS, type SealedEntry, sealOf } from './seals.ts'

/** What does not fit, by the entry's number where it has one. */
export type Finding = {
  seq: number | null
  fault: Fault
  event_id?: string | undefined
  action?: string | null | undefined
  at?: string | null | undefined
}
export type Fault =
  /** The entry, or its seal, is not what was sealed. */
  | 'altered'
  /** What the entry says in detail, or its origin, is not what was committed to. */
  | 'detail_altered'
  /** There is a seal, and no entry. */
  | 'entry_missing'
  /** Numbers are missing from the chain: this one and what follows, up to the next finding or entry. */
  | 'seal_missing'
  /** An entry that no seal names and that waits for none. */
  | 'never_sealed'
  /** The chain ends before a checkpoint. */
  | 'cut_off'
  /** The chain passes a checkpoint with another seal than it had: something before was rewritten. */
  | 'rewritten'

export type Verification = {
  entries: number
  /** Added a moment ago: their seal is due within seconds. */
  waiting: number
  /** Whose detail was erased. */
  erased: number
  last: { seq: number; hash: string } | null
  findings: Finding[]
}

const PAGE = 2000

/** Walks the whole trail, computes each seal again, and holds it against checkpoints that were kept elsewhere. */
export function verifyTrail(db: Db, checkpoints: Checkpoint[] = []): Promise<Verification> {
  // one moment, however long the walk takes
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const found: Verification = { entries: 0, waiting: 0, erased: 0, last: null, findings: [] }
      // an altered seal is named once: what follows may build on what stands, or on what should
      let befores: Buffer[] = [GENESIS]
      let after = 0
      for (let rows = await page(trx, 0); rows.length > 0; rows = await page(trx, after)) {
        for (const { seq, hash, event_id, salt, detail, origin, ...kept } of rows) {
          const fault = (name: Fault) =>
            found.findings.push({ seq, fault: name, event_id, action: kept.action, at: kept.at })
          for (let missing = after + 1; missing < seq; missing += 1)
            found.findings.push({ seq: missing, fault: 'seal_missing' })
          // what stood before is not known
          if (seq > after + 1) befores = []
          after = seq
          const entry = kept.id === null ? null : (kept as SealedEntry)
          const computed = entry ? befores.map((before) => sealOf(before, seq, entry)) : []
          const fits = computed.some((one) => one.equals(hash))
          if (!entry) fault('entry_missing')
          else if (befores.length > 0 && !fits) fault('altered')
          befores = fits ? [hash] : [hash, ...computed]
          if (entry && salt !== null && detail !== null) {
            if (commitmentOf({ salt, detail, origin }).toString('hex') !== entry.commitment) fault('detail_altered')
          } else if (entry) found.erased += 1
          for (const checkpoint of checkpoints)
            if (checkpoint.seq === seq && checkpoint.hash !== hash.toString('hex')) fault('rewritten')
          found.last = { seq, hash: hash.toString('hex') }
          found.entries += 1
        }
      }
      for (const { seq } of checkpoints) if (seq > after) found.findings.push({ seq, fault: 'cut_off' })
      const loose = await unsealed(trx)
      found.waiting = loose.filter(({ waits }) => waits).length
      for (const { waits, ...entry } of loose)
        if (!waits) found.findings.push({ seq: null, fault: 'never_sealed', ...entry })
      return found
    })
}

const page = (trx: Trx, after: number) =>
  trx
    .selectFrom('event_seal as s')
    .leftJoin('event as e', 'e.id', 's.event_id')
    .leftJoin('event_detail as d', 'd.event_id', 'e.id')
    .select(['s.seq', 's.hash', 's.event_id', 'd.salt', ...SEALED_COLUMNS])
    // the very texts that were committed to
    .select([sql<string | null>`d.detail::text`.as('detail'), sql<string | null>`d.origin::text`.as('origin')])
    .where('s.seq', '>', after)
    .orderBy('s.seq')
    .limit(PAGE)
    .execute()

const unsealed = (trx: Trx) =>
  trx
    .selectFrom('event as e')
    .select([
      'e.id as event_id',
      'e.action',
      sql<string>`to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`.as('at'),
    ])
    .select(sql<boolean>`exists (select from event_unsealed u where u.event_id = e.id)`.as('waits'))
    .where((q) => q.not(q.exists(q.selectFrom('event_seal as s').select('s.seq').whereRef('s.event_id', '=', 'e.id'))))
    .orderBy('e.id')
    .execute()
