import { closed } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { ACCESS } from '../plugins/access.ts'
import { pageLanguage, sendPage } from '../site/page.ts'
import { object } from './commands.ts'
import { askPage, donePage } from './objection-page.ts'

const Params = closed({ token: Type.String({ minLength: 1, maxLength: 200 }) })

/** Objecting by the address that a letter carries: mail programs send it a form, nobody has to sign in. */
export const objectionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16_384 }, (_request, _body, done) => done(null))

  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  const objectBy = (request: FastifyRequest<{ Params: { token: string } }>) =>
    inScope(app.db, { kind: 'job' }, (trx) => object(trx, callerFor(request), request.params.token))

  const page = { access: ACCESS.anyone, secret: true, bodyUnread: true } as const
  app.get('/objection/:token', { config: page, schema: { hide: true, params: Params } }, (request, reply) =>
    sendPage(request, reply, askPage(pageLanguage(request))),
  )
  app.post('/objection/:token', { config: page, schema: { hide: true, params: Params } }, async (request, reply) => {
    await objectBy(request)
    return sendPage(request, reply, donePage(pageLanguage(request)))
  })

  app.post(
    '/v1/objections/:token',
    {
      config: { access: ACCESS.anyone, secret: true, bodyUnread: true },
      schema: {
        operationId: 'objectToLetters',
        tags: ['deliveries'],
        summary: 'Object to being written to',
        description:
          'By the token of the address in a letter’s `List-Unsubscribe` (RFC 8058), which does the same: one POST, with any body or none, and nobody at the letter’s address is written to again. Repeating it changes nothing.',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await objectBy(request)
      return reply.code(204).send(null)
    },
  )
}
