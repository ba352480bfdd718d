import { IdParams, ref } from '@essaim/shared/schema.ts'
import { LinkSignIn, Session } from '@essaim/shared/sessions.ts'
import { SignInLink } from '@essaim/shared/users.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor, recordEvent } from '../events/commands.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import type { SessionAnswers } from './answers.ts'
import { insertSignInLink, memberById, useSignInLink } from './queries.ts'

type Options = { adminOrigin: string | null; answers: SessionAnswers }

/** Signing in once by a link that an administrator made. Only the POST uses it up: whoever merely looks changes nothing. */
export const linkRoutes: FastifyPluginAsyncTypebox<Options> = async (app, { adminOrigin, answers }) => {
  app.post(
    '/v1/session/link',
    {
      config: { access: ACCESS.anyone, secret: true },
      schema: {
        operationId: 'signInByLink',
        tags: ['sessions'],
        summary: 'Sign in once by a link',
        description:
          'Uses the link up. A link that was used, replaced or is older than an hour answers 410 `link-used`.',
        body: ref(LinkSignIn),
        response: { 200: ref(Session) },
      },
    },
    async (request, reply) => {
      answers.requireOwn(request)
      const started = await app.db.transaction().execute(async (trx) => {
        const id = await useSignInLink(trx, request.body.token)
        const member = id && (await memberById(trx, id))
        if (!member) throw problem('link-used')
        return answers.start(trx, request, member, 'link')
      })
      return answers.send(reply, started)
    },
  )

  app.post(
    '/v1/users/:id/sign-in-links',
    {
      config: { access: ACCESS.admins, secret: true },
      schema: {
        operationId: 'createSignInLink',
        tags: ['users'],
        summary: 'Make a link by which a member signs in once',
        description:
          'Shown once, valid for an hour; it replaces the links made before. The token follows `#`, so that no server log holds it.',
        params: IdParams,
        response: { 201: ref(SignInLink) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const member = await memberById(trx, request.params.id)
        if (!member) throw problem('not-found')
        if (member.state !== 'active') {
          throw problem('conflict', {
            detail: { fr: 'Ce compte est suspendu.', en: 'This account is suspended.' },
            members: { state: member.state },
          })
        }
        const { token, expires_at } = await insertSignInLink(trx, member.id)
        await recordEvent(trx, callerFor(request), {
          action: 'user.sign_in_link',
          subject: { kind: 'user', id: member.id },
          detail: { expires_at },
        })
        return { status: 201, body: { url: `${adminOrigin ?? app.publicUrl()}/admin/connexion#${token}`, expires_at } }
      }),
  )
}
