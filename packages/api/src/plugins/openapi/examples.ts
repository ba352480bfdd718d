import { SERVER } from './components.ts'
import type { Document, Media } from './document.ts'
import {
  AT,
  association,
  card,
  client,
  coded,
  delegation,
  finistere,
  handedIn,
  id,
  key,
  moderated,
  partner,
  published,
  record,
  session,
  submission,
  user,
} from './example-resources.ts'

type Example = { request?: unknown; answers?: Record<string, unknown> }

const submissions = '/v1/moderation/submissions'
const innovations = '/v1/moderation/innovations'

const caller = { id: key.id, kind: 'key', name: key.prefix }
const counts = { requests: 1440, refused: 3, limited: 0, failed: 0, bytes: 5_211_004 }
const usage = {
  from: '2026-05-15',
  to: '2026-06-13',
  credentials: [
    {
      ...caller,
      ...counts,
      quota: { limit: 6000, used: 14, window_seconds: 60 },
      days: [{ day: '2026-06-13', ...counts }],
    },
  ],
  feeds: [
    {
      credential: caller,
      feed: 'innovations',
      audience: 'partners',
      filter: 'region=53&theme=tsa-scolarisation',
      position: 400,
      head: 412,
      behind: 12,
      complete: false,
      pulled_at: AT,
    },
  ],
  faults: [
    {
      credential: caller,
      method: 'GET',
      route: '/v1/feeds/innovations',
      problem: 'resync-required',
      status: 410,
      times: 3,
      last_at: AT,
    },
  ],
}

/** Examples of the main line, by method and address. */
export const EXAMPLES: Record<string, Example> = {
  'POST /v1/session': {
    request: { email: user.email, password: 'quatre mots pris au hasard' },
    answers: { 200: session },
  },
  'POST /v1/session/refresh': { answers: { 200: session } },
  'GET /v1/session': { answers: { 200: { user } } },
  'POST /v1/regional-delegations': {
    request: { code: 'bretagne', name: delegation.name, departments: ['22', '29'] },
    answers: {
      201: {
        ...delegation,
        code: 'bretagne',
        departments: [coded('22', 'Côtes-d’Armor'), finistere],
        created_at: AT,
        updated_at: AT,
      },
    },
  },
  'PATCH /v1/regional-delegations/{id}': { request: { departments: ['22', '29', '35', '56'] } },
  'POST /v1/users': {
    request: {
      email: 'camille@federation.example',
      name: 'Camille Exemple',
      password: 'quatre mots pris au hasard',
      roles: ['delegate'],
      regional_delegations: [delegation.id],
    },
    answers: {
      201: {
        id: id(9),
        email: 'camille@federation.example',
        name: 'Camille Exemple',
        roles: ['delegate'],
        regional_delegations: [delegation.id],
        state: 'active',
        created_at: AT,
        updated_at: AT,
      },
    },
  },
  'POST /v1/associations/imports': {
    answers: {
      201: {
        id: id(10),
        dry_run: true,
        rows: 2,
        counts: { created: 1, updated: 0, unchanged: 0, refused: 1, warnings: 0 },
        columns: [
          { header: 'SIREN', field: 'siren', warning: null },
          { header: 'Raison sociale', field: 'name', warning: null },
          { header: 'Remarque', field: null, warning: null },
        ],
        created_at: AT,
      },
    },
  },
  'GET /v1/associations/imports/{id}/rows': {
    answers: {
      200: {
        items: [
          {
            line: 3,
            outcome: 'refused',
            association: { id: null, name: 'Association sans identifiant' },
            establishment: null,
            errors: [
              {
                column: null,
                code: 'no-identity',
                detail: 'Aucun identifiant : SIREN, FINESS, RNA ou numéro d’adhérent.',
              },
            ],
            warnings: [],
          },
        ],
        next: null,
      },
    },
  },
  'POST /v1/associations/{id}/contacts/{contact}/links': {
    answers: {
      201: {
        id: id(11),
        url: `${SERVER}/repondre/#lien_9sK3vTq2xW8bNf7RmYc4Lp`,
        expires_at: '2027-06-13T08:00:00.000Z',
      },
    },
  },
  'GET /v1/questionnaires': {
    answers: {
      200: {
        items: [
          {
            id: id(5),
            code: 'recensement',
            title: { fr: 'Recensement des innovations', en: 'Census of innovations' },
            current_version: 1,
            draft_version: null,
          },
        ],
        next: null,
      },
    },
  },
  'POST /v1/respond/session': {
    request: { token: 'lien_9sK3vTq2xW8bNf7RmYc4Lp' },
    answers: {
      200: {
        access_token: 'respondent_3vTq2xW8bNf7RmYc4Lp9sK',
        token_type: 'Bearer',
        expires_in: 43_200,
        association,
        contact: { id: id(13), office: 'president', civility: 'madame', name: 'Dominique Exemple' },
      },
    },
  },
  [`POST ${submissions}`]: {
    request: { association_id: association.id, channel: 'telephone', answers: {} },
    answers: { 201: { ...submission, title: null, answers: {} } },
  },
  [`PATCH ${submissions}/{id}`]: { request: { answers: { titre: submission.title } }, answers: { 200: submission } },
  [`PUT ${submissions}/{id}/answers/{question}`]: {
    request: { value: submission.title },
    answers: { 200: { question: 'titre', value: submission.title, updated_at: AT } },
  },
  [`POST ${submissions}/{id}/transitions`]: { request: { transition: 'submit' }, answers: { 200: handedIn } },
  [`POST ${submissions}/transitions`]: {
    request: { ids: [submission.id], transition: 'endorse' },
    answers: { 200: { items: [{ id: submission.id, status: 200 }] } },
  },
  [`GET ${innovations}/{id}`]: { answers: { 200: moderated } },
  [`POST ${innovations}/{id}/transitions`]: { request: { transition: 'publish' }, answers: { 200: published } },
  [`POST ${innovations}/{id}/split`]: {
    request: { comment: 'La fiche décrit deux dispositifs.' },
    answers: { 201: { ...moderated, id: id(15), split_from: moderated.id } },
  },
  [`PATCH ${innovations}/{id}/versions/{number}`]: { request: { answers: { accroche: card.pitch } } },
  'GET /v1/innovations': { answers: { 200: { items: [card], next: null } } },
  'GET /v1/innovations/{id}': { answers: { 200: record } },
  'GET /v1/innovations/{id}/versions': {
    answers: {
      200: {
        items: [{ number: 1, state: 'published', title: card.title, url: `${card.url}/versions/1`, published_at: AT }],
        next: null,
      },
    },
  },
  'GET /v1/feeds': {
    answers: {
      200: {
        items: [
          {
            name: 'innovations',
            url: `${SERVER}/v1/feeds/innovations`,
            epoch: '1.public',
            head: 412,
            live: 398,
            deleted: 14,
            digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
          },
        ],
        next: null,
      },
    },
  },
  'GET /v1/feeds/innovations': {
    answers: {
      200: {
        next: `${SERVER}/v1/feeds/innovations?afterChangeNumber=412&epoch=1.public`,
        items: [
          { state: 'updated', kind: 'innovation', id: record.id, modified: 411, data: record },
          { state: 'deleted', kind: 'innovation', id: id(14), modified: 412, reason: 'withdrawn', replaced_by: null },
        ],
        license: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
      },
    },
  },
  'POST /v1/validations': {
    request: {
      id: 'fiche-7',
      canonical_url: 'https://autre-federation.example/fiches/7',
      title: 'Un jardin partagé',
      license: { code: 'licence-ouverte-2-0' },
      association: { name: 'Association d’exemple' },
      main_theme: { code: 'vie-social' },
    },
    answers: {
      200: {
        valid: false,
        records: 1,
        counts: { errors: 1, warnings: 0 },
        errors: [
          {
            record: 1,
            line: null,
            pointer: '/main_theme/code',
            column: null,
            code: 'unknown-code',
            detail: 'Not a code of the vocabulary themes: vie-social. The nearest: “vie-sociale”.',
          },
        ],
        warnings: [],
      },
    },
  },
  'POST /v1/partners': {
    request: { name: partner.name },
    answers: { 201: { ...partner, terms: null, last_pull: null } },
  },
  'PATCH /v1/partners/{id}': {
    request: { terms: { version: '2026-11', accepted_by: 'La direction générale' } },
    answers: { 200: partner },
  },
  'GET /v1/partners/{id}/usage': { answers: { 200: usage } },
  'GET /v1/credential/usage': { answers: { 200: usage } },
  'GET /v1/partners/{id}/consultations': {
    answers: {
      200: {
        items: [{ innovation: { id: record.id, title: record.title }, times: 2, first_at: AT, last_at: AT }],
        next: null,
      },
    },
  },
  'GET /v1/moderation/innovations/{id}/seen-by': {
    answers: { 200: { items: [{ partner: partner.name, how: 'consulted', at: AT }], next: null } },
  },
  'POST /v1/partners/{id}/clients': {
    request: {
      name: client.name,
      token_endpoint_auth_method: client.token_endpoint_auth_method,
      scopes: client.scopes,
      expires_at: client.expires_at,
    },
    answers: { 201: { ...client, client_secret: 'client_7hkq2m9x_8bNf7RmYc4Lp9sK3vTq2xW8b' } },
  },
  'POST /oauth/token': {
    request: { grant_type: 'client_credentials', scope: 'feed:read' },
    answers: {
      200: { access_token: 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', token_type: 'Bearer', expires_in: 600, scope: 'feed:read' },
    },
  },
  'GET /v1/credential': {
    answers: {
      200: {
        kind: 'key',
        id: key.id,
        name: key.prefix,
        partner: { id: partner.id, name: partner.name },
        scopes: key.scopes,
        audience: 'partners',
        created_at: key.created_at,
        expires_at: key.expires_at,
      },
    },
  },
  'POST /v1/credential/renewal': {
    request: { overlap_days: 7 },
    answers: {
      200: {
        kind: 'key',
        id: id(22),
        secret: 'essaim_5hq8w2mz_8bNf7RmYc4Lp9sK3vTq2xW8b',
        expires_at: '2028-06-06T08:00:00.000Z',
        previous_expires_at: key.expires_at,
      },
    },
  },
  'POST /v1/partners/{id}/keys': {
    request: { scopes: key.scopes, expires_at: key.expires_at },
    answers: { 201: { ...key, key: 'essaim_4fK2q9Zt_8bNf7RmYc4Lp9sK3vTq2xW8b' } },
  },
}

const put = (media: Media | undefined, example: unknown) => {
  if (media && media.example === undefined && media.examples === undefined) media.example = example
}

/** Puts the examples beside the schemas that they satisfy. */
export function addExamples(document: Document): void {
  for (const [where, { request, answers = {} }] of Object.entries(EXAMPLES)) {
    const [method = '', path = ''] = where.split(' ')
    const operation = document.paths[path]?.[method.toLowerCase() as 'get']
    if (!operation) continue
    if (request !== undefined) put(Object.values(operation.requestBody?.content ?? {})[0], request)
    for (const [status, example] of Object.entries(answers)) {
      const answer = operation.responses[status]
      if (answer && 'content' in answer) put(Object.values(answer.content ?? {})[0], example)
    }
  }
}
