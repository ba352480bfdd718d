import {
  Delivery,
  DeliveryPage,
  DeliveryQuery,
  DeliveryTransitionRequest,
  MailServer,
} from '@essaim/shared/deliveries.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { OpenTransitions } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { transitionDelivery } from './commands.ts'
import { presentCard, presentWhole } from './presentation.ts'
import {
  countDeliveries,
  type DeliveryPersonRow,
  findDelivery,
  type ListedDelivery,
  listDeliveries,
  listDeliveryPeople,
} from './queries.ts'
import { openTransitions, TRANSITIONS } from './rules.ts'

const TAGS = ['deliveries']
const tagOf = (row: ListedDelivery, people: DeliveryPersonRow[]) =>
  etag(
    [
      row.state,
      row.attempts,
      row.next_at.getTime(),
      ...people.map(({ address, changed }) => (changed ? 'changed' : address)),
    ].join('-'),
  )

/** The mails that left, wait or came back: headquarters only, since they show addresses of every delegation. */
export const deliveryRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/mail-server',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'getMailServer',
        tags: TAGS,
        summary: 'Read whether mails leave at all',
        description: 'Without a server every mail waits in the list.',
        response: { 200: ref(MailServer) },
      },
    },
    async (_request, reply) => reply.send({ host: app.jobs.mailServer }),
  )

  app.get(
    '/v1/deliveries',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'listDeliveries',
        tags: TAGS,
        summary: 'List mails, newest first',
        querystring: DeliveryQuery,
        response: { 200: ref(DeliveryPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { state, kind, campaign, recipient, count } = request.query
      const filters = { state, kind, campaign, recipient }
      const { rows, total } = await inScope(app.db, request.actor, async (trx) => ({
        rows: await listDeliveries(trx, page, filters),
        total: count === 'exact' ? await countDeliveries(trx, filters) : undefined,
      }))
      return reply.send(answerPage(request, reply, page, rows, (row) => [row.id], presentCard, total) as never)
    },
  )

  app.get(
    '/v1/deliveries/:id',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'getDelivery',
        tags: TAGS,
        summary: 'Read a mail with its words',
        params: IdParams,
        response: { 200: ref(Delivery) },
      },
    },
    async (request, reply) => {
      const { row, people } = await inScope(app.db, request.actor, async (trx) => {
        const row = await findDelivery(trx, request.params.id)
        return { row, people: await listDeliveryPeople(trx, row) }
      })
      if (isFresh(request, reply, tagOf(row, people))) return reply.send(undefined as never)
      return reply.send((await presentWhole(app, row, people)) as never)
    },
  )

  app.get(
    '/v1/deliveries/:id/transitions',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'listDeliveryTransitions',
        tags: TAGS,
        summary: 'What may be done with a mail',
        description: 'The transitions open now.',
        params: IdParams,
        response: { 200: ref(OpenTransitions) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findDelivery(trx, request.params.id)
        const items = openTransitions(row.state).map((transition) => {
          const { to, comment } = TRANSITIONS[transition]
          return { transition, to, comment }
        })
        return { items, next: null }
      }),
  )

  app.post(
    '/v1/deliveries/:id/transitions',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionDelivery',
        tags: TAGS,
        summary: 'Send a mail again, retain it, or note that it came back',
        description:
          '`resend` sends again what bounced or was given up, and trusts the address again; `cancel` retains what waits; `bounce` notes a message that came back later, with what it says in `comment`: nothing is sent to that address until it changes. What is not open any more answers 409 with `state`.',
        params: IdParams,
        body: ref(DeliveryTransitionRequest),
        response: { 200: ref(Delivery) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id } = request.params
        const { transition, comment } = request.body
        await transitionDelivery(trx, callerFor(request), id, transition, comment)
        if (transition === 'resend') await app.jobs.wakeMail(trx)
        const row = await findDelivery(trx, id)
        const people = await listDeliveryPeople(trx, row)
        return changed(await presentWhole(app, row, people), tagOf(row, people))
      }),
  )
}
