import { ref } from '@essaim/shared/schema.ts'
import { CurrentSession, Session, SignIn } from '@essaim/shared/sessions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor, recordEvent } from '../events/commands.ts'
import { checkPassword } from '../lib/passwords.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { addressOf } from '../plugins/limits.ts'
import { sessionAnswers, userOf } from './answers.ts'
import { signInFailures } from './failures.ts'
import type { ProviderSettings } from './identity-provider.ts'
import { linkRoutes } from './link-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import {
  endSession,
  insertRefreshToken,
  memberByEmail,
  memberById,
  sessionOfToken,
  useRefreshToken,
} from './queries.ts'
import { reuseWarning } from './reuse-warning.ts'

type Options = { adminOrigin: string | null; signInFailures: number; oidc: ProviderSettings | null }

const WRONG = problem('unauthenticated', {
  detail: { fr: 'Adresse ou mot de passe incorrect.', en: 'Wrong address or password.' },
  errors: [
    {
      // the whole body: which of the two is wrong is not told
      pointer: '',
      code: 'invalid-credentials',
      detail: { fr: 'Adresse ou mot de passe incorrect.', en: 'Wrong address or password.' },
    },
  ],
})
const REUSED = problem('unauthenticated', {
  detail: {
    fr: 'Cette session a été close : son jeton avait déjà servi.',
    en: 'This session was ended: its token had been used before.',
  },
  errors: [
    {
      parameter: 'Cookie',
      code: 'token-reuse',
      detail: { fr: 'Ce jeton avait déjà servi.', en: 'This token had been used before.' },
    },
  ],
})

/** Signing in and out of staff. Access tokens last ten minutes; the session behind them is asked on each request. */
export const sessionRoutes: FastifyPluginAsyncTypebox<Options> = async (
  app,
  { adminOrigin, signInFailures: allowed, oidc },
) => {
  const failures = signInFailures(app.db, allowed)
  const answers = sessionAnswers(app, adminOrigin)
  const { cookie, requireOwn } = answers

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.post(
    '/v1/session',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'signIn',
        tags: ['sessions'],
        summary: 'Sign in with e-mail and password',
        description:
          'Answers an access token of ten minutes and sets the refresh cookie. After ten failures of an account or an address within fifteen minutes, 429.',
        body: ref(SignIn),
        response: { 200: ref(Session) },
      },
    },
    async (request, reply) => {
      requireOwn(request)
      const { email, password } = request.body
      const member = await failures.attempt({ email, address: addressOf(request) }, async () => {
        const found = await memberByEmail(app.db, email)
        const right = await checkPassword(password, found?.password_hash ?? null)
        return found && right && found.state === 'active' ? found : null
      })
      if (!member) throw WRONG
      const started = await app.db.transaction().execute((trx) => answers.start(trx, request, member, 'password'))
      return answers.send(reply, started)
    },
  )

  app.post(
    '/v1/session/refresh',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'refreshSession',
        tags: ['sessions'],
        summary: 'Renew the access token',
        description:
          'Reads the refresh cookie and replaces it. Each refresh token serves once: one that comes back ends the whole session, and the member is told by mail.',
        response: { 200: ref(Session) },
      },
    },
    async (request, reply) => {
      requireOwn(request)
      const brought = cookie.read(request)
      if (brought === null) throw problem('unauthenticated')
      // The end of a session has to be kept although the answer is a refusal: it is thrown after the transaction.
      const outcome = await app.db.transaction().execute(async (trx) => {
        const session = await useRefreshToken(trx, brought)
        if (session) {
          const member = await memberById(trx, session.staff_member_id)
          return member ? { member, session, token: await insertRefreshToken(trx, session) } : null
        }
        const known = await sessionOfToken(trx, brought)
        if (!known?.used_at || !(await endSession(trx, known.id, 'token_reuse'))) return null
        const member = await memberById(trx, known.staff_member_id)
        if (!member) return null
        await recordEvent(trx, callerFor(request), {
          action: 'session.end',
          subject: { kind: 'session', id: known.id },
          detail: { because: 'token_reuse', user: member.id },
        })
        await app.jobs.mail(trx, reuseWarning(member))
        return 'reused'
      })
      if (outcome !== null && outcome !== 'reused') return answers.send(reply, outcome)
      cookie.clear(reply)
      throw outcome === 'reused' ? REUSED : problem('unauthenticated')
    },
  )

  app.get(
    '/v1/session',
    {
      config: { access: ACCESS.staff, secret: true },
      schema: {
        operationId: 'getSession',
        tags: ['sessions'],
        summary: 'Who am I',
        response: { 200: ref(CurrentSession) },
      },
    },
    async (request) => {
      const member = 'id' in request.actor ? await memberById(app.db, request.actor.id) : undefined
      if (!member) throw problem('unauthenticated')
      return { user: userOf(member) }
    },
  )

  app.delete(
    '/v1/session',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'signOut',
        tags: ['sessions'],
        summary: 'Sign out',
        description: 'Ends the session of the access token, of the refresh cookie, or of both, on every node at once.',
        response: { 204: { type: 'null', description: 'Signed out.' } },
      },
    },
    async (request, reply) => {
      requireOwn(request)
      const brought = cookie.read(request)
      if (brought === null && request.actor.kind !== 'staff') throw problem('unauthenticated')
      await app.db.transaction().execute(async (trx) => {
        const byCookie = brought === null ? undefined : await sessionOfToken(trx, brought)
        const sessions = new Set([request.actor.kind === 'staff' ? request.actor.session : null, byCookie?.id ?? null])
        for (const session of [...sessions].filter((id) => id !== null).sort()) {
          if (!(await endSession(trx, session, 'signed_out'))) continue
          await recordEvent(trx, callerFor(request), {
            action: 'session.end',
            subject: { kind: 'session', id: session },
            detail: { because: 'signed_out' },
          })
        }
      })
      cookie.clear(reply)
      return reply.code(204).send()
    },
  )

  await app.register(linkRoutes, { adminOrigin, answers })
  await app.register(oidcRoutes, { adminOrigin, answers, oidc })
}
