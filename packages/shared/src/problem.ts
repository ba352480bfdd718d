import { type Static, Type } from '@sinclair/typebox'
import { oneOf } from './schema.ts'

/** Every kind of refusal, a closed list: the last part of a problem's `type`. */
export const PROBLEM_SLUGS = [
  'malformed',
  'unauthenticated',
  'forbidden',
  'insufficient-scope',
  'not-found',
  'method-not-allowed',
  'conflict',
  'gone',
  'link-used',
  'resync-required',
  'precondition-failed',
  'too-large',
  'unsupported-media-type',
  'range-not-satisfiable',
  'validation',
  'idempotency-mismatch',
  'precondition-required',
  'rate-limited',
  'overloaded',
  'storage-unavailable',
  'internal',
] as const
export type ProblemSlug = (typeof PROBLEM_SLUGS)[number]

/** One fault of the input: where (a JSON Pointer into the body, or a parameter's name), what, in words. */
export const ProblemError = Type.Object(
  {
    pointer: Type.Optional(
      Type.String({ maxLength: 500, description: 'RFC 6901, into the body.', examples: ['/name'] }),
    ),
    parameter: Type.Optional(
      Type.String({ maxLength: 200, description: 'A parameter of the query, the path or a header.' }),
    ),
    code: Type.String({ maxLength: 80, examples: ['required'] }),
    detail: Type.String({ maxLength: 2000, examples: ['Ce membre est obligatoire.'] }),
  },
  { $id: 'ProblemError', additionalProperties: true },
)
export type ProblemError = Static<typeof ProblemError>

/** RFC 9457. `type` answers as a page; `instance` names this very refusal. */
export const Problem = Type.Object(
  {
    type: Type.String({ format: 'uri', maxLength: 500, examples: ['https://essaim.example/problems/not-found'] }),
    title: Type.String({ maxLength: 200, examples: ['Introuvable'] }),
    status: Type.Integer({ minimum: 400, maximum: 599, examples: [404] }),
    detail: Type.Optional(Type.String({ maxLength: 2000 })),
    instance: Type.String({
      format: 'uri-reference',
      maxLength: 300,
      examples: ['urn:uuid:019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'],
    }),
    errors: Type.Optional(Type.Array(Type.Unsafe<ProblemError>({ $ref: 'ProblemError#' }), { maxItems: 1000 })),
  },
  { $id: 'Problem', description: 'RFC 9457 problem details.', additionalProperties: true },
)
export type Problem = Static<typeof Problem>

export const ProblemSlug = oneOf(PROBLEM_SLUGS)
