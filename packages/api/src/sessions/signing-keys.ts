import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { isId, newId } from '../lib/id.ts'

export const ACCESS_SECONDS = 600

export type StaffClaims = { sub: string; sid: string }

/** Signs and checks the staff's access tokens (EdDSA). Keys live in the database: every process signs with the same. */
export async function openSigningKeys(db: Db, publicUrl: () => string) {
  await makeFirstKey(db)
  const cache = new Map<string, CryptoKey | Uint8Array>()
  let current: { kid: string; key: CryptoKey | Uint8Array } | null = null

  const audience = () => `${publicUrl()}/v1`

  async function signer() {
    if (current) return current
    const row = await db
      .selectFrom('signing_key')
      .select(['kid', 'private_jwk'])
      .where('purpose', '=', 'staff')
      .where('retired_at', 'is', null)
      .where('active_from', '<=', sql<Date>`now()`)
      .orderBy('active_from', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    current = { kid: row.kid, key: await importJWK(row.private_jwk as JWK, 'EdDSA') }
    return current
  }

  async function verifier(kid: string) {
    const known = cache.get(kid)
    if (known) return known
    const row = await db
      .selectFrom('signing_key')
      .select('public_jwk')
      .where('kid', '=', kid)
      .where('purpose', '=', 'staff')
      .where('retired_at', 'is', null)
      .executeTakeFirst()
    if (!row) throw new Error('unknown key')
    const key = await importJWK(row.public_jwk as JWK, 'EdDSA')
    cache.set(kid, key)
    return key
  }

  return {
    /** A token of ten minutes for one session. */
    async sign({ sub, sid }: StaffClaims): Promise<string> {
      const { kid, key } = await signer()
      return new SignJWT({ sid })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid })
        .setIssuer(publicUrl())
        .setAudience(audience())
        .setSubject(sub)
        .setJti(newId())
        .setIssuedAt()
        .setExpirationTime(`${ACCESS_SECONDS}s`)
        .sign(key)
    },
    /** The claims of a token that holds in every respect, else null: never decoded without being checked. */
    async verify(token: string): Promise<StaffClaims | null> {
      try {
        const { payload } = await jwtVerify(token, (header) => verifier(header.kid ?? ''), {
          algorithms: ['EdDSA'],
          issuer: publicUrl(),
          audience: audience(),
          typ: 'at+jwt',
          requiredClaims: ['exp', 'iat', 'sub', 'jti', 'sid'],
          maxTokenAge: '15m',
          clockTolerance: 5,
        })
        const { sub, sid } = payload
        return typeof sub === 'string' && typeof sid === 'string' && isId(sub) && isId(sid) ? { sub, sid } : null
      } catch (error) {
        if ((error as { code?: string }).code?.startsWith('ERR_J') || (error as Error).message === 'unknown key')
          return null
        throw error
      }
    },
    /** The public keys, for /.well-known/jwks.json. */
    async published(): Promise<JWK[]> {
      const rows = await db
        .selectFrom('signing_key')
        .select('public_jwk')
        .where('retired_at', 'is', null)
        .orderBy('active_from')
        .execute()
      return rows.map((row) => row.public_jwk as JWK)
    },
  }
}
export type SigningKeys = Awaited<ReturnType<typeof openSigningKeys>>

async function makeFirstKey(db: Db): Promise<void> {
  const existing = await db
    .selectFrom('signing_key')
    .select('kid')
    .where('purpose', '=', 'staff')
    .where('retired_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (existing) return
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
  const public_ = await exportJWK(publicKey)
  // RFC 7638: the thumbprint names the key
  const kid = await calculateJwkThumbprint(public_)
  await db
    .insertInto('signing_key')
    .values({
      kid,
      purpose: 'staff',
      private_jwk: JSON.stringify({ ...(await exportJWK(privateKey)), kid }),
      public_jwk: JSON.stringify({ ...public_, kid, use: 'sig', alg: 'EdDSA' }),
      active_from: sql`now()`,
    })
    .execute()
}
