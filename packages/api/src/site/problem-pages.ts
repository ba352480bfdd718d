import { PROBLEM_SLUGS, type ProblemSlug } from '@essaim/shared/problem.ts'
import { type Bilingual, type Language, PROBLEMS } from '../lib/problem.ts'
import { type Html, html } from './page.ts'

/** What to do about a refusal, in a sentence or two. */
const ADVICE: Record<ProblemSlug, Bilingual> = {
  malformed: {
    fr: 'Vérifiez que le corps est du JSON valable, que l’adresse est bien encodée et que le curseur vient de la même liste avec les mêmes filtres.',
    en: 'Check that the body is valid JSON, that the address is properly encoded, and that the cursor comes from the same list with the same filters.',
  },
  unauthenticated: {
    fr: 'Envoyez « Authorization: Bearer … » avec une clé, un jeton ou une session en cours de validité. Une clé échue ou révoquée se remplace auprès de la fédération.',
    en: 'Send “Authorization: Bearer …” with a key, token or session that is still valid. The federation replaces a key that has expired or was revoked.',
  },
  forbidden: {
    fr: 'Cette action est réservée à un autre rôle, ou la requête vient d’une autre origine que la nôtre.',
    en: 'Another role may do this, or the request came from a foreign origin.',
  },
  'insufficient-scope': {
    fr: 'La clé est valable, mais n’a pas la portée que l’opération demande : elle est indiquée dans la référence de l’API.',
    en: 'The key is valid but lacks the scope that the operation needs, which the API reference names.',
  },
  'not-found': {
    fr: 'L’adresse est fausse, ou vous ne pouvez pas voir ce qu’elle désigne : les deux réponses sont volontairement les mêmes.',
    en: 'The address is wrong, or you may not see what it names: both answers are alike on purpose.',
  },
  'method-not-allowed': {
    fr: 'L’en-tête Allow énumère les méthodes que cette adresse connaît.',
    en: 'The Allow header lists the methods that this address knows.',
  },
  conflict: {
    fr: 'Quelqu’un a agi avant vous, ou une valeur est déjà prise. Relisez la ressource ; pour une transition, « state », « by » et « at » disent ce qui s’est passé.',
    en: 'Somebody acted before you, or a value is already taken. Read the resource again; for a transition, “state”, “by” and “at” tell what happened.',
  },
  gone: {
    fr: 'La fiche a été publique et a été retirée. Supprimez votre copie ; « reason » dit pourquoi et « replaced_by » désigne celle qui la remplace, s’il y en a une.',
    en: 'The record was public and has been withdrawn. Delete your copy; “reason” says why, and “replaced_by” names its successor if there is one.',
  },
  'link-used': {
    fr: 'Demandez un nouveau lien à la personne qui vous l’a envoyé.',
    en: 'Ask the person who sent you the link for a new one.',
  },
  'resync-required': {
    fr: 'Le flux a été renuméroté, ou l’audience de votre clé a changé. Suivez Link: rel="first", relisez tout, et supprimez ce qui n’y est plus.',
    en: 'The feed was renumbered, or your key’s audience has changed. Follow Link: rel="first", read everything again, and delete what is no longer there.',
  },
  'precondition-failed': {
    fr: 'Relisez la ressource, refaites votre modification sur cette version, et envoyez son ETag dans If-Match.',
    en: 'Read the resource again, make your change on that version, and send its ETag in If-Match.',
  },
  'too-large': { fr: 'Envoyez moins à la fois.', en: 'Send less at a time.' },
  'unsupported-media-type': {
    fr: 'Corps JSON : application/json. PATCH : application/merge-patch+json. Import : text/csv. Sans compression.',
    en: 'JSON bodies: application/json. PATCH: application/merge-patch+json. Imports: text/csv. Uncompressed.',
  },
  'range-not-satisfiable': {
    fr: 'Vous avez déjà tout le fichier, ou il n’est plus le même : redemandez-le sans Range.',
    en: 'You have the whole file already, or it is not the same any more: ask for it again without Range.',
  },
  validation: {
    fr: '« errors » énumère toutes les fautes à la fois : « pointer » désigne un endroit du corps (RFC 6901), « parameter » un paramètre, « code » ne change jamais.',
    en: '“errors” lists every fault at once: “pointer” is a place in the body (RFC 6901), “parameter” a parameter, and “code” never changes.',
  },
  'idempotency-mismatch': {
    fr: 'Une clé d’idempotence sert à répéter exactement la même requête. Pour une autre, prenez-en une autre.',
    en: 'An idempotency key is for repeating the very same request. Take another one for another request.',
  },
  'precondition-required': {
    fr: 'Lisez d’abord la ressource, puis envoyez son ETag dans If-Match.',
    en: 'Read the resource first, then send its ETag in If-Match.',
  },
  'rate-limited': {
    fr: 'Attendez le nombre de secondes de Retry-After. Les en-têtes RateLimit annoncent ce qui reste ; une clé donne droit à davantage.',
    en: 'Wait for the seconds of Retry-After. The RateLimit headers announce what is left; a key is granted more.',
  },
  overloaded: {
    fr: 'Attendez le nombre de secondes de Retry-After, puis répétez la requête, avec la même clé d’idempotence s’il s’agit d’un POST.',
    en: 'Wait for the seconds of Retry-After, then repeat the request, with the same idempotency key if it is a POST.',
  },
  'storage-unavailable': {
    fr: 'Attendez le nombre de secondes de Retry-After, puis répétez la requête, avec la même clé d’idempotence s’il s’agit d’un POST.',
    en: 'Wait for the seconds of Retry-After, then repeat the request, with the same idempotency key if it is a POST.',
  },
  internal: {
    fr: 'C’est notre faute. « instance » permet de retrouver l’incident : communiquez-le si vous nous écrivez.',
    en: 'This is our fault. “instance” lets us find the incident: quote it when you write to us.',
  },
}

export const isProblemSlug = (text: string): text is ProblemSlug => (PROBLEM_SLUGS as readonly string[]).includes(text)

/** The refusal described for programs. */
export function problemDescription(slug: ProblemSlug, language: Language, publicUrl: string) {
  const { title, status, detail } = PROBLEMS[slug]
  return {
    type: `${publicUrl}/problems/${slug}`,
    title: title[language],
    status,
    detail: detail[language],
    advice: ADVICE[slug][language],
  }
}

/** The refusal described for people. */
export function problemPage(slug: ProblemSlug, language: Language): { title: string; body: Html } {
  const { title, status, detail } = PROBLEMS[slug]
  const words =
    language === 'fr'
      ? { status: 'Statut HTTP', what: 'Que faire ?', all: 'Tous les refus' }
      : { status: 'HTTP status', what: 'What to do', all: 'Every refusal' }
  return {
    title: title[language],
    body: html`<h1>${title[language]}</h1>
<p>${detail[language]}</p>
<p class="soft">${words.status} ${status} · <code>${slug}</code></p>
<h2>${words.what}</h2>
<p>${ADVICE[slug][language]}</p>
<h2>${words.all}</h2>
<ul class="links">${PROBLEM_SLUGS.map((other) => html`<li><a href="/problems/${other}">${PROBLEMS[other].title[language]}</a> <span class="soft">${PROBLEMS[other].status}</span></li>`)}</ul>`,
  }
}
