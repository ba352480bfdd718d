import {
  type Content,
  type Document,
  type Method,
  type Operation,
  operationsOf,
  type Parameter,
  type Reference,
  type Response,
  type Schema,
} from '../src/plugins/openapi/document.ts'
import { type Side, schemaBreaks } from './contract-schemas.ts'

type Media = Record<string, Schema>
type LockedOperation = {
  operation_id: string
  /** Who may call: `anyone`, `staff:{role}`, `scope:{scope}`, or the name of the credentials. */
  callers: string[]
  parameters: Record<string, { required: boolean; schema: Schema }>
  request: { required: boolean; content: Media } | null
  responses: Record<string, { headers: string[]; content: Media }>
}

/** What an outsider's program can rely on in the document, without the words around it. */
export type Lock = { operations: Record<string, LockedOperation>; schemas: Record<string, Schema> }

/** What is only said to people. */
const WORDS = new Set(['description', 'summary', 'title', 'example', 'examples', '$id', 'deprecated'])

function bare(schema: Schema | undefined): Schema {
  const strip = (value: unknown, isMap: boolean): unknown => {
    if (Array.isArray(value)) return value.map((one) => strip(one, false))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => isMap || !WORDS.has(name))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, one]) => [name, strip(one, !isMap && name === 'properties')]),
    )
  }
  return strip(schema ?? {}, false) as Schema
}

const mediaOf = (content: Content | undefined): Media =>
  Object.fromEntries(Object.entries(content ?? {}).map(([type, { schema }]) => [type, bare(schema)]))

function callersOf(operation: Operation): string[] {
  const listed = (name: string) => (operation[`x-${name}`] ?? []) as string[]
  return (operation.security ?? [])
    .flatMap((one) => {
      const [scheme] = Object.keys(one)
      if (scheme === undefined) return ['anyone']
      if (scheme === 'staffToken' && listed('roles').length > 0) return listed('roles').map((role) => `staff:${role}`)
      if (scheme === 'apiKey' && listed('scopes').length > 0) return listed('scopes').map((scope) => `scope:${scope}`)
      return [scheme]
    })
    .sort()
}

function locked(document: Document, operation: Operation): LockedOperation {
  const follow = <T>(value: T | Reference): T => {
    if (!('$ref' in (value as object))) return value as T
    const [, , room = '', name = ''] = (value as Reference).$ref.split('/')
    return (document.components as unknown as Record<string, Record<string, T>>)[room]?.[name] as T
  }
  const { requestBody } = operation
  return {
    operation_id: operation.operationId ?? '',
    callers: callersOf(operation),
    parameters: Object.fromEntries(
      (operation.parameters ?? []).map((one) => {
        const { in: place, name, required = false, schema } = follow<Parameter>(one)
        return [`${place} ${name}`, { required, schema: bare(schema) }]
      }),
    ),
    request: requestBody ? { required: requestBody.required ?? false, content: mediaOf(requestBody.content) } : null,
    responses: Object.fromEntries(
      Object.entries(operation.responses)
        // refusals all have one form, the schema `Problem`; one more or less of them breaks nobody
        .filter(([status]) => /^[23]/.test(status))
        .map(([status, one]) => {
          const { headers = {}, content } = follow<Response>(one)
          return [status, { headers: Object.keys(headers).sort(), content: mediaOf(content) }]
        }),
    ),
  }
}

/** The contract that a document promises. */
export function lockOf(document: Document): Lock {
  return {
    operations: Object.fromEntries(
      operationsOf(document).map(
        ({ path, method, operation }: { path: string; method: Method; operation: Operation }) => [
          `${method.toUpperCase()} ${path}`,
          locked(document, operation),
        ],
      ),
    ),
    schemas: Object.fromEntries(
      Object.entries(document.components.schemas).map(([name, schema]) => [name, bare(schema)]),
    ),
  }
}

/** One line for each operation and schema, so that a difference shows what it is about. */
export function lockText({ operations, schemas }: Lock): string {
  const lines = (record: Record<string, unknown>) =>
    Object.entries(record)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n')
  return `{\n  "operations": {\n${lines(operations)}\n  },\n  "schemas": {\n${lines(schemas)}\n  }\n}\n`
}

/** Every promise of the released contract that today's breaks, in words; what is only added breaks none. */
export function contractBreaks(released: Lock, today: Lock): string[] {
  const found: string[] = []
  const compare = schemaBreaks(released.schemas, today.schemas, found)

  const compareMedia = (where: string, side: Side, before: Media, now: Media) => {
    for (const [type, schema] of Object.entries(before)) {
      const same = now[type]
      if (same) compare(`${where} (${type})`, side, schema, same)
      else found.push(`${where}: ${type} is gone`)
    }
  }

  for (const [name, before] of Object.entries(released.operations)) {
    const now = today.operations[name]
    if (!now) {
      found.push(`${name}: the operation is gone`)
      continue
    }
    if (before.operation_id !== now.operation_id)
      found.push(
        `${name}: operationId was ${before.operation_id} and is ${now.operation_id}: clients have functions of that name`,
      )
    if (!now.callers.includes('anyone'))
      for (const caller of before.callers)
        if (!now.callers.includes(caller)) found.push(`${name}: ${caller} may not call any more`)
    for (const [parameter, { schema, required }] of Object.entries(before.parameters)) {
      const same = now.parameters[parameter]
      if (!same) found.push(`${name}: the parameter ${parameter} is gone`)
      else {
        if (same.required && !required) found.push(`${name}: the parameter ${parameter} has become required`)
        compare(`${name}: the parameter ${parameter}`, 'request', schema, same.schema)
      }
    }
    for (const [parameter, { required }] of Object.entries(now.parameters))
      if (required && !before.parameters[parameter]) found.push(`${name}: the new parameter ${parameter} is required`)
    if (before.request && !now.request) found.push(`${name}: no body is taken any more`)
    if (now.request?.required && !before.request?.required) found.push(`${name}: a body has become required`)
    if (before.request && now.request)
      compareMedia(`${name}: what is sent`, 'request', before.request.content, now.request.content)
    for (const [status, answer] of Object.entries(before.responses)) {
      const same = now.responses[status]
      if (!same) {
        found.push(`${name}: ${status} is not answered any more`)
        continue
      }
      for (const header of answer.headers)
        if (!same.headers.includes(header)) found.push(`${name}: the header ${header} of ${status} is gone`)
      compareMedia(`${name}: what ${status} answers`, 'response', answer.content, same.content)
    }
  }
  if (released.schemas.Problem)
    compare(
      'every refusal',
      'response',
      { $ref: '#/components/schemas/Problem' },
      { $ref: '#/components/schemas/Problem' },
    )
  return found
}
