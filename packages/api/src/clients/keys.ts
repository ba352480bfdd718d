import { createLocalJWKSet, createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'
import { type Outbound, OutboundFailure } from '../lib/outbound.ts'
import { BadAssertion } from './assertions.ts'
import type { ClientRow } from './queries.ts'

const MOST = 1000
const ANSWER_MS = 5000

/** Where a client's public keys are read: as they were given, or at its own address, which is asked again for an unknown key. */
export function clientKeys(outbound: Outbound): (client: Pick<ClientRow, 'jwks' | 'jwks_uri'>) => JWTVerifyGetKey {
  const remote = new LRUCache<string, JWTVerifyGetKey>({ max: MOST })

  async function read(url: string): Promise<Response> {
    try {
      const { status, body } = await outbound.call(url, { headers: { accept: 'application/json' }, timeout: ANSWER_MS })
      return new Response(new Uint8Array(body), { status: status === 200 ? 200 : 502 })
    } catch (error) {
      if (error instanceof OutboundFailure) throw new BadAssertion('The jwks_uri of the client does not answer.')
      throw error
    }
  }
  return ({ jwks, jwks_uri }) => {
    if (jwks_uri === null) return createLocalJWKSet(jwks as never)
    const known = remote.get(jwks_uri) ?? createRemoteJWKSet(new URL(jwks_uri), { [customFetch]: read })
    remote.set(jwks_uri, known)
    return known
  }
}
