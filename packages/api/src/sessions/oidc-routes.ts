import { ref } from '@essaim/shared/schema.ts'
import { OidcCallback, OidcSignIn } from '@essaim/shared/sessions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { callerFor, recordEvent } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import type { SessionAnswers } from './answers.ts'
import { stateCookie } from './cookie.ts'
import { beginSignIn, memberOf, takeUpSignIn } from './identities.ts'
import { identityProvider, type ProviderSettings } from './identity-provider.ts'

type Options = { adminOrigin: string | null; answers: SessionAnswers; oidc: ProviderSettings | null }

const CALLBACK = '/v1/session/oidc/callback'
const TAGS = ['sessions']

/**
 * Signing in at the federation's identity provider. It names who comes; whether they are of the staff is known here, and
 * nobody becomes so by it.
 */
export const oidcRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { adminOrigin, answers, oidc }) => {
  const cookie = stateCookie(app.publicUrl)
  const provider = oidc && identityProvider(oidc, () => `${app.publicUrl()}${CALLBACK}`)
  const console = () => `${adminOrigin ?? app.publicUrl()}/admin/`
  const refuse = (reply: FastifyReply, reason: 'not-admitted' | 'failed') =>
    cookie.clear(reply).redirect(`${console()}#oidc-${reason}`, 303)

  app.get(
    '/v1/session/oidc',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getOidcSignIn',
        tags: TAGS,
        summary: 'Read whether staff sign in at an identity provider too',
        response: { 200: ref(OidcSignIn) },
      },
    },
    async () => ({ available: provider !== null, issuer: oidc?.issuer ?? null }),
  )

  app.get(
    '/v1/session/oidc/start',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'startOidcSignIn',
        tags: TAGS,
        summary: 'Go and sign in at the identity provider',
        description:
          'For a browser: OpenID Connect’s authorization code flow with PKCE, state and nonce. 404 where none is configured.',
        response: { 303: { type: 'null', description: 'To the provider.' } },
      },
    },
    async (_request, reply) => {
      if (!provider) throw problem('not-found')
      const underWay = provider.begin()
      const state = await beginSignIn(app.db, underWay)
      try {
        const address = await provider.address(underWay, state)
        return cookie.write(reply, state).redirect(address.href, 303)
      } catch (error) {
        app.log.warn({ code: (error as { code?: string }).code }, 'identity provider')
        return refuse(reply, 'failed')
      }
    },
  )

  app.get(
    CALLBACK,
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'finishOidcSignIn',
        tags: TAGS,
        summary: 'Come back from the identity provider',
        description:
          'For the browser that began it, once: sets the refresh cookie and goes to the console, which renews the session from it. Whoever is not of the staff, or suspended, goes there without one.',
        querystring: OidcCallback,
        response: { 303: { type: 'null', description: 'To the console.' } },
      },
    },
    async (request, reply) => {
      if (!provider) throw problem('not-found')
      const state = cookie.read(request)
      const underWay = state !== null && state === request.query.state ? await takeUpSignIn(app.db, state) : undefined
      if (state === null || !underWay) return refuse(reply, 'failed')
      const query = request.raw.url?.split('?')[1] ?? ''
      const identity = await provider.identityOf(query, state, underWay).catch((error) => {
        app.log.warn({ code: (error as { code?: string }).code }, 'identity provider')
        return null
      })
      if (!identity) return refuse(reply, 'failed')
      const started = await app.db.transaction().execute(async (trx) => {
        const known = await memberOf(trx, identity)
        if (!known) {
          await recordEvent(trx, callerFor(request), {
            action: 'session.refuse',
            subject: { kind: 'session', id: null },
            detail: { by: 'oidc', issuer: identity.issuer },
          })
          return null
        }
        const session = await answers.start(trx, request, known.member, 'oidc')
        if (known.bound)
          await recordEvent(trx, callerFor(request), {
            action: 'user.bind_identity',
            subject: { kind: 'user', id: known.member.id },
            detail: { issuer: identity.issuer },
          })
        return session
      })
      if (!started) return refuse(reply, 'not-admitted')
      cookie.clear(reply)
      answers.cookie.write(reply, started.token, started.session.expires_at)
      return reply.redirect(console(), 303)
    },
  )
}
