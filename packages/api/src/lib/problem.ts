import type { ProblemSlug } from '@essaim/shared/problem.ts'

/** Text in the two languages that the API speaks. */
export type Bilingual = { fr: string; en: string }
export type Language = keyof Bilingual

/** One fault of the input and where it lies, before it is put into the caller's language; the pointer '' is the whole body. */
export type Fault = { code: string; detail: Bilingual } & (
  | { pointer: string; parameter?: never }
  | { parameter: string; pointer?: never }
)

type Kind = { status: number; title: Bilingual; detail: Bilingual }
const kind = (status: number, fr: string, en: string, detailFr: string, detailEn: string): Kind => ({
  status,
  title: { fr, en },
  detail: { fr: detailFr, en: detailEn },
})

/** The catalogue of refusals: stable slugs, each with a page at /problems/{slug}. */
export const PROBLEMS: Record<ProblemSlug, Kind> = {
  malformed: kind(
    400,
    'Requête illisible',
    'Malformed request',
    'La requête ne peut pas être lue.',
    'The request cannot be read.',
  ),
  unauthenticated: kind(
    401,
    'Non identifié',
    'Unauthenticated',
    'Identifiez-vous : aucun identifiant valable n’accompagne la requête.',
    'Sign in: the request carries no valid credentials.',
  ),
  forbidden: kind(
    403,
    'Interdit',
    'Forbidden',
    'Votre rôle ne permet pas cette action.',
    'Your role does not allow this.',
  ),
  'insufficient-scope': kind(
    403,
    'Portée insuffisante',
    'Insufficient scope',
    'La clé n’a pas la portée nécessaire.',
    'The key does not hold the scope that this needs.',
  ),
  'not-found': kind(
    404,
    'Introuvable',
    'Not found',
    'Cette ressource n’existe pas, ou vous n’y avez pas accès.',
    'This resource does not exist, or you may not see it.',
  ),
  'method-not-allowed': kind(
    405,
    'Méthode non permise',
    'Method not allowed',
    'Cette adresse ne répond pas à cette méthode ; voir l’en-tête Allow.',
    'This address does not answer this method; see the Allow header.',
  ),
  conflict: kind(
    409,
    'Conflit',
    'Conflict',
    'L’état actuel ne permet pas cette action.',
    'The current state does not allow this.',
  ),
  gone: kind(410, 'Retiré', 'Gone', 'Cette ressource a été retirée.', 'This resource has been withdrawn.'),
  'link-used': kind(
    410,
    'Lien déjà utilisé ou expiré',
    'Link used or expired',
    'Ce lien ne peut plus servir : demandez-en un nouveau.',
    'This link can no longer be used: ask for a new one.',
  ),
  'resync-required': kind(
    410,
    'Resynchronisation nécessaire',
    'Resynchronisation required',
    'La suite de ce flux n’existe plus : recommencez à la première page.',
    'This feed has started anew: begin again at its first page.',
  ),
  'precondition-failed': kind(
    412,
    'Version dépassée',
    'Precondition failed',
    'La ressource a changé depuis que vous l’avez lue : relisez-la.',
    'The resource has changed since you read it: read it again.',
  ),
  'too-large': kind(
    413,
    'Trop volumineux',
    'Too large',
    'Le contenu envoyé dépasse la taille permise.',
    'What was sent is larger than allowed.',
  ),
  'unsupported-media-type': kind(
    415,
    'Type de contenu non pris en charge',
    'Unsupported media type',
    'Ce type de contenu n’est pas accepté ici.',
    'This media type is not accepted here.',
  ),
  'range-not-satisfiable': kind(
    416,
    'Plage hors du fichier',
    'Range not satisfiable',
    'Le fichier est plus court que la plage demandée ; voir Content-Range.',
    'The file is shorter than the range asked for; see Content-Range.',
  ),
  validation: kind(
    422,
    'Données refusées',
    'Validation failed',
    'La requête est lisible, mais son contenu est refusé ; voir errors.',
    'The request is readable, but its content is refused; see errors.',
  ),
  'idempotency-mismatch': kind(
    422,
    'Clé d’idempotence déjà employée',
    'Idempotency key reused',
    'Cette clé accompagne déjà une autre requête.',
    'This key was already used with another request.',
  ),
  'precondition-required': kind(
    428,
    'Version attendue',
    'Precondition required',
    'Indiquez dans If-Match l’ETag de ce que vous modifiez.',
    'Send in If-Match the ETag of what you change.',
  ),
  'rate-limited': kind(
    429,
    'Trop de requêtes',
    'Too many requests',
    'Attendez avant de recommencer ; voir Retry-After.',
    'Wait before trying again; see Retry-After.',
  ),
  overloaded: kind(
    503,
    'Service surchargé',
    'Overloaded',
    'Le service est surchargé ; réessayez dans un instant.',
    'The service is overloaded; try again in a moment.',
  ),
  'storage-unavailable': kind(
    503,
    'Base de données indisponible',
    'Storage unavailable',
    'La base de données ne répond pas ; réessayez dans un instant.',
    'The database does not answer; try again in a moment.',
  ),
  internal: kind(
    500,
    'Erreur interne',
    'Internal error',
    'Une erreur est survenue ; elle a été notée.',
    'An error occurred; it has been recorded.',
  ),
}

/** A refusal on its way to the error handler. */
export class Refusal extends Error {
  readonly slug: ProblemSlug
  readonly options: RefusalOptions
  constructor(slug: ProblemSlug, options: RefusalOptions = {}) {
    super(slug)
    this.slug = slug
    this.options = options
  }
}
type RefusalOptions = {
  detail?: Bilingual
  errors?: Fault[]
  /** Extension members of the problem, such as the state of what conflicts. */
  members?: Record<string, unknown>
  headers?: Record<string, string>
}

/** Makes the refusal to be thrown. */
export const problem = (slug: ProblemSlug, options?: RefusalOptions): Refusal => new Refusal(slug, options)

/** A 422 for one fault of the body. */
export const invalid = (pointer: string, code: string, fr: string, en: string): Refusal =>
  problem('validation', { errors: [{ pointer, code, detail: { fr, en } }] })

/** A 422 for one fault of the query. */
export const invalidParameter = (parameter: string, code: string, fr: string, en: string): Refusal =>
  problem('validation', { errors: [{ parameter, code, detail: { fr, en } }] })

/** French unless the caller prefers English (RFC 9110 §12.5.4). */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: { language: Language; q: number } = { language: 'fr', q: 0 }
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
    const q = Number(
      parameters
        .find((p) => p.trim().startsWith('q='))
        ?.trim()
        .slice(2) ?? 1,
    )
    const language = tag.startsWith('fr') ? 'fr' : tag.startsWith('en') ? 'en' : null
    if (language && q > best.q) best = { language, q }
  }
  return best.language
}

/** What a problem lists at most, as its schema says. */
const MOST_FAULTS = 1000

export type ProblemBody = {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  [member: string]: unknown
}

/** The body of a problem, in the caller's language. */
export function problemBody(
  refusal: Refusal,
  context: { publicUrl: string; language: Language; instance: string },
): ProblemBody {
  const { status, title, detail } = PROBLEMS[refusal.slug]
  const { errors, members } = refusal.options
  const { language } = context
  return {
    type: `${context.publicUrl}/problems/${refusal.slug}`,
    title: title[language],
    status,
    detail: (refusal.options.detail ?? detail)[language],
    instance: context.instance,
    ...(errors && {
      errors: errors.slice(0, MOST_FAULTS).map((fault) => ({ ...fault, detail: fault.detail[language] })),
    }),
    ...members,
  }
}
