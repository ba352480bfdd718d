import { type CryptoKey, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'

/** RFC 7523 §2.2. */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** What clients may sign with; never a shared secret. */
export const ASSERTION_ALGORITHMS = ['ES256', 'EdDSA', 'Ed25519', 'PS256', 'RS256'] as const

/** An assertion is for one request, not for a day. */
const LONGEST_SECONDS = 300
const TOLERANCE_SECONDS = 5
/** RFC 10070 names the first; libraries of before write the second, or nothing. */
const TYPES = ['client-authentication+jwt', 'jwt', undefined]

/** Why an assertion is refused, in words that RFC 6749 §5.2 lets through. */
export class BadAssertion extends Error {}

/** Who an assertion says it is of, before anything of it is believed. */
export function claimedClient(assertion: string): string {
  try {
    const { sub, iss } = decodeJwt(assertion)
    if (typeof sub === 'string' && sub === iss) return sub
  } catch {
    throw new BadAssertion('The assertion is not a JWT.')
  }
  throw new BadAssertion('iss and sub have to be the client_id, both.')
}

/**
 * Checks what a client signed (RFC 7523 §3 as RFC 10070 reads it): by its own keys, for this issuer and nobody else, for five
 * minutes at most. That it serves only once is for the caller to see to, by `jti`.
 */
export async function checkAssertion(
  assertion: string,
  client: { id: string; keys: JWTVerifyGetKey },
  issuer: string,
): Promise<{ jti: string; expires_at: Date }> {
  const payload = await verified(assertion, client, issuer)
  const { aud, jti, exp = 0 } = payload
  if ([aud].flat().length !== 1) throw new BadAssertion(`aud has to be ${issuer} and nothing else.`)
  if (exp > Date.now() / 1000 + LONGEST_SECONDS + TOLERANCE_SECONDS)
    throw new BadAssertion('exp has to be within five minutes.')
  if (typeof jti !== 'string' || jti === '' || jti.length > 255) throw new BadAssertion('jti has 1 to 255 characters.')
  // kept until no clock would take it any more
  return { jti, expires_at: new Date((exp + 2 * TOLERANCE_SECONDS) * 1000) }
}

async function verified(
  assertion: string,
  { id, keys }: { id: string; keys: JWTVerifyGetKey },
  issuer: string,
): Promise<JWTPayload> {
  const options = {
    algorithms: [...ASSERTION_ALGORITHMS],
    issuer: id,
    subject: id,
    audience: issuer,
    requiredClaims: ['exp', 'jti'],
    clockTolerance: TOLERANCE_SECONDS,
  }
  try {
    const { payload, protectedHeader } = await jwtVerify(assertion, keys, options).catch(async (error) => {
      // several of the client's keys would do, and the assertion names none
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
      for await (const key of error as unknown as AsyncIterable<CryptoKey>) {
        const found = await jwtVerify(assertion, key, options).catch((failure) => {
          if (failure instanceof errors.JWSSignatureVerificationFailed) return null
          throw failure
        })
        if (found) return found
      }
      throw new errors.JWSSignatureVerificationFailed()
    })
    if (!TYPES.includes(protectedHeader.typ?.toLowerCase().replace(/^application\//, '')))
      throw new BadAssertion('typ has to be client-authentication+jwt.')
    return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new BadAssertion('The assertion has expired.')
    if (error instanceof errors.JWTClaimValidationFailed)
      throw new BadAssertion(
        error.claim === 'aud' ? `aud has to be ${issuer} and nothing else.` : `${error.claim} is missing or wrong.`,
      )
    if (error instanceof errors.JWKSInvalid || (error as { code?: string }).code === 'ERR_JOSE_GENERIC')
      throw new BadAssertion('What the jwks_uri of the client answers is no set of keys.')
    if (error instanceof errors.JOSEError || error instanceof TypeError)
      throw new BadAssertion('No key of the client made this signature.')
    throw error
  }
}
