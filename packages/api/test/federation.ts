import type { Scope } from '@essaim/shared/actors.ts'
import { type Client, json, type TestApp } from './app.ts'
import { aContact, anAssociation, PUBLICATION_ANSWERS, SHORT_ANSWERS } from './factories.ts'

const SUBMISSIONS = '/v1/moderation/submissions'
const RECORDS = '/v1/moderation/innovations'

/** Whoever may call: the association is of the delegation of Brittany. */
export const CALLERS = [
  'anonymous',
  'reader',
  'delegate',
  'delegate elsewhere',
  'moderator',
  'admin',
  'respondent',
  'respondent elsewhere',
  'innovations:read',
  'feed:read',
  'members:read',
  'submissions:write',
  'submissions:write elsewhere',
  'associations:read',
  'associations:write',
  'webhooks:manage',
] as const
export type CallerName = (typeof CALLERS)[number]

export type Federation = {
  as: Record<CallerName, Client>
  delegation: { id: string; name: string }
  association: { id: string; name: string }
  elsewhere: { id: string; name: string }
  contact: { id: string }
  /** The personal link behind the session of `respondent`. */
  link: string
  partner: string
}

/** A personal link of the contact, made by headquarters and exchanged as its page does. */
export async function aRespondent(
  test: TestApp,
  association: string,
  contact: string,
): Promise<Client & { link: string; session: string }> {
  const made = await test.admin.post(`/v1/associations/${association}/contacts/${contact}/links`)
  const { url } = json(made, 201) as { url: string }
  const { access_token } = json(await test.anonymous.post('/v1/respond/session', { token: url.split('#')[1] })) as {
    access_token: string
  }
  return {
    ...test.bearer(access_token),
    link: String(made.headers.location).split('/').at(-1) ?? '',
    session: access_token,
  }
}

/** Two delegations, an association in each, and a caller of every kind. */
export async function aFederation(test: TestApp, name = 'Les Genêts d’exemple'): Promise<Federation> {
  const delegation = await test.delegation('22', '29')
  const other = await test.delegation('75')
  const association = await anAssociation(test, { name, department: '29' })
  const elsewhere = await anAssociation(test, { name: 'Les Tilleuls d’exemple', commune: '75056', department: '75' })
  const contact = await aContact(test, association.id)
  const respondent = await aRespondent(test, association.id, contact.id)
  const script = await test.key('submissions:write')
  const keys = [
    'innovations:read',
    'feed:read',
    'members:read',
    'associations:read',
    'associations:write',
    'webhooks:manage',
  ] as const satisfies Scope[]
  const made = await Promise.all(keys.map(async (scope) => [scope, await test.key(scope)] as const))
  return {
    as: {
      anonymous: test.anonymous,
      reader: await test.staff(['reader']),
      delegate: await test.staff(['delegate'], [delegation.id]),
      'delegate elsewhere': await test.staff(['delegate'], [other.id]),
      moderator: await test.staff(['moderator']),
      admin: test.admin,
      respondent,
      'respondent elsewhere': await aRespondent(test, elsewhere.id, (await aContact(test, elsewhere.id)).id),
      'submissions:write': script,
      'submissions:write elsewhere': await test.key('submissions:write'),
      ...(Object.fromEntries(made) as unknown as Record<(typeof keys)[number], Client>),
    },
    delegation,
    association,
    elsewhere,
    contact,
    link: respondent.link,
    partner: script.partner,
  }
}

type Answers = Record<string, unknown>
export const COMPLETE_ANSWERS = { ...SHORT_ANSWERS, ...PUBLICATION_ANSWERS }

/** A submission with these answers, entered by the caller; a draft. */
export async function aSubmission(
  by: Client,
  association: string,
  answers: Answers = COMPLETE_ANSWERS,
  more: Record<string, unknown> = {},
): Promise<string> {
  return json(await by.post(SUBMISSIONS, { association_id: association, answers, ...more }), 201).id as string
}

/** A record whose first version waits to be published. */
export async function aDraftRecord(
  test: TestApp,
  association: string,
  answers: Answers = COMPLETE_ANSWERS,
  more: Record<string, unknown> = {},
): Promise<string> {
  const submission = await aSubmission(test.admin, association, answers, more)
  json(await test.admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition: 'submit' }))
  return json(await test.admin.post(`${SUBMISSIONS}/${submission}/transitions`, { transition: 'accept' }))
    .innovation_id as string
}

export const publish = async (test: TestApp, id: string) =>
  json(await test.admin.post(`${RECORDS}/${id}/transitions`, { transition: 'publish' }))

/** A published record. */
export async function aRecord(
  test: TestApp,
  association: string,
  answers: Answers = COMPLETE_ANSWERS,
): Promise<string> {
  const id = await aDraftRecord(test, association, answers)
  await publish(test, id)
  return id
}
