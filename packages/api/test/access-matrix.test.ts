import type { RouteOptions } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { inScope } from '../src/db/database.ts'
import { makeExports } from '../src/exports/commands.ts'
import { newId } from '../src/lib/id.ts'
import { json, type TestApp, testApp } from './app.ts'
import { SHORT_ANSWERS } from './factories.ts'
import {
  aDraftRecord,
  aFederation,
  aRecord,
  aSubmission,
  CALLERS,
  type CallerName,
  type Federation,
} from './federation.ts'

type Row = {
  /** Who is let in, and the status of its answer. */
  may: CallerName[]
  status?: number
  /** Who is told that there is no such thing; `else` are those whom neither list names: 401 for a stranger, 403 for the others. */
  missing?: CallerName[]
  /** Statuses that differ from the row's. */
  but?: Partial<Record<CallerName, number>>
  body?: unknown
  headers?: Record<string, string>
  query?: string
}

const EVERYONE = [...CALLERS]
const HEADQUARTERS: CallerName[] = ['moderator', 'admin']
const CONCERNED: CallerName[] = ['delegate', ...HEADQUARTERS]
const READERS: CallerName[] = ['reader', ...CONCERNED]
const STAFF: CallerName[] = ['delegate elsewhere', ...READERS]
const SCRIPTS: CallerName[] = ['submissions:write', 'submissions:write elsewhere']
const RESPONDENTS: CallerName[] = ['respondent', 'respondent elsewhere']
const KEYS: CallerName[] = CALLERS.filter((name) => name.includes(':'))
const ASSOCIATION_KEYS: CallerName[] = ['associations:read', 'associations:write']

const anyone = (status = 200): Row => ({ may: EVERYONE, status })
const admins = (status = 200, body?: unknown): Row => ({ may: ['admin'], status, body })
const moderators = (status = 200, body?: unknown): Row => ({ may: HEADQUARTERS, status, body })
const concernedRead: Row = {
  may: [...READERS, 'submissions:write'],
  missing: ['delegate elsewhere', 'submissions:write elsewhere'],
}
const concernedWrite = (status: number, body?: unknown): Row => ({
  may: [...CONCERNED, 'submissions:write'],
  missing: ['delegate elsewhere', 'submissions:write elsewhere'],
  status,
  body,
})
const pointWrite = (status: number, body?: unknown): Row => ({
  may: CONCERNED,
  missing: ['delegate elsewhere'],
  status,
  body,
})
const own = (status = 200, body?: unknown): Row => ({
  may: ['respondent'],
  missing: ['respondent elsewhere'],
  status,
  body,
})
const recordRead: Row = { may: READERS, missing: ['delegate elsewhere'] }
const staffInSight: Row = { may: READERS, missing: ['delegate elsewhere'] }
const writersInSight = (status: number, body?: unknown): Row => ({
  may: CONCERNED,
  missing: ['delegate elsewhere'],
  status,
  body,
})
const contactRead: Row = { may: [...READERS, ...ASSOCIATION_KEYS], missing: ['delegate elsewhere'] }
const contactWrite = (status: number, body?: unknown): Row => ({
  may: [...CONCERNED, 'associations:write'],
  missing: ['delegate elsewhere'],
  status,
  body,
})
// the key of `webhooks:manage` is another partner’s: its own are tried in webhooks/routes.test.ts
const webhooks = (status = 200, body?: unknown): Row => ({ may: ['admin'], missing: ['webhooks:manage'], status, body })
const linkWrite = (status: number): Row => ({ may: CONCERNED, missing: ['delegate elsewhere'], status })
const factsWrite = (status: number, body?: unknown): Row => ({
  may: [...CONCERNED, 'associations:write'],
  status,
  body,
})

// the first of those that a new house finds
const REPLY_TEMPLATE = '019ad600-0000-7000-8000-000000000001'

const AN_EMPTY_FILE = { headers: { 'content-type': 'application/pdf' }, body: '', query: '?name=bilan.pdf' }

// The Authorization header is the client's own: nobody's key or session counts there.
const AN_EMPTY_FORM = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: ' ' }

// A write that is let in is stopped by the next check (428 without If-Match, 422 for its content), so that it changes nothing.
const TABLE: Record<string, Row> = {
  'GET /': anyone(),
  'GET /openapi.json': anyone(),
  'GET /healthz': anyone(),
  'GET /readyz': anyone(),
  'GET /metrics': anyone(),
  'GET /site.css': anyone(),
  'GET /admin': anyone(308),
  'GET /admin/config.json': anyone(),
  'GET /admin/*': anyone(404),
  'GET /repondre': anyone(308),
  'GET /repondre/': anyone(404),
  'GET /docs': anyone(),
  'GET /docs/terms': anyone(),
  'GET /docs/': anyone(308),
  'GET /docs/changelog': anyone(),
  'GET /docs/reference': anyone(),
  'GET /problems/:slug': anyone(),
  'GET /.well-known/api-catalog': anyone(),
  'GET /.well-known/jwks.json': anyone(),
  'GET /.well-known/oauth-authorization-server': anyone(),
  'POST /oauth/token': { ...anyone(400), ...AN_EMPTY_FORM },
  'POST /oauth/revoke': { ...anyone(400), ...AN_EMPTY_FORM },

  'POST /v1/session': anyone(422),
  'POST /v1/session/link': anyone(422),
  'POST /v1/session/refresh': anyone(401),
  'GET /v1/session/oidc': anyone(),
  'GET /v1/session/oidc/start': anyone(404),
  'GET /v1/session/oidc/callback': anyone(404),
  'GET /v1/session': { may: STAFF },
  'DELETE /v1/session': {
    may: STAFF,
    status: 403,
    headers: { origin: 'https://evil.example' },
    but: Object.fromEntries(CALLERS.map((name) => [name, 403])),
  },

  'GET /v1/users': admins(),
  'POST /v1/users': admins(422),
  'GET /v1/users/:id': admins(),
  'PATCH /v1/users/:id': admins(428, { name: 'Autre nom' }),
  'POST /v1/users/:id/sign-in-links': admins(201),

  'GET /v1/vocabularies': anyone(),
  'GET /v1/vocabularies/:code': anyone(),
  'GET /v1/vocabularies/:code/terms/:term': anyone(),
  'POST /v1/vocabularies/:code/terms': moderators(422),
  'PATCH /v1/vocabularies/:code/terms/:term': moderators(428, { label: { fr: 'Autre' } }),
  'GET /v1/communes': anyone(),

  'GET /v1/regional-delegations': anyone(),
  'GET /v1/regional-delegations/:id': anyone(),
  'POST /v1/regional-delegations': admins(422),
  'PATCH /v1/regional-delegations/:id': admins(428, { name: 'Autre nom' }),
  'DELETE /v1/regional-delegations/:id': admins(428),

  'GET /v1/campaigns': { may: STAFF },
  'POST /v1/campaigns': moderators(422),
  'GET /v1/campaigns/:id': { may: STAFF },
  'PATCH /v1/campaigns/:id': moderators(428, { name: 'Autre nom' }),
  'DELETE /v1/campaigns/:id': moderators(428),
  'GET /v1/campaigns/:id/transitions': { may: STAFF },
  'POST /v1/campaigns/:id/transitions': moderators(422),
  'PUT /v1/campaigns/:id/recipients': moderators(428, { associations: [] }),
  'POST /v1/campaigns/:id/recipients': { may: HEADQUARTERS, headers: { 'content-type': 'text/csv' }, body: 'SIREN\n' },
  'GET /v1/campaigns/:id/reach': { may: STAFF },
  'GET /v1/campaigns/:id/sendings': { may: STAFF },
  'POST /v1/campaigns/:id/sendings': moderators(422),
  'GET /v1/campaigns/:id/sendings/:sending': { may: STAFF },
  'DELETE /v1/campaigns/:id/sendings/:sending': moderators(428),
  'GET /v1/campaigns/:id/reminders': { may: STAFF },
  'POST /v1/campaigns/:id/reminders': { may: ['delegate elsewhere', ...CONCERNED], status: 422 },
  'GET /v1/campaigns/:id/invitations': { may: STAFF },
  'GET /v1/campaigns/:id/invitations/:invitation': recordRead,
  'POST /v1/campaigns/:id/invitations/:invitation/resend': {
    may: CONCERNED,
    missing: ['delegate elsewhere'],
    // the campaign is a draft
    status: 409,
    body: {},
  },
  'POST /v1/campaigns/:id/invitations/:invitation/calls': {
    may: CONCERNED,
    missing: ['delegate elsewhere'],
    status: 201,
    body: { outcome: 'reached' },
  },
  'GET /v1/campaigns/:id/calls': { may: STAFF },
  'GET /v1/associations': anyone(),
  'GET /v1/associations/:id': anyone(),
  'POST /v1/associations': { may: [...HEADQUARTERS, 'associations:write'], status: 422 },
  'PATCH /v1/associations/:id': factsWrite(428, { name: 'Autre nom' }),
  'PUT /v1/associations/by-ref/:system/:value': { may: [...HEADQUARTERS, 'associations:write'], status: 422, body: {} },
  'GET /v1/associations/:id/establishments': anyone(),
  'GET /v1/associations/:id/establishments/:establishment': anyone(),
  'POST /v1/associations/:id/establishments': factsWrite(422, { name: 'Foyer', commune: '00000' }),
  'PATCH /v1/associations/:id/establishments/:establishment': factsWrite(428, { name: 'Autre nom' }),
  'DELETE /v1/associations/:id/establishments/:establishment': factsWrite(428),
  'GET /v1/associations/:id/contacts': contactRead,
  'GET /v1/associations/:id/contacts/:contact': contactRead,
  'POST /v1/associations/:id/contacts': contactWrite(201, { office: 'other', name: 'Sacha Exemple' }),
  'PATCH /v1/associations/:id/contacts/:contact': contactWrite(428, { name: 'Autre nom' }),
  'DELETE /v1/associations/:id/contacts/:contact': contactWrite(428),
  'POST /v1/associations/:id/contacts/:contact/links': linkWrite(201),
  'DELETE /v1/associations/:id/contacts/:contact/links/:link': linkWrite(428),
  'POST /v1/associations/imports': {
    may: [...HEADQUARTERS, 'associations:write'],
    status: 422,
    headers: { 'content-type': 'text/csv' },
    body: '',
  },
  'GET /v1/associations/imports/:id': { may: [...HEADQUARTERS, 'associations:write'], status: 404 },
  'GET /v1/associations/imports/:id/rows': { may: [...HEADQUARTERS, 'associations:write'], status: 404 },

  'GET /v1/mail-server': moderators(),
  'GET /v1/deliveries': moderators(),
  'GET /v1/deliveries/:id': moderators(404),
  'GET /v1/deliveries/:id/transitions': moderators(404),
  'POST /v1/deliveries/:id/transitions': moderators(404, { transition: 'cancel' }),
  'POST /v1/objections/:token': anyone(404),
  'GET /objection/:token': anyone(),
  'POST /objection/:token': anyone(404),
  'GET /v1/backups/state': admins(),
  'GET /v1/federation': anyone(),
  'PATCH /v1/federation': admins(428, { name: 'Autre nom' }),
  'GET /v1/federation/logo': anyone(404),
  'PUT /v1/federation/logo': { ...admins(428), headers: { 'content-type': 'image/png' }, body: '…' },
  // that of a draft campaign is nobody’s
  'GET /v1/campaigns/:id/blank': anyone(404),
  'GET /v1/campaigns/:id/letters': { may: STAFF },
  'GET /v1/campaigns/:id/letters/:kind': { may: STAFF },
  'PUT /v1/campaigns/:id/letters/:kind': moderators(422),
  'POST /v1/campaigns/:id/letters/:kind/previews': { may: STAFF },
  'POST /v1/campaigns/:id/letters/:kind/tests': moderators(),
  'GET /v1/campaigns/:id/letters/:kind/print': moderators(404),

  'GET /v1/questionnaires': { may: [...STAFF, ...SCRIPTS] },
  'POST /v1/questionnaires': moderators(422, { code: '' }),
  'GET /v1/questionnaires/:id/versions': { may: [...STAFF, ...SCRIPTS] },
  'GET /v1/questionnaires/:id/versions/:a/diff/:b': { may: STAFF },
  'POST /v1/questionnaires/:id/versions/:number/transitions': moderators(409, { transition: 'retire' }),
  'GET /v1/questionnaires/:id/draft': moderators(404),
  'POST /v1/questionnaires/:id/draft': moderators(404),
  'PUT /v1/questionnaires/:id/draft': moderators(422, {}),
  'DELETE /v1/questionnaires/:id/draft': moderators(404),
  'POST /v1/questionnaires/:id/draft/check': moderators(404),
  'POST /v1/questionnaires/:id/draft/transitions': moderators(404, { transition: 'publish' }),
  'GET /v1/questionnaires/:id/versions/:number': { may: [...STAFF, ...SCRIPTS] },
  'GET /v1/questionnaires/:id/versions/:number/blank': { may: [...STAFF, ...SCRIPTS] },
  'GET /v1/questionnaires/:id/versions/:number/schema': { may: [...STAFF, ...SCRIPTS] },

  'POST /v1/respond/session': anyone(422),
  'GET /v1/respond/session': { may: RESPONDENTS },
  'DELETE /v1/respond/session': { may: RESPONDENTS, status: 204 },
  'GET /v1/respond/sessions': { may: RESPONDENTS },
  'DELETE /v1/respond/sessions/:id': { may: RESPONDENTS, status: 404 },
  'POST /v1/respond/links': anyone(422),
  'GET /v1/respond/invitation': { may: RESPONDENTS },
  'POST /v1/respond/invitation/transitions': { may: RESPONDENTS, status: 422 },
  'GET /v1/respond/colleagues': { may: RESPONDENTS },
  'POST /v1/respond/colleagues': { may: RESPONDENTS, status: 422 },
  'DELETE /v1/respond/colleagues/:id': { may: RESPONDENTS, status: 404 },
  'POST /v1/respond/successor': { may: RESPONDENTS, status: 422 },
  'POST /v1/respond/help': { may: RESPONDENTS, status: 422 },
  'GET /v1/successions': { may: STAFF },
  'GET /v1/successions/:id': { may: STAFF, status: 404 },
  'POST /v1/successions/:id/transitions': { may: ['delegate elsewhere', ...CONCERNED], status: 422 },
  'GET /v1/help-requests': { may: STAFF },
  'GET /v1/help-requests/:id': { may: STAFF, status: 404 },
  'POST /v1/help-requests/:id/transitions': { may: ['delegate elsewhere', ...CONCERNED], status: 422 },
  'GET /v1/respond/blank': { may: RESPONDENTS },
  'GET /v1/respond/form': { may: RESPONDENTS },
  'GET /v1/respond/edits': { may: RESPONDENTS },
  'POST /v1/respond/edits/:id/decision': { may: RESPONDENTS, status: 404, body: { decision: 'accepted' } },
  'GET /v1/respond/submissions': { may: RESPONDENTS },
  'POST /v1/respond/submissions': { may: RESPONDENTS, status: 201 },
  'GET /v1/respond/submissions/:id': own(),
  'PATCH /v1/respond/submissions/:id': own(428, { answers: { titre: 'Autre' } }),
  'GET /v1/respond/submissions/:id/answers': own(),
  'GET /v1/respond/submissions/:id/answers/:question': own(),
  'PUT /v1/respond/submissions/:id/answers/:question': own(428, { value: 'Autre' }),
  'GET /v1/respond/submissions/:id/files': own(),
  'POST /v1/respond/submissions/:id/files': { ...own(422), ...AN_EMPTY_FILE },
  'GET /v1/respond/submissions/:id/files/:file': own(404),
  'DELETE /v1/respond/submissions/:id/files/:file': own(404),
  'GET /v1/respond/submissions/:id/revisions': own(),
  'GET /v1/respond/submissions/:id/revisions/:number': own(404),
  'POST /v1/respond/submissions/:id/copy': own(409),
  'GET /v1/respond/submissions/:id/transitions': own(),
  'POST /v1/respond/submissions/:id/transitions': own(422, { transition: 'submit' }),
  'GET /v1/respond/submissions/:id/points': own(),
  'GET /v1/respond/submissions/:id/points/:point': own(404),
  'POST /v1/respond/submissions/:id/points/:point/answer': own(404, { kept_because: 'Ainsi' }),
  'GET /v1/respond/submissions/:id/preview': own(),
  'GET /v1/respond/submissions/:id/summary': own(),
  'POST /v1/respond/submissions/:id/sign-off': own(409),
  'GET /v1/respond/submissions/:id/thread': own(),
  'POST /v1/respond/submissions/:id/messages': own(201, { body: 'Une question.' }),
  'GET /v1/respond/submissions/:id/messages/:message': own(404),
  'POST /v1/respond/submissions/:id/taking-up': own(200, { innovation_id: null }),
  'POST /v1/respond/sign-offs': anyone(422),
  'GET /v1/respond/similar': { may: RESPONDENTS, status: 422 },
  'GET /v1/respond/innovations': { may: RESPONDENTS },
  'GET /v1/respond/innovations/:id': own(),
  'POST /v1/respond/innovations/:id/confirmations': own(409, { answer: 'still_true' }),
  'POST /v1/respond/innovations/:id/withdrawal': own(409),
  'GET /v1/respond/innovations/:id/restrictions': own(),
  'POST /v1/respond/innovations/:id/restrictions': own(422, { question: 'inconnue', audience: 'staff' }),

  'GET /v1/moderation/submissions': { may: [...STAFF, ...SCRIPTS] },
  'POST /v1/moderation/submissions': { may: [...CONCERNED, ...SCRIPTS], status: 422, body: 'submission' },
  'GET /v1/moderation/submissions/:id': concernedRead,
  'PATCH /v1/moderation/submissions/:id': concernedWrite(428, { answers: { titre: 'Autre' } }),
  'GET /v1/moderation/submissions/:id/answers': concernedRead,
  'GET /v1/moderation/submissions/:id/answers/:question': concernedRead,
  'PUT /v1/moderation/submissions/:id/answers/:question': concernedWrite(428, { value: 'Autre' }),
  'GET /v1/moderation/submissions/:id/files': concernedRead,
  'POST /v1/moderation/submissions/:id/files': { ...concernedWrite(422), ...AN_EMPTY_FILE },
  'GET /v1/moderation/submissions/:id/files/:file': { ...concernedRead, status: 404 },
  'DELETE /v1/moderation/submissions/:id/files/:file': concernedWrite(404),
  'GET /v1/moderation/submissions/:id/revisions': concernedRead,
  'GET /v1/moderation/submissions/:id/history': recordRead,
  'GET /v1/moderation/submissions/:id/revisions/:number': { ...concernedRead, status: 404 },
  'POST /v1/moderation/submissions/:id/copy': concernedWrite(409),
  'GET /v1/moderation/submissions/:id/transitions': concernedRead,
  'POST /v1/moderation/submissions/:id/transitions': concernedWrite(422, { transition: 'submit' }),
  'GET /v1/moderation/submissions/:id/points': concernedRead,
  'POST /v1/moderation/submissions/:id/points': pointWrite(409, { question: 'titre', reason: 'Trop vague' }),
  'GET /v1/moderation/submissions/:id/points/:point': { ...concernedRead, status: 404 },
  'PATCH /v1/moderation/submissions/:id/points/:point': pointWrite(404, { reason: 'Autrement' }),
  'DELETE /v1/moderation/submissions/:id/points/:point': pointWrite(404),
  'POST /v1/moderation/submissions/:id/points/:point/answer': concernedWrite(404, { kept_because: 'Ainsi' }),
  'POST /v1/moderation/submissions/:id/points/:point/closing': pointWrite(404),
  'GET /v1/moderation/submissions/:id/preview': concernedRead,
  'GET /v1/moderation/submissions/:id/summary': concernedRead,
  'GET /v1/moderation/submissions/:id/thread': staffInSight,
  'POST /v1/moderation/submissions/:id/messages': writersInSight(201, { kind: 'note', body: 'Entre nous' }),
  'GET /v1/moderation/submissions/:id/messages/:message': { ...staffInSight, status: 404 },
  'POST /v1/moderation/submissions/:id/messages/:message/transitions': writersInSight(404, { transition: 'take_back' }),
  'POST /v1/moderation/submissions/:id/thread/transitions': writersInSight(409, { transition: 'settle' }),
  'GET /v1/moderation/submissions/:id/reading': recordRead,
  'PUT /v1/moderation/submissions/:id/reading': { ...recordRead, status: 422, body: { revision: 9 } },
  'GET /v1/moderation/submissions/:id/similar': recordRead,
  'POST /v1/moderation/submissions/:id/routing': moderators(200, {
    regional_delegation: null,
    reason: 'Comme le disent les départements',
  }),
  'GET /v1/moderation/submissions/:id/neighbours': recordRead,
  'GET /v1/moderation/views': { may: STAFF },
  'POST /v1/moderation/views': { may: STAFF, status: 422 },
  'GET /v1/moderation/views/:id': { may: STAFF, status: 404 },
  'PATCH /v1/moderation/views/:id': { may: STAFF, status: 404, body: { name: 'Autre nom' } },
  'DELETE /v1/moderation/views/:id': { may: STAFF, status: 404 },
  'GET /v1/colleagues': { may: [...CONCERNED, 'delegate elsewhere'] },
  'GET /v1/absences': { may: STAFF },
  'POST /v1/absences': { may: [...CONCERNED, 'delegate elsewhere'], status: 422 },
  'GET /v1/absences/:id': { may: STAFF, status: 404 },
  'PATCH /v1/absences/:id': { may: [...CONCERNED, 'delegate elsewhere'], status: 404, body: { stand_in: null } },
  'DELETE /v1/absences/:id': { may: [...CONCERNED, 'delegate elsewhere'], status: 404 },
  'POST /v1/moderation/submissions/:id/claim': {
    may: [...CONCERNED, 'delegate elsewhere'],
    status: 422,
    body: { take_over: '' },
  },
  'POST /v1/moderation/submissions/:id/release': linkWrite(200),
  'POST /v1/moderation/submissions/:id/assignment': { ...linkWrite(200), body: { assignee: null } },
  'POST /v1/moderation/submissions/claims': { may: [...CONCERNED, 'delegate elsewhere'], status: 422 },
  'POST /v1/moderation/submissions/assignments': { may: [...CONCERNED, 'delegate elsewhere'], status: 422 },
  'GET /v1/moderation/submissions/export': { may: STAFF },
  'GET /v1/moderation/submissions/counts': { may: STAFF },
  'POST /v1/moderation/submissions/transitions': { may: [...CONCERNED, 'delegate elsewhere'], body: 'bulk' },

  'GET /v1/moderation/submissions/:id/replies': staffInSight,
  'GET /v1/reply-templates': { may: STAFF },
  'POST /v1/reply-templates': moderators(422, { use: 'message', name: 'Modèle' }),
  'GET /v1/reply-templates/:id': { may: STAFF },
  'PATCH /v1/reply-templates/:id': moderators(428, { name: 'Autre nom' }),
  'DELETE /v1/reply-templates/:id': moderators(428),
  'GET /v1/notifications': { may: STAFF },
  'POST /v1/notifications/transitions': { may: STAFF, body: { transition: 'read' } },
  'GET /v1/notification-settings': { may: STAFF },
  'PATCH /v1/notification-settings': { may: STAFF, status: 428, body: { message_received: 'daily' } },

  'GET /v1/moderation/innovations': { may: STAFF },
  'GET /v1/moderation/innovations/:id': recordRead,
  'GET /v1/moderation/innovations/:id/seen-by': recordRead,
  'GET /v1/moderation/innovations/:id/history': recordRead,
  'GET /v1/moderation/innovations/:id/versions/:number': recordRead,
  // a delegate sees the record, so that it is told what it may not do; another one's is as good as none
  'PATCH /v1/moderation/innovations/:id/versions/:number': {
    ...moderators(428, { answers: { titre: 'Autre' } }),
    missing: ['delegate elsewhere'],
  },
  'POST /v1/moderation/innovations/:id/versions/:number/edits/:edit/withdrawal': moderators(404),
  'GET /v1/moderation/innovations/:id/transitions': recordRead,
  'POST /v1/moderation/innovations/:id/transitions': {
    ...moderators(422, { transition: 'publish' }),
    missing: ['delegate elsewhere'],
  },
  'POST /v1/moderation/innovations/transitions': moderators(200, {
    ids: ['019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'],
    transition: 'archive',
  }),

  'POST /v1/moderation/innovations/:id/split': moderators(201),
  'DELETE /v1/moderation/innovations/:id': admins(428),
  'POST /v1/moderation/innovations/:id/restrictions': moderators(422, { question: 'inconnue', audience: 'staff' }),

  'GET /v1/innovations': anyone(),
  'GET /v1/innovations/:id': anyone(),
  'GET /v1/innovations/:id/pdf': anyone(),
  'GET /v1/innovations/:id/versions': anyone(),
  'GET /v1/innovations/:id/versions/:number': anyone(),
  'GET /v1/files/:id': anyone(404),
  'GET /v1/feeds': anyone(),
  'GET /v1/exports': anyone(),
  'POST /v1/exports': { may: [...STAFF, 'innovations:read'], status: 202 },
  'GET /v1/exports/latest': anyone(),
  'GET /v1/exports/:id': anyone(404),
  'GET /v1/exports/:id/files/:name': anyone(404),
  'GET /v1/exports/stream': anyone(),
  'GET /v1/feeds/news.atom': anyone(),
  'GET /v1/feeds/news.json': anyone(),
  'GET /v1/innovations/:id/json-ld': anyone(),
  'GET /v1/feeds/innovations': anyone(),
  'GET /v1/sandbox/feeds': anyone(),
  'GET /v1/sandbox/feeds/innovations': anyone(),
  'GET /v1/sandbox/innovations/:id': { may: [], missing: EVERYONE },
  'POST /v1/validations': { may: EVERYONE, body: {} },

  'GET /v1/evaluation-grids': { may: STAFF },
  'POST /v1/evaluation-grids': moderators(422),
  'GET /v1/evaluation-grids/:id': { may: STAFF },
  'GET /v1/evaluation-grids/:id/versions/:number': { may: STAFF },
  'PUT /v1/evaluation-grids/:id/draft': moderators(422),
  'POST /v1/evaluation-grids/:id/versions/:number/transitions': moderators(409, { transition: 'publish' }),
  'GET /v1/moderation/submissions/:id/evaluations': recordRead,
  'PUT /v1/moderation/submissions/:id/evaluations/:grid': { ...linkWrite(428), body: { scores: {} } },
  'POST /v1/moderation/submissions/:id/evaluations/:grid/transitions': {
    ...linkWrite(404),
    body: { transition: 'give' },
  },
  'GET /v1/moderation/innovations/:id/evaluations': recordRead,

  'GET /v1/dossiers': { may: STAFF },
  'POST /v1/dossiers': moderators(422),
  'GET /v1/dossiers/:id': { may: STAFF },
  'PATCH /v1/dossiers/:id': moderators(428, { title: 'Autre titre' }),
  'DELETE /v1/dossiers/:id': moderators(428),
  'GET /v1/dossiers/:id/transitions': { may: STAFF },
  'POST /v1/dossiers/:id/transitions': moderators(422, { transition: 'send' }),
  'POST /v1/dossiers/:id/items': moderators(422),
  'PUT /v1/dossiers/:id/order': moderators(428, { ids: ['019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a00'] }),
  'GET /v1/dossiers/:id/items/:innovation': { may: STAFF, status: 404 },
  'PATCH /v1/dossiers/:id/items/:innovation': moderators(428, { note: null }),
  'DELETE /v1/dossiers/:id/items/:innovation': moderators(428),
  'GET /v1/dossiers/:id/papers': { may: STAFF },

  'GET /v1/campaigns/:id/participation': { may: STAFF },
  'GET /v1/campaigns/:id/participation/curve': { may: STAFF },
  'GET /v1/campaigns/:id/participation/export': { may: STAFF },

  'GET /v1/credential': { may: KEYS },
  'POST /v1/credential/renewal': { may: KEYS, status: 422, body: { overlap_days: 31 } },

  'GET /v1/partners': admins(),
  'POST /v1/partners': admins(422),
  'GET /v1/partners/:id': admins(),
  'PATCH /v1/partners/:id': admins(428, { name: 'Autre nom' }),
  'GET /v1/partners/:id/webhooks': webhooks(),
  'POST /v1/partners/:id/webhooks': webhooks(422, { url: 'https://10.0.0.1/' }),
  'GET /v1/partners/:id/webhooks/:webhook': webhooks(),
  'PATCH /v1/partners/:id/webhooks/:webhook': webhooks(428, { description: 'Autre' }),
  'DELETE /v1/partners/:id/webhooks/:webhook': webhooks(428),
  'POST /v1/partners/:id/webhooks/:webhook/secret': webhooks(),
  'POST /v1/partners/:id/webhooks/:webhook/verifications': webhooks(201),
  'POST /v1/partners/:id/webhooks/:webhook/tests': webhooks(201),
  'POST /v1/partners/:id/webhooks/:webhook/replays': webhooks(422, { from_seq: 2, to_seq: 1 }),
  'GET /v1/partners/:id/webhooks/:webhook/deliveries': webhooks(),
  'GET /v1/partners/:id/webhooks/:webhook/deliveries/:delivery': webhooks(404),
  'POST /v1/partners/:id/webhooks/:webhook/deliveries/:delivery/replay': webhooks(404),
  'GET /v1/partners/:id/keys': admins(),
  'POST /v1/partners/:id/keys': admins(422),
  'GET /v1/partners/:id/keys/:key': admins(),
  'DELETE /v1/partners/:id/keys/:key': admins(428),
  'GET /v1/partners/:id/usage': admins(),
  'GET /v1/credential/usage': { may: KEYS },
  'GET /v1/partners/:id/consultations': admins(),
  'POST /v1/partners/:id/keys/:key/renewal': admins(422, { overlap_days: 31 }),
  'GET /v1/partners/:id/clients': admins(),
  'POST /v1/partners/:id/clients': admins(422),
  'GET /v1/partners/:id/clients/:client': admins(),
  'PATCH /v1/partners/:id/clients/:client': admins(428, { name: 'Autre nom' }),
  'DELETE /v1/partners/:id/clients/:client': admins(428),
  'POST /v1/partners/:id/clients/:client/renewal': admins(422, { overlap_days: 31 }),
  'DELETE /v1/partners/:id/clients/:client/secrets/:secret': admins(428),
  'GET /v1/events': admins(),
}

describe('who may call what', () => {
  const routes: string[] = []
  let test: TestApp
  let federation: Federation
  let address: (route: string) => string
  let submission: string

  beforeAll(async () => {
    test = await testApp({
      onRoute: (route: RouteOptions) => {
        for (const method of [route.method].flat()) {
          if (method !== 'HEAD' && method !== 'OPTIONS') routes.push(`${method} ${route.url}`)
        }
      },
    })
    federation = await aFederation(test)
    const { admin } = test
    const association = federation.association.id
    submission = await aSubmission(federation.as['submissions:write'], association, { titre: 'Une réponse commencée' })
    const mine = json(await federation.as.respondent.post('/v1/respond/submissions'), 201).id as string
    const published = await aRecord(test, association)
    const draft = await aDraftRecord(test, association, SHORT_ANSWERS)
    const establishment = json(
      await admin.post(`/v1/associations/${association}/establishments`, { name: 'Foyer des Genêts' }),
      201,
    ).id as string
    const user = json(
      await admin.post('/v1/users', { email: 'lecture@essaim.example', name: 'Lecture', roles: ['reader'] }),
      201,
    ).id as string
    const client = json(
      await admin.post(`/v1/partners/${federation.partner}/clients`, {
        name: 'Extranet',
        token_endpoint_auth_method: 'client_secret_basic',
        scopes: ['feed:read'],
      }),
      201,
    ).id as string
    const key = json(await admin.post(`/v1/partners/${federation.partner}/keys`, { scopes: ['feed:read'] }), 201)
      .id as string
    const webhook = json(
      await admin.post(`/v1/partners/${federation.partner}/webhooks`, { url: 'https://partenaire.example/essaim' }),
      201,
    ).id as string
    const questionnaire = (json(await admin.get('/v1/questionnaires')).items as { id: string }[])[0]?.id as string

    const campaign = json(await admin.post('/v1/campaigns', { name: 'Recensement' }), 201).id as string
    const invitation = newId()
    await inScope(test.app.db, { kind: 'job' }, (trx) =>
      trx
        .insertInto('invitation')
        .values({ id: invitation, campaign_id: campaign, association_id: association })
        .execute(),
    )
    const sending = json(
      await admin.post(`/v1/campaigns/${campaign}/sendings`, { letter: 'invitation', due_at: '2040-01-01T08:00:00Z' }),
      201,
    ).id as string

    const dossier = json(
      await admin.post('/v1/dossiers', { title: 'Un dossier', recipient: 'La CNSA', recipient_kind: 'cnsa' }),
      201,
    ).id as string

    const grid = (json(await admin.get('/v1/evaluation-grids')).items as { id: string }[])[0]?.id as string

    const values = (route: string): Record<string, string> => {
      const [, path = ''] = route.split(' ')
      const id = path.startsWith('/v1/users')
        ? user
        : path.startsWith('/v1/regional-delegations')
          ? federation.delegation.id
          : path.startsWith('/v1/associations/imports')
            ? newId()
            : path.startsWith('/v1/associations')
              ? association
              : path.startsWith('/v1/campaigns')
                ? campaign
                : path.startsWith('/v1/reply-templates')
                  ? REPLY_TEMPLATE
                  : path.startsWith('/v1/evaluation-grids')
                    ? grid
                    : path.startsWith('/v1/dossiers')
                      ? dossier
                      : path.startsWith('/v1/questionnaires')
                        ? path.includes('/draft')
                          ? newId()
                          : questionnaire
                        : path.startsWith('/v1/respond/sessions')
                          ? newId()
                          : path.startsWith('/v1/respond/submissions')
                            ? mine
                            : path.startsWith('/v1/moderation/submissions')
                              ? submission
                              : path.startsWith('/v1/respond/innovations') ||
                                  path.startsWith('/v1/moderation/innovations')
                                ? draft
                                : path.startsWith('/v1/innovations')
                                  ? published
                                  : federation.partner
      return {
        id,
        number: '1',
        a: '1',
        b: '1',
        question: 'titre',
        file: newId(),
        point: newId(),
        edit: newId(),
        contact: federation.contact.id,
        link: federation.link,
        establishment,
        innovation: published,
        grid,
        invitation,
        sending,
        key,
        client,
        secret: newId(),
        webhook,
        delivery: newId(),
        code: 'themes',
        term: 'tsa-scolarisation',
        system: 'crm',
        value: '42',
        slug: 'not-found',
        token: 'objection_unknown',
        message: newId(),
        kind: 'invitation',
        name: 'innovations.csv',
      }
    }
    await makeExports(test.app, new AbortController().signal)
    address = (route) =>
      (route.split(' ')[1] ?? '')
        .replace('*', 'ailleurs')
        .replaceAll(/:(\w+)/g, (_, name: string) => values(route)[name] ?? `?${name}`)
  })

  const bodyOf = (row: Row): unknown => {
    if (row.body === 'submission') return { association_id: federation.association.id, answers: { inconnue: true } }
    if (row.body === 'bulk') return { ids: [submission], transition: 'submit' }
    return row.body
  }
  const expected = (row: Row, caller: CallerName): number => {
    const special = row.but?.[caller]
    if (special) return special
    if (row.missing?.includes(caller)) return 404
    if (row.may.includes(caller)) return row.status ?? 200
    return caller === 'anonymous' ? 401 : 403
  }

  it('has a row for every route, and a route for every row', () => {
    expect([...new Set(routes)].filter((route) => !TABLE[route])).toEqual([])
    expect(routes.length).toBeGreaterThan(80)
    expect(Object.keys(TABLE).filter((route) => !routes.includes(route))).toEqual([])
  })

  it('refuses a credential that does not hold, even where none is needed', async () => {
    for (const token of ['essaim_nothing', 'respondent_nothing', 'a.b.c', 'x']) {
      expect((await test.bearer(token).get('/v1/innovations')).statusCode, token).toBe(401)
    }
  })

  it('shows what is out of scope exactly like what does not exist', async () => {
    const unknown = newId()
    for (const [caller, path] of [
      ['delegate elsewhere', '/v1/moderation/submissions'],
      ['submissions:write elsewhere', '/v1/moderation/submissions'],
      ['respondent elsewhere', '/v1/respond/submissions'],
    ] as const) {
      const bodies = await Promise.all(
        [submission, unknown, 'no-id'].map(async (id) => {
          const answer = await federation.as[caller].get(`${path}/${id}`)
          expect(answer.statusCode).toBe(404)
          const { instance: _, ...body } = JSON.parse(answer.body)
          return body
        }),
      )
      expect(bodies[1]).toEqual(bodies[0])
      expect(bodies[2]).toEqual(bodies[0])
    }
    const [item] = json(
      await federation.as['delegate elsewhere'].post('/v1/moderation/submissions/transitions', {
        ids: [submission],
        transition: 'submit',
      }),
    ).items as { status: number }[]
    expect(item?.status).toBe(404)
  })

  it('C02: refuses another delegation’s writes, whatever tag they bring, and records them', async () => {
    const url = `/v1/moderation/submissions/${submission}`
    const tag = String((await test.admin.get(url)).headers.etag)
    const before = json(await test.admin.get(url))
    const elsewhere = federation.as['delegate elsewhere']
    expect((await elsewhere.patch(url, { answers: { titre: 'Pris' } }, tag)).statusCode).toBe(404)
    expect(
      (await elsewhere.put(`${url}/answers/titre`, { value: 'Pris' }, { headers: { 'if-match': '*' } })).statusCode,
    ).toBe(404)
    expect((await elsewhere.post(`${url}/transitions`, { transition: 'withdraw' })).statusCode).toBe(404)
    expect(json(await test.admin.get(url))).toEqual(before)
    // and each try is in the trail
    const { items } = json(await test.admin.get(`/v1/events?action=access.denied&subject_id=${submission}`))
    const tries = (items as { detail: { method: string } }[]).map(({ detail }) => detail.method)
    expect(tries).toEqual(expect.arrayContaining(['PATCH', 'PUT', 'POST']))
  })

  it('answers every caller on every route as the table says', async () => {
    const wrong: string[] = []
    // ends the caller's session, so it comes last
    const order = [...new Set(routes)].sort(
      (a, b) => Number(a === 'DELETE /v1/respond/session') - Number(b === 'DELETE /v1/respond/session'),
    )
    for (const route of order) {
      const row = TABLE[route]
      if (!row) continue
      const method = route.split(' ')[0] as 'GET'
      const body = bodyOf(row) ?? (method === 'GET' || method === 'DELETE' ? undefined : {})
      for (const caller of CALLERS) {
        const answer = await test.app.inject({
          method,
          url: address(route) + (row.query ?? ''),
          headers: {
            ...federation.as[caller].headers,
            ...(body !== undefined && {
              'content-type': method === ('PATCH' as string) ? 'application/merge-patch+json' : 'application/json',
            }),
            ...row.headers,
          },
          ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
        })
        const wanted = expected(row, caller)
        if (answer.statusCode !== wanted)
          wrong.push(`${route} as ${caller}: ${answer.statusCode} instead of ${wanted} ${answer.body.slice(0, 200)}`)
        else if (
          wanted >= 400 &&
          !route.includes(' /oauth/') &&
          !String(answer.headers['content-type']).startsWith('application/problem+json')
        )
          wrong.push(`${route} as ${caller}: no problem`)
      }
    }
    expect(wrong).toEqual([])
  }, 600_000)
})
