import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import pg from 'pg'
import { buildApp } from '../app.ts'
import { type Db, inScope } from '../db/database.ts'
import type { RowCounts } from '../db/embedded/row-counts.ts'
import { verifyTrail } from '../events/verification.ts'
import { hashPassword } from '../lib/passwords.ts'
import { createUser } from '../users/commands.ts'
import { type Backup, listLog, placesIn, proofOf } from './folder.ts'

async function onClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const GROWING = new Set(['event', 'submission_revision', 'erasure'])

/** Counts the rows of every table: as many as when the copy was made, or, where the log went on, no fewer of what only grows. */
export const checkRows = (url: string, expected: RowCounts, exactly: boolean): Promise<string[]> =>
  onClient(url, async (client) => {
    const faults: string[] = []
    for (const [table, [least, most]] of Object.entries(expected)) {
      if (!exactly && !GROWING.has(table)) continue
      const { rows } = await client
        .query<{ n: number }>(`select count(*)::int as n from ${table}`)
        .catch((error: Error) => ({ rows: [{ n: -1 }], error }))
      const n = rows[0]?.n ?? -1
      if (n < least || (exactly && n > most))
        faults.push(`La table ${table} a ${n} lignes ; il en faut ${least === most ? least : `de ${least} à ${most}`}.`)
    }
    return faults
  })

/** Reads every table and every index of the application through PostgreSQL's own examiner (amcheck). */
export const checkClean = (url: string): Promise<string[]> =>
  onClient(url, async (client) => {
    await client.query('set statement_timeout = 0; create extension if not exists amcheck')
    const faults: string[] = []
    const { rows: relations } = await client.query<{ name: string; method: string }>(
      `select c.oid::regclass::text as name, am.amname as method from pg_class c join pg_am am on am.oid = c.relam
        left join pg_index i on i.indexrelid = c.oid
        where c.relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace) and c.relpersistence = 'p'
          and (c.relkind = 'r' or (c.relkind = 'i' and i.indisvalid and am.amname in ('btree', 'gin')))`,
    )
    const { rows: known } = await client.query<{ name: string }>(
      "select proname as name from pg_proc where proname in ('gin_index_check')",
    )
    for (const { name, method } of relations) {
      if (method === 'gin' && known.length === 0) continue
      const check = {
        heap: `select msg from verify_heapam('${name.replaceAll("'", "''")}')`,
        btree: `select null as msg from bt_index_check('${name.replaceAll("'", "''")}', true)`,
        gin: `select null as msg from gin_index_check('${name.replaceAll("'", "''")}')`,
      }[method]
      if (!check) continue
      const said = await client
        .query<{ msg: string | null }>(check)
        .catch((error: Error) => ({ rows: [{ msg: error.message }] }))
      for (const { msg } of said.rows) if (msg !== null) faults.push(`${name} : ${msg}`)
    }
    await client.query('drop extension amcheck')
    return faults
  })

/** Proves the trail, seal by seal. */
export async function checkTrail(db: Db): Promise<string[]> {
  const { findings } = await verifyTrail(db)
  const [first] = findings
  return first
    ? [
        `Le journal des événements n’est pas entier : ${findings.length} défaut(s), le premier ${first.fault} (${first.event_id ?? `n° ${first.seq}`}).`,
      ]
    : []
}

/** Tells whether each file that a row names is there, with the bytes that it had. */
export const checkFiles = (url: string, folder: string): Promise<string[]> =>
  onClient(url, async (client) => {
    const faults: string[] = []
    // an erased one has no digest any more
    const { rows } = await client.query<{ sha256: string }>(
      "select distinct sha256 from file where sha256 <> repeat('0', 64) order by 1",
    )
    for (const { sha256 } of rows) {
      const proof = await proofOf(join(folder, sha256.slice(0, 2), sha256))
      if (proof?.sha256 !== sha256) faults.push(`Le fichier ${sha256} ${proof ? 'est abîmé' : 'manque'}.`)
    }
    return faults
  })

/** Tells whether somebody can sign in and read: the whole of the application, on the restored database. */
export async function checkSignIn(appUrl: string): Promise<string[]> {
  const app = await buildApp({
    databaseUrl: appUrl,
    publicUrl: () => 'http://localhost',
    jobs: false,
    logLevel: 'silent',
  })
  try {
    const password = randomBytes(18).toString('base64url')
    const email = `restauration-${randomBytes(6).toString('hex')}@essaim.example`
    const password_hash = await hashPassword(password)
    await inScope(app.db, { kind: 'operator' }, (trx) =>
      createUser(
        trx,
        { actor: { kind: 'operator' } },
        { email, name: 'Restauration', password_hash, roles: ['admin'], regional_delegations: [] },
      ),
    )
    const session = await app.inject({ method: 'POST', url: '/v1/session', payload: { email, password } })
    if (session.statusCode !== 200) return [`On ne peut pas se connecter (${session.statusCode}).`]
    const { access_token } = session.json() as { access_token: string }
    const faults: string[] = []
    for (const url of ['/v1/moderation/submissions', '/v1/moderation/innovations', '/v1/innovations', '/v1/feeds']) {
      const { statusCode } = await app.inject({ url, headers: { authorization: `Bearer ${access_token}` } })
      if (statusCode !== 200) faults.push(`${url} répond ${statusCode}.`)
    }
    return faults
  } finally {
    await app.close()
  }
}

const SEGMENT_BYTES = 16 * 2 ** 20
const SEGMENTS_OF_A_LOG = 2 ** 32 / SEGMENT_BYTES
const numberOf = (segment: string) =>
  Number.parseInt(segment.slice(8, 16), 16) * SEGMENTS_OF_A_LOG + Number.parseInt(segment.slice(16), 16)

/** Tells whether the log goes on from the backup without a hole, and can be unpacked. */
export async function checkLog(folder: string, { manifest }: Backup): Promise<string[]> {
  const faults: string[] = []
  const timeline = manifest.wal.from.slice(0, 8)
  // until its last segment the backup has them itself
  const after = (await listLog(folder)).filter((name) => name.startsWith(timeline) && name > manifest.wal.to)
  let last = numberOf(manifest.wal.to)
  for (const segment of after) {
    if (numberOf(segment) !== last + 1) faults.push(`Il manque au journal ce qui précède ${segment}.`)
    last = numberOf(segment)
    let bytes = 0
    try {
      for await (const chunk of createReadStream(join(placesIn(folder).wal, `${segment}.gz`)).pipe(createGunzip()))
        bytes += (chunk as Buffer).length
    } catch {
      bytes = -1
    }
    if (bytes !== SEGMENT_BYTES) faults.push(`Le morceau ${segment} du journal est abîmé.`)
  }
  return faults
}
