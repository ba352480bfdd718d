import { closed } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { ACCESS } from '../plugins/access.ts'
import { object } from './commands.ts'

const Params = closed({ token: Type.String({ minLength: 1, maxLength: 200 }) })

/** Objecting by the address that a letter carries: mail programs send it a form, nobody has to sign in. */
export const objectionRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 16_384 }, (_request, _body, done) => done(null))

  app.post(
    '/v1/objections/:token',
    {
      config: { access: ACCESS.anyone, secret: true, bodyUnread: true },
      schema: {
        operationId: 'objectToLetters',
        tags: ['deliveries'],
        summary: 'Object to being written to',
        description:
          'The address in `List-Unsubscribe` (RFC 8058): one POST, with any body or none, and nobody at the letter’s address is written to again. Repeating it changes nothing.',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await inScope(app.db, { kind: 'job' }, (trx) => object(trx, callerFor(request), request.params.token))
      return reply.code(204).header('cache-control', 'no-store').send(null)
    },
  )
}
