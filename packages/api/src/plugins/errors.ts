import type { Socket } from 'node:net'
import type { ProblemSlug } from '@essaim/shared/problem.ts'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { newId } from '../lib/id.ts'
import { languageOf, PROBLEMS, problem, problemBody, Refusal } from '../lib/problem.ts'
import type { RouteTable } from '../lib/route-table.ts'
import { faultsOf } from '../lib/validation-faults.ts'
import { vary } from '../lib/vary.ts'

type Failure = Partial<FastifyError> & { code?: string; message: string; severity?: string }

// The network's words, and those of a server that lets nobody in: wrong login, no such database, closed to connections, read-only.
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '28000',
  '28P01',
  '3D000',
  '55000',
  '25006',
])

/** What PostgreSQL and its driver say, in the words of the catalogue; null when it is none of theirs. */
function storageRefusal(error: Failure): Refusal | null {
  const code = error.code ?? ''
  const again = { headers: { 'retry-after': '2' } }
  if (/timeout exceeded when trying to connect/.test(error.message)) return problem('overloaded', again)
  if (code === '55P03' || code === '57014' || code === '40001' || code === '40P01' || code === '53300')
    return problem('overloaded', again)
  if (/^(08|57P|58|53)/.test(code) || UNREACHABLE.has(code)) return problem('storage-unavailable', again)
  if (
    /Connection terminated|Query read timeout|not queryable|Client has encountered a connection error/.test(
      error.message,
    )
  )
    return problem('storage-unavailable', again)
  if (error.severity && code === '23505')
    return problem('conflict', {
      detail: { fr: 'Une autre ressource porte déjà cette valeur.', en: 'Another resource already has this value.' },
    })
  if (error.severity && /^(22|23)/.test(code)) return problem('validation')
  return null
}

/** The refusal that an error amounts to; whatever is not expected is an internal error, told to nobody. */
export function refusalOf(error: Failure): Refusal {
  if (error instanceof Refusal) return error
  if (error.validation) {
    if (error.validationContext === 'params') return problem('not-found')
    return problem('validation', { errors: faultsOf(error.validation, error.validationContext ?? 'body') })
  }
  switch (error.code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem('unsupported-media-type')
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem('too-large')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_BAD_URL':
      return problem('malformed')
    case 'FST_ERR_ASYNC_CONSTRAINT':
    case 'FST_ERR_ROUTE_MISSING':
      return problem('not-found')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return problem('not-found')
    default:
      return (
        storageRefusal(error) ??
        (error.statusCode === 400 || error instanceof SyntaxError ? problem('malformed') : problem('internal'))
      )
  }
}

/** Every answer of 400 and more is problem+json: what routes throw, what Fastify refuses, and what is not even HTTP. */
export function answerProblems(app: FastifyInstance, publicUrl: () => string, routes: RouteTable): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refusal = refusalOf(error)
    const { status } = PROBLEMS[refusal.slug]
    // a caller who goes away in the middle of a body is no failure of ours
    if (status >= 500 && !request.raw.destroyed)
      request.log.error({ code: error.code, slug: refusal.slug, err: error }, 'request failed')
    return sendProblem(request, reply, refusal, publicUrl)
  })
  app.setNotFoundHandler((request, reply) => {
    const allow = routes.methodsOf(pathOf(request.url))
    const refusal =
      allow.length > 0 ? problem('method-not-allowed', { headers: { allow: allow.join(', ') } }) : problem('not-found')
    return sendProblem(request, reply, refusal, publicUrl)
  })
  // While connections are being drained, what is still sent on them is refused in the same form as everything else.
  let closing = false
  // Browsers keep connections ready on which nothing was ever sent: they are nobody's request, and would be waited for.
  const connections = new Set<Socket>()
  app.server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  app.addHook('preClose', async () => {
    closing = true
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
  })
  app.addHook('onRequest', async (request, reply) => {
    if (closing) {
      reply.header('connection', 'close')
      throw problem('overloaded', { headers: { 'retry-after': '5' } })
    }
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') throw problem('malformed')
  })
  app.server.on('checkExpectation', (_request, response) => {
    response
      .writeHead(417, { 'content-type': 'application/problem+json' })
      .end(rawProblem('malformed', publicUrl(), 417))
  })
  app.server.on('connect', (_request, socket) => {
    refuseSocket(socket as Socket, 405, 'Method Not Allowed', rawProblem('method-not-allowed', publicUrl(), 405))
  })
}

const pathOf = (url: string) => url.split('?')[0] ?? '/'

/** The address that was refused: without its query, which may hold what is not to be repeated. */
const instanceOf = (request: FastifyRequest): string => {
  const path = pathOf(request.url)
  const named = path.length <= 300 && URL.canParse(path, 'http://essaim') && !/%(?![0-9a-f]{2})/i.test(path)
  return named ? path : `urn:uuid:${request.id}`
}

/** Answers a refusal in the caller's language. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  refusal: Refusal,
  publicUrl: () => string,
  mediaType = 'application/problem+json',
): FastifyReply {
  request.refusal = refusal.slug
  const body = problemBody(refusal, {
    publicUrl: publicUrl(),
    language: languageOf(request.headers['accept-language']),
    instance: instanceOf(request),
  })
  if (refusal.slug === 'unauthenticated') reply.header('www-authenticate', 'Bearer')
  if (body.status >= 500) reply.header('cache-control', 'no-store')
  return vary(reply, 'Accept-Language')
    .code(body.status)
    .headers(refusal.options.headers ?? {})
    .type(mediaType)
    .serializer(JSON.stringify)
    .send(body)
}

/** For requests that never reach a route: a bad address, or bytes that are no HTTP. */
export const frameworkHandlers = (publicUrl: () => string) => ({
  frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
    sendProblem(request, reply, refusalOf(error), publicUrl),
  clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy()
      return
    }
    const [status, reason, slug] =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? ([408, 'Request Timeout', 'malformed'] as const)
        : error.code === 'HPE_HEADER_OVERFLOW'
          ? ([431, 'Request Header Fields Too Large', 'too-large'] as const)
          : ([400, 'Bad Request', 'malformed'] as const)
    refuseSocket(socket, status, reason, rawProblem(slug, publicUrl(), status))
  },
})

/** A problem for what never became a request. */
const rawProblem = (slug: ProblemSlug, publicUrl: string, status: number): string =>
  JSON.stringify({
    ...problemBody(problem(slug), { publicUrl, language: 'fr', instance: `urn:uuid:${newId()}` }),
    status,
  })

function refuseSocket(socket: Socket, status: number, reason: string, body: string): void {
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
