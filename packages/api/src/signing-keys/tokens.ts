import { SCOPES, type Scope } from '@essaim/shared/actors.ts'
import { type CryptoKey, decodeProtectedHeader, importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Db } from '../db/database.ts'
import { isId, newId } from '../lib/id.ts'
import { ACCESS_SECONDS, type KeyAge, signerAt } from './ages.ts'
import { ALGORITHMS, type Purpose } from './commands.ts'

/** What a token that holds in every respect says. */
export type Verified =
  | { purpose: 'staff'; sub: string; sid: string }
  | { purpose: 'client'; client_id: string; jti: string; exp: number; scopes: Scope[] }

/** Neither kind can pass for the other: its keys, its algorithm, its audience and its claims are its own (RFC 8725 §3.12). */
const KINDS = {
  staff: { path: '/v1/session', required: ['exp', 'iat', 'sub', 'jti', 'sid'] },
  // RFC 9068 §2.2
  client: { path: '/v1', required: ['exp', 'iat', 'sub', 'jti', 'client_id', 'scope'] },
} as const

type Key = KeyAge & { purpose: Purpose; private_jwk: JWK; public_jwk: JWK }

/** How old the keys that a process has in memory may be: a rotation that was forced reaches it within that time. */
const READ_AGAIN_MS = 60_000
/** An unknown key is looked for in the database once a second at most, however many tokens name one. */
const UNKNOWN_AGAIN_MS = 1000

/** Signs and checks access tokens. Keys live in the database: every process signs with the same, and changes over at the same time. */
export function openSigningKeys(db: Db, publicUrl: () => string, clock: () => Date = () => new Date()) {
  const imported = new Map<string, Promise<CryptoKey | Uint8Array>>()
  let known: { keys: Key[]; at: number } | null = null

  async function keysOf(ms: number): Promise<Key[]> {
    const now = Number(clock())
    if (known && Math.abs(now - known.at) < ms) return known.keys
    const rows = await db
      .selectFrom('signing_key')
      .select(['kid', 'purpose', 'created_at', 'active_from', 'private_jwk', 'public_jwk'])
      .where('retired_at', 'is', null)
      .orderBy('active_from')
      .execute()
    known = { keys: rows as unknown as Key[], at: now }
    return known.keys
  }

  const named = (keys: Key[], kid: string) => keys.find((key) => key.kid === kid)
  async function keyNamed(kid: string): Promise<Key | undefined> {
    return named(await keysOf(READ_AGAIN_MS), kid) ?? named(await keysOf(UNKNOWN_AGAIN_MS), kid)
  }
  function importOnce(name: string, jwk: JWK, purpose: Purpose) {
    const key = imported.get(name) ?? importJWK(jwk, ALGORITHMS[purpose])
    imported.set(name, key)
    return key
  }

  function signer(keys: Key[], purpose: Purpose): Key {
    const key = signerAt(
      keys.filter((one) => one.purpose === purpose),
      clock(),
    )
    if (!key) throw new Error(`no key signs for ${purpose}`)
    return key
  }

  return {
    /** A token of ten minutes. */
    async sign(purpose: Purpose, subject: string, claims: JWTPayload): Promise<string> {
      const keys = await keysOf(READ_AGAIN_MS)
      const key = signer(keys, purpose)
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHMS[purpose], typ: 'at+jwt', kid: key.kid })
        .setIssuer(publicUrl())
        .setAudience(publicUrl() + KINDS[purpose].path)
        .setSubject(subject)
        .setJti(newId())
        .setIssuedAt()
        .setExpirationTime(`${ACCESS_SECONDS}s`)
        .sign(await importOnce(`${key.kid} private`, key.private_jwk, purpose))
    },
    /** What a token says that holds in every respect, else null: never believed without being checked. */
    async verify(token: string): Promise<Verified | null> {
      const kid = kidOf(token)
      const key = kid === null ? undefined : await keyNamed(kid)
      if (!key) return null
      const { purpose } = key
      try {
        const { payload } = await jwtVerify(token, await importOnce(key.kid, key.public_jwk, purpose), {
          algorithms: [ALGORITHMS[purpose]],
          issuer: publicUrl(),
          audience: publicUrl() + KINDS[purpose].path,
          typ: 'at+jwt',
          requiredClaims: [...KINDS[purpose].required],
          maxTokenAge: '15m',
          clockTolerance: 5,
        })
        return purpose === 'staff' ? staffClaims(payload) : clientClaims(payload)
      } catch (error) {
        if ((error as { code?: string }).code?.startsWith('ERR_J')) return null
        throw error
      }
    },
    /** A statement that holds for as long as it is kept; by its `typ`, and without an audience, it never passes for a token. */
    async attest(typ: string, claims: JWTPayload): Promise<string> {
      const key = signer(await keysOf(READ_AGAIN_MS), 'staff')
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHMS.staff, typ, kid: key.kid })
        .setIssuer(publicUrl())
        .setIssuedAt()
        .sign(await importOnce(`${key.kid} private`, key.private_jwk, 'staff'))
    },
    /** What such a statement says, whether the key that signed it still signs or not; null when none of ours did. */
    async attested(typ: string, text: string): Promise<JWTPayload | null> {
      const key = await db
        .selectFrom('signing_key')
        .select(['kid', 'public_jwk'])
        .where('kid', '=', kidOf(text) ?? '')
        .where('purpose', '=', 'staff')
        .executeTakeFirst()
      if (!key) return null
      const jwk = await importOnce(key.kid, key.public_jwk as JWK, 'staff')
      return jwtVerify(text, jwk, { algorithms: [ALGORITHMS.staff], typ }).then(
        ({ payload }) => payload,
        () => null,
      )
    },
    /** The public keys, for /.well-known/jwks.json: those that signed, sign and will sign. */
    async published(): Promise<JWK[]> {
      return (await keysOf(READ_AGAIN_MS)).map(({ public_jwk }) => public_jwk)
    },
  }
}
export type SigningKeys = ReturnType<typeof openSigningKeys>

function kidOf(token: string): string | null {
  try {
    return decodeProtectedHeader(token).kid ?? null
  } catch {
    return null
  }
}

function staffClaims({ sub, sid }: JWTPayload): Verified | null {
  return typeof sub === 'string' && typeof sid === 'string' && isId(sub) && isId(sid)
    ? { purpose: 'staff', sub, sid }
    : null
}

function clientClaims({ sub, client_id, jti, exp, scope }: JWTPayload): Verified | null {
  if (typeof client_id !== 'string' || sub !== client_id || !isId(client_id)) return null
  if (typeof jti !== 'string' || !isId(jti) || exp === undefined || typeof scope !== 'string') return null
  const words = scope.split(' ')
  return { purpose: 'client', client_id, jti, exp, scopes: SCOPES.filter((one) => words.includes(one)) }
}
