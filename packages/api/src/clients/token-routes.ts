import { SCOPES } from '@essaim/shared/actors.ts'
import { CLIENT_AUTH_METHODS, RevocationRequest, TokenAnswer, TokenRequest } from '@essaim/shared/clients.ts'
import { closed, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyError } from 'fastify'
import { callerFor, recordEvent } from '../events/commands.ts'
import { ACCESS } from '../plugins/access.ts'
import { refusalOf, sendProblem } from '../plugins/errors.ts'
import { signInFailures } from '../sessions/failures.ts'
import { ACCESS_SECONDS } from '../signing-keys/ages.ts'
import { ASSERTION_ALGORITHMS } from './assertions.ts'
import { clientAuthentication } from './authentication.ts'
import { inOAuthWords, oauthProblem } from './oauth-problem.ts'
import { type ClientRow, revokeToken } from './queries.ts'

const FORM = 'application/x-www-form-urlencoded'

/** The parameters of a form: one without a value counts as left out, none comes twice (RFC 6749 §3.2). */
function readForm(text: string): Record<string, string> {
  const read = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '') continue
    if (read.has(name))
      throw oauthProblem('invalid_request', {
        fr: `Le paramètre ${name} vient deux fois.`,
        en: `The parameter ${name} comes twice.`,
      })
    read.set(name, value)
  }
  return Object.fromEntries(read)
}

/** The scopes that are asked for, which the client has to hold; all of its own when none is named (RFC 6749 §3.3). */
function grantedScope(client: ClientRow, asked: string | undefined): string {
  const wanted = asked === undefined ? client.scopes : asked.split(' ').filter(Boolean)
  const lacking = wanted.filter((one) => !client.scopes.some((scope) => scope === one))
  if (lacking.length > 0 || wanted.length === 0)
    throw oauthProblem('invalid_scope', {
      fr: `Ce client n’a pas la portée ${lacking.join(' ')} ; il a : ${client.scopes.join(' ')}.`,
      en: `This client does not hold the scope ${lacking.join(' ')}; it holds: ${client.scopes.join(' ')}.`,
    })
  return [...new Set(wanted)].join(' ')
}

/**
 * The authorization server for partners' systems: RFC 6749 §4.4 and nothing else of it. Its refusals are read by OAuth
 * libraries, so they are JSON in the form of RFC 6749 §5.2; see docs/decisions/0012.
 */
export const authorizationServerRoutes: FastifyPluginAsyncTypebox<{ signInFailures: number }> = async (
  app,
  { signInFailures: allowed },
) => {
  const authenticate = clientAuthentication(app, signInFailures(app.db, allowed))
  const tags = ['oauth']
  const form = { access: ACCESS.anyone, secret: true, ownCredentials: true, mediaType: FORM } as const

  app.get(
    '/.well-known/oauth-authorization-server',
    { config: { access: ACCESS.anyone }, schema: { hide: true } },
    async (_request, reply) => {
      const issuer = app.publicUrl()
      const methods = {
        endpoint_auth_methods_supported: CLIENT_AUTH_METHODS,
        endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
      }
      const of = (endpoint: string) =>
        Object.fromEntries(Object.entries(methods).map(([name, value]) => [`${endpoint}_${name}`, value]))
      return reply.header('cache-control', 'public, max-age=3600').send({
        issuer,
        token_endpoint: `${issuer}/oauth/token`,
        revocation_endpoint: `${issuer}/oauth/revoke`,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        scopes_supported: SCOPES,
        response_types_supported: [],
        grant_types_supported: ['client_credentials'],
        ...of('token'),
        ...of('revocation'),
        service_documentation: `${issuer}/docs`,
        ui_locales_supported: ['fr', 'en'],
      })
    },
  )

  const endpoints: FastifyPluginAsyncTypebox = async (oauth) => {
    oauth.removeAllContentTypeParsers()
    oauth.addContentTypeParser<string>(
      FORM,
      { parseAs: 'string', bodyLimit: 16_384 },
      async (_request: unknown, text: string) => readForm(text),
    )
    oauth.setErrorHandler((error: FastifyError, request, reply) => {
      const refusal = inOAuthWords(refusalOf(error))
      if (refusal.slug === 'internal') request.log.error({ err: error }, 'request failed')
      return sendProblem(request, reply, refusal, app.publicUrl, 'application/json')
    })
    oauth.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store')
    })

    oauth.post(
      '/oauth/token',
      {
        config: form,
        schema: {
          operationId: 'requestToken',
          tags,
          summary: 'Get an access token',
          description:
            'OAuth 2.0 client credentials (RFC 6749 §4.4). The client authenticates by `client_secret_basic`, or by an assertion that it signed (`private_key_jwt`): `iss` and `sub` its `client_id`, `aud` this issuer as sole value, `exp` within five minutes, a `jti` that serves once. The token is a JWT (RFC 9068) of ten minutes. After ten failures of an address within fifteen minutes, 429. Refusals are in the form of RFC 6749 §5.2, with the members of a problem beside.',
          body: ref(TokenRequest),
          response: { 200: ref(TokenAnswer) },
        },
      },
      async (request) => {
        const { body } = request
        const client = await authenticate(request, body)
        if (body.grant_type !== 'client_credentials')
          throw oauthProblem('unsupported_grant_type', {
            fr: 'Seul client_credentials est proposé ici.',
            en: 'Only client_credentials is offered here.',
          })
        const api = `${app.publicUrl()}/v1`
        if (body.resource !== undefined && body.resource !== api)
          throw oauthProblem('invalid_target', { fr: `resource est ${api}.`, en: `resource is ${api}.` })
        const scope = grantedScope(client, body.scope)
        return {
          access_token: await app.signingKeys.sign('client', client.id, { client_id: client.id, scope }),
          token_type: 'Bearer' as const,
          expires_in: ACCESS_SECONDS,
          scope,
        }
      },
    )

    oauth.post(
      '/oauth/revoke',
      {
        config: form,
        schema: {
          operationId: 'revokeToken',
          tags,
          summary: 'Revoke an access token',
          description:
            'RFC 7009. It is refused from the next request on. A token that does not hold is no fault: there is nothing left to revoke.',
          body: ref(RevocationRequest),
          response: { 200: closed({}, { description: 'Revoked, or no token: there is nothing to say.' }) },
        },
      },
      async (request) => {
        const client = await authenticate(request, request.body)
        const token = await app.signingKeys.verify(request.body.token)
        if (token?.purpose !== 'client') return {}
        if (token.client_id !== client.id)
          throw oauthProblem('invalid_grant', {
            fr: 'Ce jeton est celui d’un autre client.',
            en: 'This token is that of another client.',
          })
        await app.db.transaction().execute(async (trx) => {
          if (!(await revokeToken(trx, token.jti, new Date((token.exp + 60) * 1000)))) return
          const actor = { kind: 'key', id: client.id, partner: client.partner_id, scopes: client.scopes } as const
          await recordEvent(
            trx,
            { ...callerFor(request), actor },
            {
              action: 'partner.revoke_token',
              subject: { kind: 'partner', id: client.partner_id },
              detail: { client: client.id, jti: token.jti },
            },
          )
        })
        return {}
      },
    )
  }
  await app.register(endpoints)
}
