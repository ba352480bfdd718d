import type { Db } from '../db/database.ts'
import type { SigningKeys } from '../signing-keys/tokens.ts'
import { type Caller, recordEvent } from './commands.ts'
import { sealEvents } from './seals.ts'

/** How far the trail had got at some time: kept elsewhere, it proves that nothing before was rewritten since. */
export type Checkpoint = { seq: number; hash: string; at: Date }

type Trail = { db: Db; signingKeys: SigningKeys }

const TYPE = 'essaim-checkpoint+jwt'

/** Seals what there is, and signs how far that is. */
export async function takeCheckpoint(
  { db, signingKeys }: Trail,
  caller: Caller,
): Promise<Checkpoint & { text: string }> {
  await db
    .transaction()
    .execute((trx) => recordEvent(trx, caller, { action: 'trail.checkpoint', subject: { kind: 'trail', id: null } }))
  // its own entry is the last of those that it proves
  await sealEvents(db)
  const last = await db
    .selectFrom('event_seal')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  const { seq, hash } = { ...last, hash: last.hash.toString('hex') }
  return { seq, hash, at: new Date(), text: await signingKeys.attest(TYPE, { seq, hash }) }
}

/** What a checkpoint says; null when this installation did not sign it. */
export async function readCheckpoint(
  { signingKeys }: Pick<Trail, 'signingKeys'>,
  text: string,
): Promise<Checkpoint | null> {
  const said = await signingKeys.attested(TYPE, text.trim())
  if (typeof said?.seq !== 'number' || typeof said.hash !== 'string') return null
  return { seq: said.seq, hash: said.hash, at: new Date((said.iat ?? 0) * 1000) }
}
