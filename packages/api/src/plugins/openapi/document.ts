/** The parts of an OpenAPI 3.1 document that we write ourselves. */
export type Schema = { [keyword: string]: unknown }
export type Reference = { $ref: string }
export type Media = {
  schema?: Schema
  example?: unknown
  examples?: Record<string, { summary?: string; value: unknown }>
}
export type Content = Record<string, Media>
export type Parameter = {
  name: string
  in: 'query' | 'path' | 'header' | 'cookie'
  required?: boolean
  description?: string
  schema?: Schema
}
export type Response = { description: string; headers?: Record<string, Reference>; content?: Content }
export type Requirement = Record<string, string[]>
export type Operation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  security?: Requirement[]
  deprecated?: boolean
  parameters?: (Parameter | Reference)[]
  requestBody?: { required?: boolean; description?: string; content: Content }
  responses: Record<string, Response | Reference>
  [extension: `x-${string}`]: unknown
}
export type PathItem = Partial<Record<Method, Operation>>
export type Document = {
  openapi: string
  info: Record<string, unknown>
  servers: { url: string; description?: string }[]
  tags: { name: string; description: string }[]
  security: Requirement[]
  paths: Record<string, PathItem>
  webhooks?: Record<string, PathItem>
  components: {
    schemas: Record<string, Schema>
    responses: Record<string, Response>
    headers: Record<string, Schema>
    parameters: Record<string, Parameter>
    securitySchemes: Record<string, Schema>
  }
}

export const DOCUMENTED_METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Method = (typeof DOCUMENTED_METHODS)[number]

/** Every operation with its address and method, in the document's order. */
export function operationsOf(
  document: Pick<Document, 'paths'>,
): { path: string; method: Method; operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    DOCUMENTED_METHODS.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ path, method, operation }] : []
    }),
  )
}
