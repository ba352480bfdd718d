import type { FastifyInstance } from 'fastify'
import { callerFor, recordEvent } from '../events/commands.ts'
import { isId } from '../lib/id.ts'

/**
 * A write that was refused to someone signed in leaves an entry in the trail before it is answered: who tried what on
 * which resource, whether it exists or not.
 */
export function recordDenials(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    const { actor } = request
    if (reply.statusCode !== 403 && reply.statusCode !== 404) return
    if (request.method === 'GET' || request.method === 'HEAD' || request.is404) return
    if (actor?.kind !== 'staff' && actor?.kind !== 'key' && actor?.kind !== 'respondent') return
    const { id } = (request.params ?? {}) as { id?: string }
    await app.db
      .transaction()
      .execute((trx) =>
        recordEvent(trx, callerFor(request), {
          action: 'access.denied',
          subject: { kind: 'route', id: id && isId(id) ? id : null },
          detail: { method: request.method, route: request.routeOptions.url, status: reply.statusCode },
        }),
      )
      .catch((error: Error) => request.log.error({ err: error }, 'a denial was not recorded'))
  })
}
