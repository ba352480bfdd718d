import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Config } from './config.ts'
import { type Db, openDatabase, openPool, type Trx } from './db/database.ts'
import type { DatabaseUrls } from './db/reach.ts'
import { storeGrids } from './evaluation-grids/seed.ts'
import { hashPassword } from './lib/passwords.ts'
import { CENSUS } from './questionnaires/queries.ts'
import { defaultQuestionnaire } from './questionnaires/seed.ts'
import { storeQuestionnaire } from './questionnaires/store.ts'
import { rotateSigningKeys } from './signing-keys/commands.ts'
import { createUser } from './users/commands.ts'
import { readCommunes, seedFingerprint, seedTerms } from './vocabularies/seed.ts'
import { storeCommunes, storeVocabularies } from './vocabularies/store.ts'

export type Prepared = {
  /** The administrator's login; the password only when it has just been made, to be printed once. */
  administrator: { email: string; password: string | null } | null
}

const DEFAULT_EMAIL = 'admin@essaim.example'
const QUESTIONNAIRE = { code: CENSUS, title: { fr: 'Recensement des innovations', en: 'Census of innovations' } }

/** Loads what a migrated database needs before it can serve: reference data, an administrator, the demonstration. */
export async function prepareDatabase(
  config: Config,
  urls: DatabaseUrls,
  log: (line: string) => void,
): Promise<Prepared> {
  // Bulk loads, and the wait for another process that does them, take longer than any request may.
  const pool = openPool(urls.appUrl, () => undefined, {
    size: 2,
    statementMs: 120_000,
    queryMs: 130_000,
    lockMs: 120_000,
  })
  const db = openDatabase(pool)
  try {
    await loadReferenceData(db, log)
    await rotateSigningKeys(db)
    return { administrator: await firstAdministrator(db, config) }
  } finally {
    await db.destroy()
  }
}

// Kept beside the keys: the fingerprint of the files that were loaded last.
const SEEDED = 'reference data'

async function loadReferenceData(db: Db, log: (line: string) => void): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // One process loads, whoever else starts at this moment waits for it.
    await sql`select pg_advisory_xact_lock(hashtext('essaim reference data'))`.execute(trx)
    // What was loaded stays as it was edited here: the same files have nothing to add to it.
    const known = await trx.selectFrom('secret').select('value').where('name', '=', SEEDED).executeTakeFirst()
    const value = seedFingerprint()
    const same = known?.value.equals(value) ?? false
    const terms = same ? 0 : await storeVocabularies(trx, seedTerms())
    const communes = same ? 0 : await storeCommunes(trx, readCommunes())
    if (!same) {
      await trx
        .insertInto('secret')
        .values({ name: SEEDED, value })
        .onConflict((c) => c.column('name').doUpdateSet({ value }))
        .execute()
    }
    const grids = await storeGrids(trx)
    const questionnaire = await storeQuestionnaire(trx, { ...QUESTIONNAIRE, content: defaultQuestionnaire() })
    if (terms > 0) log(`Nomenclatures chargées (${terms} termes).`)
    if (communes > 0) log(`Communes chargées (${communes}).`)
    if (grids > 0) log(`Grilles d’évaluation publiées (${grids}).`)
    if (questionnaire) log('Questionnaire de recensement publié (version 1).')
  })
}

async function firstAdministrator(db: Db, config: Config): Promise<Prepared['administrator']> {
  const admins = (on: Db | Trx) =>
    on
      .selectFrom('staff_member')
      .select('email')
      .where('state', '=', 'active')
      .where(sql<boolean>`'admin' = any (roles)`)
      .orderBy('id')
      .limit(1)
  const present = await admins(db).executeTakeFirst()
  if (present) return { email: present.email, password: null }
  const { email, password } = config.administrator ?? { email: DEFAULT_EMAIL, password: readablePassword() }
  const password_hash = await hashPassword(password)
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext('essaim first administrator'))`.execute(trx)
    const other = await admins(trx).executeTakeFirst()
    if (other) return { email: other.email, password: null }
    await createUser(
      trx,
      { actor: { kind: 'operator' } },
      { email, name: 'Administrateur', password_hash, roles: ['admin'], regional_delegations: [] },
    )
    return { email, password: config.administrator ? null : password }
  })
}

/** 100 bits in groups that can be copied from a screen by hand. */
export function readablePassword(): string {
  const letters = 'abcdefghijkmnpqrstuvwxyz23456789'
  const drawn = [...randomBytes(20)].map((byte) => letters[byte % letters.length])
  return [0, 5, 10, 15].map((start) => drawn.slice(start, start + 5).join('')).join('-')
}
