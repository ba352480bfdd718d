import { SERVER } from './components.ts'

// The resources of one main line, as the examples show them: the same association, record and partner throughout.

export const id = (n: number) => `019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a${String(n).padStart(2, '0')}`
export const AT = '2026-06-13T08:00:00.000Z'
export const association = { id: id(1), name: 'Association d’exemple Les Tilleuls' }
export const delegation = { id: id(2), name: 'Délégation Bretagne' }
export const coded = (code: string, fr: string, en: string | null = null) => ({ code, label: { fr, en } })
export const user = {
  id: id(3),
  name: 'Dominique Exemple',
  email: 'dominique@federation.example',
  roles: ['admin'],
  regional_delegations: [],
}
export const session = {
  access_token: 'eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl',
  token_type: 'Bearer',
  expires_in: 600,
  user,
}
export const finistere = coded('29', 'Finistère')

export const submission = {
  id: id(4),
  state: 'draft',
  title: 'Un café tenu par des personnes en situation de handicap',
  association,
  regional_delegation: delegation,
  questionnaire: { id: id(5), version: 1 },
  channel: 'telephone',
  contact_id: null,
  answers: { titre: 'Un café tenu par des personnes en situation de handicap' },
  revision: 0,
  innovation_id: null,
  innovation_state: null,
  ready_for: null,
  turn: 'association',
  ours: false,
  turn_since: AT,
  due_at: null,
  assignee: null,
  claim: null,
  interlocutor: { name: 'Camille Exemple', regional_delegation: delegation },
  takes_up: null,
  signed_off: null,
  comment: null,
  escalated_at: null,
  opinions: [],
  barred: null,
  undo_until: null,
  copied_from: null,
  copied_to: null,
  outdated_answers: [],
  issues: [{ question: 'accroche', code: 'required', blocks: 'submit', detail: 'Réponse attendue : « Accroche ».' }],
  transitions: ['submit'],
  writable: true,
  unsent: true,
  submitted_at: null,
  created_at: AT,
  updated_at: AT,
}
export const handedIn = {
  ...submission,
  state: 'submitted',
  revision: 1,
  ready_for: 'submit',
  turn: 'delegation',
  ours: true,
  due_at: '2026-06-28T08:00:00.000Z',
  issues: [],
  transitions: ['endorse', 'request_changes'],
  writable: false,
  unsent: false,
  submitted_at: AT,
}

export const moderated = {
  id: id(6),
  state: 'draft',
  title: submission.title,
  association,
  regional_delegation: delegation,
  published_version: null,
  versions: [{ number: 1, state: 'draft', submission_id: submission.id, published_at: null, created_at: AT }],
  transitions: ['publish'],
  restrictions: [],
  withdrawn_reason: null,
  replaced_by: null,
  merged_into: null,
  merged: [],
  split_from: null,
  publish_at: null,
  first_published_at: null,
  published_at: null,
  confirmed_at: null,
  confirmation_asked_at: null,
  stale_since: null,
  withdrawal_announced_at: null,
  created_at: AT,
  updated_at: AT,
}
export const published = {
  ...moderated,
  state: 'published',
  published_version: 1,
  versions: [{ ...moderated.versions[0], state: 'published', published_at: AT }],
  transitions: ['confirm', 'withdraw', 'merge'],
  first_published_at: AT,
  published_at: AT,
}

export const card = {
  id: id(6),
  url: `${SERVER}/v1/innovations/${id(6)}`,
  canonical_url: `${SERVER}/v1/innovations/${id(6)}`,
  version: 1,
  title: submission.title,
  pitch: 'Un café de quartier dont l’équipe est accompagnée par un service d’insertion.',
  nature: coded('innovation', 'Innovation'),
  main_theme: coded('emploi-insertion-pro', 'Emploi et insertion professionnelle'),
  themes: [coded('emploi-insertion-pro', 'Emploi et insertion professionnelle')],
  publics: [coded('deficience-intellectuelle', 'Personnes avec une déficience intellectuelle')],
  stage: coded('stabilisee', 'Stabilisée'),
  scale: coded('etablissement', 'Un établissement'),
  departments: [finistere],
  regions: [coded('53', 'Bretagne')],
  started_on: '2021-09',
  association,
  regional_delegation: delegation,
  license: {
    code: 'licence-ouverte-2-0',
    label: { fr: 'Licence Ouverte 2.0', en: 'Open Licence 2.0' },
    url: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
  },
  attribution: 'Association d’exemple Les Tilleuls, répertoire des innovations',
  published_at: AT,
  updated_at: AT,
  confirmed_at: null,
  stale_since: null,
}
export const record = {
  ...card,
  summary: 'Un café ouvert à tous, tenu par six personnes en situation de handicap.',
  bearer: { name: association.name, siren: '100000009', commune: { code: '29232', name: 'Quimper' } },
  contact: null,
  files: [],
  details: { probleme: 'Peu d’emplois en centre-ville sont ouverts aux personnes accompagnées.' },
  origin: null,
}

export const key = {
  id: id(8),
  prefix: 'essaim_4fK2q9Zt',
  scopes: ['innovations:read', 'feed:read'],
  expires_at: '2027-06-13T08:00:00.000Z',
  created_at: AT,
  last_used_at: null,
  revoked_at: null,
}
export const client = {
  id: id(20),
  name: 'Extranet d’exemple',
  token_endpoint_auth_method: 'client_secret_basic',
  scopes: ['innovations:read', 'feed:read'],
  jwks: null,
  jwks_uri: null,
  secrets: [
    { id: id(21), prefix: 'client_7hkq2m9x', expires_at: '2027-06-13T08:00:00.000Z', created_at: AT, revoked_at: null },
  ],
  expires_at: '2027-06-13T08:00:00.000Z',
  created_at: AT,
  updated_at: AT,
  last_used_at: null,
  revoked_at: null,
}
export const partner = {
  id: id(7),
  name: 'Fédération d’exemple',
  state: 'active',
  terms: { version: '2026-11', accepted_by: 'La direction générale', accepted_at: AT },
  technical_email: 'technique@partenaire.example',
  keys: [],
  last_pull: { at: AT, behind: 12, complete: false },
  created_at: AT,
  updated_at: AT,
}
