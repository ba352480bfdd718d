import type { Access } from '../access.ts'
import type { Deprecation } from '../deprecations.ts'
import { headers, LIMIT_HEADERS, type PARAMETERS, type RESPONSES } from './components.ts'
import type { Content, Document, Method, Operation, Parameter, Reference, Requirement, Schema } from './document.ts'

/** What the route's configuration says of the operation. */
export type Route = {
  access?: Access
  secret?: true
  mediaType?: string | readonly string[]
  mediaSchemas?: Record<string, Schema>
  deprecated?: Deprecation
}

const parameter = (name: keyof typeof PARAMETERS): Reference => ({ $ref: `#/components/parameters/${name}` })
const response = (name: keyof typeof RESPONSES): Reference => ({ $ref: `#/components/responses/${name}` })

/** Operations whose subject may be gone: a record, a link, the sequel of a feed. */
const MAY_BE_GONE = [
  /^\/v1\/(sandbox\/)?innovations\/\{/,
  /^\/v1\/(sandbox\/)?feeds\//,
  /^\/v1\/respond\/session$/,
  /^\/v1\/respond\/sign-offs$/,
  /^\/v1\/session\/link$/,
  /\/files\//,
  /^\/v1\/exports\/\{/,
]

/** What identifies by the refresh cookie. */
const READS_COOKIE = new Set(['post /v1/session/refresh', 'delete /v1/session'])

/** What the authorization server may refuse with. */
const OAUTH_REFUSALS = ['400', '401', '413', '415', '429', '503', 'default']

/** What sets or reads that cookie. */
const CHECKS_ORIGIN = /^(post|delete) \/v1\/session(\/|$)/

/** Writes that state something themselves instead of changing a version. */
const CHANGES_NO_RESOURCE = (path: string, method: Method): boolean =>
  (method === 'delete' && /^\/v1\/(respond\/)?session(s)?($|\/)/.test(path)) || /\/by-ref\//.test(path)

/** Who may call, as requirements of which one is enough; the roles and scopes stand in `x-roles` and `x-scopes`. */
function securityOf(path: string, method: Method, access: Access): Requirement[] {
  if (READS_COOKIE.has(`${method} ${path}`))
    return method === 'delete' ? [{ staffToken: [] }, { refreshCookie: [] }] : [{ refreshCookie: [] }]
  if (path.startsWith('/oauth/')) return [{ clientSecret: [] }, {}]
  const open: Requirement[] = []
  if (access.anyone) {
    open.push({})
    // the same address answers each caller its own view
    if (method === 'get') open.push({ apiKey: [] }, { oauthClient: [] }, { staffToken: [] }, { respondentSession: [] })
  }
  if (access.staff) open.push({ staffToken: [] })
  // of OAuth scopes every one in a list is needed: each is a way of its own
  if (access.scopes) open.push({ apiKey: [] }, ...access.scopes.map((scope) => ({ oauthClient: [scope] })))
  if (access.respondent) open.push({ respondentSession: [] })
  return open
}

/** The component that an answer holds, if it is one. */
export function componentOf(content: Content | undefined): string | undefined {
  const schema = Object.values(content ?? {})[0]?.schema as { $ref?: string } | undefined
  return schema?.$ref?.split('/').at(-1)
}

function isPage(document: Document, content: Content | undefined): boolean {
  const schema = document.components.schemas[componentOf(content) ?? ''] ?? Object.values(content ?? {})[0]?.schema
  const properties = schema?.properties as Record<string, unknown> | undefined
  return properties !== undefined && 'items' in properties && 'next' in properties
}

const PATH_PARAMETERS: Record<string, string> = {
  id: 'The resource’s identifier.',
  name: 'The file’s name.',
  number: 'The number of the version or revision.',
  n: 'The number of the version or revision.',
  kind: 'The kind of letter.',
  code: 'The vocabulary’s code.',
  term: 'The term’s code.',
  question: 'The question’s code.',
  system: 'The other system’s code.',
  value: 'The number there.',
  key: 'The key’s identifier.',
  client: 'The client’s identifier.',
  secret: 'The secret’s identifier.',
  contact: 'The contact’s identifier.',
  file: 'The file’s identifier.',
  link: 'The link’s identifier.',
  token: 'The token of the letter’s own address.',
  establishment: 'The establishment’s identifier.',
  user: 'The member’s identifier.',
  invitation: 'The invitation’s identifier.',
  sending: 'The sending’s identifier.',
  webhook: 'The webhook’s identifier.',
  point: 'The correction point’s identifier.',
  edit: 'The edit’s identifier.',
  delivery: 'The message’s identifier, its `webhook-id`.',
}

const QUERY_PARAMETERS: Record<string, string> = {
  theme: 'Codes of the vocabulary `themes`.',
  public: 'Codes of the vocabulary `publics`.',
  stage: 'Codes of the vocabulary `stages`.',
  region: 'INSEE codes of regions.',
  department: 'Codes of départements.',
  association: 'Identifiers of associations.',
  regional_delegation: 'Identifiers of regional delegations.',
  innovation: 'Identifiers of records.',
  updated_since: 'Only what changed at this instant or after.',
  state: 'States, as the resource names them.',
  siren: 'SIREN numbers.',
  rna: 'RNA numbers.',
  finess_ej: 'FINESS numbers of legal entities.',
  code: 'Codes.',
  subject_kind: 'The kind of what it happened to.',
  subject_id: 'The identifier of what it happened to.',
  actor_id: 'The identifier of who did it.',
  action: 'What was done.',
  topic: 'What the history is narrowed to.',
  outcome: 'What became of the row.',
  dry_run: 'Only says what would be done.',
  column: 'How to read a column: `field:header`, repeated.',
  afterChangeNumber: 'The `modified` of the last item that was read; part of `next`.',
  epoch: 'The epoch of that number; part of `next`. Another one than today’s: 410 `resync-required`.',
  reachable: 'Whether at least one address works.',
  due: 'Only what is due by today.',
  from: 'The first day, in France; 29 days before the last by default.',
  to: 'The last day; today by default.',
  limit: 'Items in a page.',
}

function mendParameters(operation: Operation): void {
  for (const one of (operation.parameters ?? []) as Parameter[]) {
    const { description } = (one.schema ?? {}) as Schema
    if (one.in === 'path') one.required = true
    one.description ??=
      (description as string | undefined) ??
      (one.in === 'path' ? PATH_PARAMETERS : QUERY_PARAMETERS)[one.name] ??
      `${one.name.replaceAll('_', ' ')}.`
    if (description) delete one.schema?.description
    if (one.required === false) delete one.required
  }
}

function asMedia(content: Content, from: string, to: string): Content {
  const { [from]: media, ...rest } = content
  return media === undefined ? content : { [to]: media, ...rest }
}

const rawBody = (type: string): Schema =>
  type === 'text/csv'
    ? { type: 'string', maxLength: 20_000_000, examples: ['SIREN;Nom\n775672272;Association d’exemple'] }
    : { type: 'string', maxLength: 10_485_760 }

/** Adds to an operation all that follows from its method, its address and who may call it. */
export function completeOperation(
  document: Document,
  path: string,
  method: Method,
  operation: Operation,
  route: Route,
): void {
  const access = route.access ?? {}
  mendParameters(operation)
  operation.security = securityOf(path, method, access)
  if (access.staff) operation['x-roles'] = [...access.staff]
  if (access.scopes) operation['x-scopes'] = [...access.scopes]

  if (operation.requestBody && typeof route.mediaType === 'string')
    operation.requestBody.content = asMedia(operation.requestBody.content, 'application/json', route.mediaType)
  else if (route.mediaType) {
    operation.requestBody = {
      required: true,
      description: 'The file as it is: raw bytes.',
      content: Object.fromEntries(
        [route.mediaType].flat().map((type) => [type, { schema: route.mediaSchemas?.[type] ?? rawBody(type) }]),
      ),
    }
  }
  const body = operation.requestBody
  if (body && method === 'patch')
    body.content = asMedia(body.content, 'application/json', 'application/merge-patch+json')

  const sent: Reference[] = []
  const conditional = ['patch', 'delete', 'put'].includes(method) && !CHANGES_NO_RESOURCE(path, method)
  if (conditional && method === 'put') sent.push(parameter('IfMatchOrNew'), parameter('IfNoneMatchAny'))
  else if (conditional) sent.push(parameter('IfMatch'))
  if (method === 'post' && !route.secret) sent.push(parameter('IdempotencyKey'))
  // the end of a feed is waited at
  const waits = path.endsWith('/feeds/innovations')
  if (waits) sent.push(parameter('Prefer'))

  const hasCursor = operation.parameters?.some((one) => 'name' in one && one.name === 'cursor') ?? false
  // lists that change seldom, or as a whole
  const isTagged = path.includes('/feeds/') || path === '/v1/communes'
  const showsOnce = /\/(sign-in-)?links$/.test(path)
  // what tells of the caller at this moment has no version
  const isMoment = /\/(session|oidc|credential|print|summary|backups\/state)$/.test(path)
  let single = false
  let paged = false
  const { '200': silent, ...others } = operation.responses
  if (method === 'delete' && silent && !('content' in silent)) operation.responses = { ...others, '204': silent }
  for (const [status, answer] of Object.entries(operation.responses)) {
    if (!/^(2|303)/.test(status)) {
      delete operation.responses[status]
      continue
    }
    if ('$ref' in answer) continue
    const page = isPage(document, answer.content)
    const shown = LIMIT_HEADERS.slice()
    paged ||= page
    if ((page && hasCursor) || route.deprecated) shown.push('Link')
    if (route.deprecated) shown.push('Deprecation', 'Sunset')
    if (status === '201' && !showsOnce) shown.push('Location')
    // where browsers are sent on
    if (status === '303') shown.push('Location')
    if (status === '204' || status === '303') delete answer.content
    const versioned =
      answer.content !== undefined &&
      (!page || isTagged) &&
      !showsOnce &&
      !isMoment &&
      (method !== 'post' || status === '201' || (path.includes('{') && componentOf(answer.content) !== undefined))
    if (versioned) shown.push('ETag')
    if (waits) shown.push('Preference-Applied')
    single ||= method === 'get' && versioned
    if (/\/schema$/.test(path) && answer.content)
      answer.content = asMedia(answer.content, 'application/json', 'application/schema+json')
    if (!answer.description || answer.description === 'Default Response') answer.description = DONE[status] ?? 'Done.'
    answer.headers = { ...answer.headers, ...headers(...shown.sort()) }
  }
  if (single) {
    sent.push(parameter('IfNoneMatch'))
    operation.responses['304'] = {
      description: 'Unchanged: the copy at hand is still good.',
      headers: headers('ETag', ...LIMIT_HEADERS),
    }
  }
  // a file is had in parts too
  const file = operation.responses['200']
  if (single && /\/files\/\{/.test(path) && file && 'content' in file) {
    sent.push(parameter('Range'), parameter('IfRange'))
    file.headers = { ...file.headers, ...headers('Repr-Digest') }
    operation.responses['206'] = {
      ...file,
      description: 'The part that `Range` asked for.',
      headers: { ...file.headers, ...headers('Content-Range') },
    }
    operation.responses['416'] = response('RangeNotSatisfiable')
  }
  operation.description ??= usualDescription(method, paged)
  if (route.deprecated) operation.description += ` ${endOf(route.deprecated)}`
  if (sent.length > 0) operation.parameters = [...(operation.parameters ?? []), ...sent]

  if (path.startsWith('/oauth/')) {
    // one form for them all, that of RFC 6749
    for (const status of OAUTH_REFUSALS) operation.responses[status] = response('OAuthRefused')
    return
  }
  operation.responses['400'] = response('Malformed')
  operation.responses['401'] = response('Unauthenticated')
  if (!access.anyone || CHECKS_ORIGIN.test(`${method} ${path}`)) operation.responses['403'] = response('Forbidden')
  if (path.includes('{') || path.endsWith('/logo') || /\/oidc\/./.test(path))
    operation.responses['404'] = response('NotFound')
  if (method !== 'get') operation.responses['409'] = response('Conflict')
  if (MAY_BE_GONE.some((pattern) => pattern.test(path))) operation.responses['410'] = response('Gone')
  if (conditional) operation.responses['412'] = response('PreconditionFailed')
  if (body || route.mediaType) {
    operation.responses['413'] = response('TooLarge')
    operation.responses['415'] = response('UnsupportedMediaType')
  }
  const done = operation.responses['200']
  // what is printed may have too many pages
  if (done && 'content' in done && done.content?.['application/pdf'] && !/\/files\//.test(path))
    operation.responses['413'] = response('TooLarge')
  operation.responses['422'] = response('Validation')
  if (conditional) operation.responses['428'] = response('PreconditionRequired')
  operation.responses['429'] = response('RateLimited')
  operation.responses['503'] = response('Unavailable')
  operation.responses.default = response('Refused')
}

/** The announced end, in words. */
const endOf = ({ at, sunset, successor }: Deprecation): string =>
  `Deprecated since ${at}, answered until ${sunset}${successor ? `; its successor is \`${successor}\`` : ''}.`

/** What can be said of an operation that says nothing of its own. */
function usualDescription(method: Method, page: boolean): string {
  if (page) return 'A page of what the caller may see.'
  if (method === 'get') return 'As it is now, with its `ETag`.'
  if (method === 'post') return 'What is made is answered, with its address in `Location`.'
  return 'Of the version that `If-Match` names, and of no other.'
}

const DONE: Record<string, string> = {
  '200': 'Done.',
  '201': 'Made.',
  '202': 'Taken up.',
  '204': 'Done; nothing to say.',
}
