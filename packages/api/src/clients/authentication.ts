import type { FastifyInstance, FastifyRequest } from 'fastify'
import { isId } from '../lib/id.ts'
import { addressOf } from '../plugins/limits.ts'
import type { signInFailures } from '../sessions/failures.ts'
import { ASSERTION_TYPE, BadAssertion, checkAssertion, claimedClient } from './assertions.ts'
import { clientKeys } from './keys.ts'
import { oauthProblem } from './oauth-problem.ts'
import { type ClientRow, findLiveClient, noteUse, useAssertion } from './queries.ts'
import { holdsSecret } from './secret-queries.ts'

/** What a request to the authorization server may hold to say who sends it. */
export type Credentials = { client_id?: string; client_assertion_type?: string; client_assertion?: string }

const WRONG_SECRET = oauthProblem(
  'invalid_client',
  { fr: 'Client inconnu, ou secret qui ne vaut pas.', en: 'Unknown client, or a secret that does not hold.' },
  { slug: 'unauthenticated', headers: { 'www-authenticate': 'Basic realm="essaim"' } },
)
const badAssertion = (why: string) =>
  oauthProblem('invalid_client', { fr: `L’assertion est refusée : ${why}`, en: `The assertion is refused: ${why}` })

/**
 * Tells which client sends a request to the authorization server (RFC 6749 §2.3, RFC 7523 §2.2). Failures are counted by
 * address, in the database.
 */
export function clientAuthentication(app: FastifyInstance, failures: ReturnType<typeof signInFailures>) {
  const keysOf = clientKeys(app.outbound)
  return async (request: FastifyRequest, credentials: Credentials): Promise<ClientRow> => {
    const { authorization } = request.headers
    const { client_assertion: assertion } = credentials
    if (authorization !== undefined && assertion !== undefined)
      throw oauthProblem('invalid_request', {
        fr: 'Une seule façon de s’identifier par requête.',
        en: 'One way of authentication in a request.',
      })
    if (authorization === undefined && assertion === undefined)
      throw oauthProblem(
        'invalid_client',
        {
          fr: 'Le client s’identifie par son secret dans l’en-tête Authorization, ou par une assertion.',
          en: 'The client authenticates by its secret in the Authorization header, or by an assertion.',
        },
        { slug: 'unauthenticated', headers: { 'www-authenticate': 'Basic realm="essaim"' } },
      )
    let refusal = WRONG_SECRET
    const client = await failures.attemptFrom(`client ${addressOf(request)}`, async () => {
      try {
        return assertion === undefined
          ? await bySecret(app, authorization ?? '')
          : await byAssertion(app, keysOf, assertion, credentials)
      } catch (error) {
        if (!(error instanceof BadAssertion)) throw error
        refusal = badAssertion(error.message)
        return null
      }
    })
    if (!client) throw refusal
    await noteUse(app.db, client.id)
    return client
  }
}

/** RFC 6749 §2.3.1: both parts are form-encoded before they are put together. */
function readBasic(header: string): { id: string; secret: string } | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]{1,2000})$/i.exec(header)?.[1]
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? []
  if (id === undefined || secret === undefined) return null
  try {
    const decoded = (part: string) => decodeURIComponent(part.replaceAll('+', ' '))
    return { id: decoded(id), secret: decoded(secret) }
  } catch {
    return null
  }
}

async function bySecret(app: FastifyInstance, header: string): Promise<ClientRow | null> {
  const brought = readBasic(header)
  if (!brought || !isId(brought.id)) return null
  const client = await findLiveClient(app.db, brought.id)
  return client && (await holdsSecret(app.db, client.id, brought.secret)) ? client : null
}

async function byAssertion(
  app: FastifyInstance,
  keysOf: ReturnType<typeof clientKeys>,
  assertion: string,
  credentials: Credentials,
): Promise<ClientRow> {
  if (credentials.client_assertion_type !== ASSERTION_TYPE)
    throw new BadAssertion(`client_assertion_type has to be ${ASSERTION_TYPE}.`)
  const id = claimedClient(assertion)
  if (credentials.client_id !== undefined && credentials.client_id !== id)
    throw new BadAssertion('client_id is not that of the assertion.')
  const client = isId(id) ? await findLiveClient(app.db, id) : undefined
  if (client?.token_endpoint_auth_method !== 'private_key_jwt')
    throw new BadAssertion('No client of this client_id signs assertions.')
  const { jti, expires_at } = await checkAssertion(assertion, { id: client.id, keys: keysOf(client) }, app.publicUrl())
  if (!(await useAssertion(app.db, client.id, jti, expires_at)))
    throw new BadAssertion('This jti has been used: each assertion serves once.')
  return client
}
