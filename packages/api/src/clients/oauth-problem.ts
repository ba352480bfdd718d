import type { OAuthErrorCode } from '@essaim/shared/clients.ts'
import type { ProblemSlug } from '@essaim/shared/problem.ts'
import { type Bilingual, PROBLEMS, problem, type Refusal } from '../lib/problem.ts'

/** A refusal in the words of RFC 6749 §5.2; what is not a status of its own there is 400. */
export function oauthProblem(
  error: OAuthErrorCode,
  detail: Bilingual,
  { slug = 'malformed', headers = {} }: { slug?: ProblemSlug; headers?: Record<string, string> } = {},
): Refusal {
  return problem(slug, { detail, members: { error, error_description: ascii(detail.en) }, headers })
}

/** Says any other refusal in those words as well: what the client sent, or what ails the service. */
export function inOAuthWords(refusal: Refusal): Refusal {
  if (refusal.options.members?.error !== undefined) return refusal
  const { slug, options } = refusal
  const { status, detail } = PROBLEMS[slug]
  const error: OAuthErrorCode =
    status === 429 || status === 503 ? 'temporarily_unavailable' : status >= 500 ? 'server_error' : 'invalid_request'
  // that content which can be read is refused has its own status everywhere but here
  const said = slug === 'validation' ? 'malformed' : slug
  const errors = options.errors?.map(({ detail: one }) => one.en) ?? []
  const words = ascii([(options.detail ?? detail).en, ...errors].join(' ')).slice(0, 500)
  return problem(said, { detail, ...options, members: { error, error_description: words } })
}

/** RFC 6749 §5.2: no accents, quotation marks or backslashes in the description. */
const ascii = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll('’', "'")
    .replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '')
