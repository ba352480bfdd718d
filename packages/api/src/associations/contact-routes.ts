import { Contact, ContactCreation, ContactPage, ContactPatch, PersonalLink } from '@essaim/shared/associations.ts'
import { closed, IdParams, oneOf, PageQuery, ref, Uuid } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { inScope, type Trx } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { changeContact, createContact, createLink, eraseContact, revokeLink } from './contact-commands.ts'
import {
  type ContactRow,
  countContacts,
  findContact,
  findCurrentParticipant,
  listContacts,
  lockContact,
  presentContact,
} from './contact-queries.ts'
import { tagOf } from './presentation.ts'
import { findAssociation, lockAssociation } from './queries.ts'
import { mayReadFacts, mayWriteFacts } from './rights.ts'

const READERS = { staff: ACCESS.staff.staff, scopes: ['associations:read', 'associations:write'] } as const
const WRITERS = { staff: ACCESS.writers.staff, scopes: ['associations:write'] } as const
const TAGS = ['associations']
const Params = closed({ id: Uuid, contact: Uuid })
const LinkParams = closed({ id: Uuid, contact: Uuid, link: Uuid })
const LIVE = etag('live')

/** The people of an association: for staff in scope and keys for associations, to others they do not exist. */
export const contactRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  const ofReader = async (trx: Trx, request: FastifyRequest, id: string) => {
    const association = await findAssociation(trx, id)
    if (!mayReadFacts(request.actor, association)) throw problem('not-found')
    return association
  }
  const ofWriter = async (trx: Trx, request: FastifyRequest, id: string) => {
    const association = await lockAssociation(trx, id)
    if (!mayReadFacts(request.actor, association)) throw problem('not-found')
    if (!mayWriteFacts(request.actor, association)) throw problem('forbidden')
    return association
  }
  const tag = (row: ContactRow) => tagOf(row.version, presentContact(row))

  app.get(
    '/v1/associations/:id/contacts',
    {
      config: { access: READERS },
      schema: {
        operationId: 'listContacts',
        tags: TAGS,
        summary: 'List the contacts of an association',
        params: IdParams,
        querystring: closed(PageQuery),
        response: { 200: ref(ContactPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const { id } = await ofReader(trx, request, request.params.id)
        const rows = await listContacts(trx, id, page)
        const total = request.query.count === 'exact' ? await countContacts(trx, id) : undefined
        return answerPage(request, reply, page, rows, (row) => [row.id], presentContact, total) as never
      }),
  )

  app.get(
    '/v1/associations/:id/contacts/:contact',
    {
      config: { access: READERS },
      schema: {
        operationId: 'getContact',
        tags: TAGS,
        summary: 'Read a contact',
        params: Params,
        response: { 200: ref(Contact) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, async (trx) => {
        const { id } = await ofReader(trx, request, request.params.id)
        return findContact(trx, id, request.params.contact)
      })
      if (isFresh(request, reply, tag(row))) return reply.send(undefined as never)
      return reply.send(presentContact(row) as never)
    },
  )

  app.post(
    '/v1/associations/:id/contacts',
    {
      config: { access: WRITERS },
      schema: {
        operationId: 'createContact',
        tags: TAGS,
        summary: 'Add a contact',
        description:
          'One president and one general director at a time. Who objected or was erased is not added again: 409.',
        params: IdParams,
        body: ref(ContactCreation),
        response: { 201: ref(Contact) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await ofWriter(trx, request, request.params.id)
        const row = await createContact(trx, { caller: callerFor(request) }, association.id, request.body)
        return created(presentContact(row), `/v1/associations/${association.id}/contacts/${row.id}`, tag(row))
      }),
  )

  app.patch(
    '/v1/associations/:id/contacts/:contact',
    {
      config: { access: WRITERS },
      schema: {
        operationId: 'changeContact',
        tags: TAGS,
        summary: 'Change a contact',
        description: 'What staff change by hand is left alone by later imports.',
        params: Params,
        body: ref(ContactPatch),
        response: { 200: ref(Contact) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await ofWriter(trx, request, request.params.id)
        const row = await lockContact(trx, association.id, request.params.contact)
        requireMatch(request, tag(row))
        const next = await changeContact(trx, { caller: callerFor(request) }, row, request.body)
        return changed(presentContact(next), tag(next))
      }),
  )

  app.delete(
    '/v1/associations/:id/contacts/:contact',
    {
      config: { access: WRITERS },
      schema: {
        operationId: 'deleteContact',
        tags: TAGS,
        summary: 'Erase a contact',
        description:
          'Its links and sessions end with it. No import and nobody by hand brings the person back, unless `reason` is `mistake`.',
        params: Params,
        querystring: closed({
          reason: Type.Optional(
            oneOf(['erased', 'objected', 'mistake'], {
              default: 'erased',
              description:
                'Why: the person asked to be erased, objected to being contacted, or was never meant to be there.',
            }),
          ),
        }),
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await ofWriter(trx, request, request.params.id)
        const row = await lockContact(trx, association.id, request.params.contact)
        requireMatch(request, tag(row))
        await eraseContact(trx, { caller: callerFor(request) }, row, request.query.reason ?? 'erased')
        return removed
      }),
  )

  app.post(
    '/v1/associations/:id/contacts/:contact/links',
    {
      config: { access: ACCESS.writers, secret: true },
      schema: {
        operationId: 'createLink',
        tags: TAGS,
        summary: 'Make a personal link for a contact',
        description:
          'Its address is shown this once. It opens the association’s own door until it is revoked or expires; each use opens a session of its own. Made for somebody whom a campaign asks, it stands for that invitation.',
        params: Params,
        response: { 201: ref(PersonalLink) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await ofWriter(trx, request, request.params.id)
        const contact = await lockContact(trx, association.id, request.params.contact)
        const caller = { caller: callerFor(request), publicUrl: app.publicUrl() }
        const link = await createLink(trx, caller, contact, await findCurrentParticipant(trx, contact.id))
        return created(link, `/v1/associations/${association.id}/contacts/${contact.id}/links/${link.id}`, LIVE)
      }),
  )

  app.delete(
    '/v1/associations/:id/contacts/:contact/links/:link',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'revokeLink',
        tags: TAGS,
        summary: 'Revoke a personal link, and the sessions opened from it',
        description: '`If-Match` takes the ETag that the link was made with, the contact’s, or `*`.',
        params: LinkParams,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const association = await ofWriter(trx, request, request.params.id)
        const contact = await lockContact(trx, association.id, request.params.contact)
        requireMatch(request, request.headers['if-match']?.includes(LIVE) ? LIVE : tag(contact))
        await revokeLink(trx, { caller: callerFor(request) }, contact, request.params.link)
        return removed
      }),
  )
}
