import { type FastifyReply, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify'

/**
 * One line per answered request, with the route's pattern instead of the address, so that no query, token or name is in
 * it. Bodies and headers are never logged.
 */
class RouteLines extends LogController {
  override incomingRequest(): void {}
  override routeNotFound(): void {}
  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    if (this.isLogDisabled(request)) return
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      caller: request.actor?.kind,
    }
    if (error) reply.log.error({ ...line, err: error }, 'answer cut short')
    else reply.log.info(line, 'answered')
  }
}

/** The log's options; without `logTo`, standard output. */
export function logLines(options: {
  logLevel?: string
  logTo?: { write(line: string): void }
}): Pick<FastifyServerOptions, 'logger' | 'logController'> {
  return {
    logController: new RouteLines(),
    logger: {
      level: options.logLevel ?? 'info',
      ...(options.logTo && { stream: options.logTo }),
      serializers: {
        req: (request) => ({ method: request.method, route: request.routeOptions.url, id: request.id }),
        res: (reply) => ({ statusCode: reply.statusCode }),
        err: (error: Error & { code?: string }) => ({
          type: error.name,
          message: error.message,
          stack: error.stack ?? '',
          code: error.code,
        }),
      },
    },
  }
}
