import {
  Message,
  MessageCreation,
  MessageTransitionRequest,
  OwnMessageCreation,
  Thread,
  ThreadTransitionRequest,
} from '@essaim/shared/messages.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { etag } from '../lib/etag.ts'
import { ACCESS, type Access } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { desk } from '../submissions/desk.ts'
import { takeBackMessage, transitionThread, writeMessage } from './commands.ts'
import { findMessage, findThread, type MessageRow, presentMessage, presentThread } from './queries.ts'

const STAFF_PATH = '/v1/moderation/submissions'
const OWN_PATH = '/v1/respond/submissions'

const MessageParams = closed({ id: Uuid, message: Uuid })
const tagOf = (row: MessageRow) => etag(`${row.id}-${row.mail ?? ''}`)

/** The thread of a submission: moderation writes and notes, the association answers at its own door. */
export const messageRoutes: FastifyPluginAsyncTypebox = async (app) => {
  readingRoutes(app, { path: STAFF_PATH, tag: 'moderation', name: '', access: ACCESS.staff })
  readingRoutes(app, { path: OWN_PATH, tag: 'respond', name: 'Own', access: ACCESS.respondent })

  app.post(
    `${STAFF_PATH}/:id/messages`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'writeMessage',
        tags: ['moderation'],
        summary: 'Write to the association, or a note among staff',
        description:
          'What goes to the association is mailed to it with a personal link ten minutes later; until then it can be taken back. Only the delegation in charge and headquarters write to it; 409 while the thread is locked.',
        params: IdParams,
        body: ref(MessageCreation),
        response: { 201: ref(Message) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      const { id } = request.params
      return app.write(request, reply, async (trx) => {
        const row = await writeMessage(trx, at, id, request.body.kind, request.body.body)
        return created(presentMessage(row, request.actor), `${STAFF_PATH}/${id}/messages/${row.id}`, tagOf(row))
      })
    },
  )

  app.post(
    `${OWN_PATH}/:id/messages`,
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'writeOwnMessage',
        tags: ['respond'],
        summary: 'Write to the federation about one’s submission',
        description: 'Whoever has it in charge is told. 409 while the thread is locked.',
        params: IdParams,
        body: ref(OwnMessageCreation),
        response: { 201: ref(Message) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      const { id } = request.params
      return app.write(request, reply, async (trx) => {
        const row = await writeMessage(trx, at, id, 'from_association', request.body.body)
        return created(presentMessage(row, request.actor), `${OWN_PATH}/${id}/messages/${row.id}`, tagOf(row))
      })
    },
  )

  app.post(
    `${STAFF_PATH}/:id/messages/:message/transitions`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionMessage',
        tags: ['moderation'],
        summary: 'Take a message back',
        description:
          'Its author, within ten minutes: it leaves the thread, and its mail does not leave at all. 409 afterwards.',
        params: MessageParams,
        body: ref(MessageTransitionRequest),
        response: { 200: ref(Thread) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      const { id, message } = request.params
      return app.write(request, reply, async (trx) =>
        changed(await presentThread(trx, request.actor, await takeBackMessage(trx, at, id, message))),
      )
    },
  )

  app.post(
    `${STAFF_PATH}/:id/thread/transitions`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionThread',
        tags: ['moderation'],
        summary: 'Lock or unlock a thread, or settle it',
        description:
          '`lock`: nobody writes to the other side any more, notes stay open; `unlock`; `settle`: what the association wrote last needs no answer.',
        params: IdParams,
        body: ref(ThreadTransitionRequest),
        response: { 200: ref(Thread) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) =>
        changed(
          await presentThread(
            trx,
            request.actor,
            await transitionThread(trx, at, request.params.id, request.body.transition),
          ),
        ),
      )
    },
  )
}

/** What both sides read, each its part of it. */
function readingRoutes(
  instance: FastifyInstance,
  { path, tag, name, access }: { path: string; tag: string; name: string; access: Access },
): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const tags = [tag]

  app.get(
    `${path}/:id/thread`,
    {
      config: { access },
      schema: {
        operationId: `get${name}Thread`,
        tags,
        summary: 'Read the thread of a submission',
        description:
          'To the association: what was written to it and by it. To staff: their notes too, and how the mails stand.',
        params: IdParams,
        response: { 200: ref(Thread) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return inScope(app.db, request.actor, async (trx) =>
        presentThread(trx, request.actor, await findThread(trx, request.actor, request.params.id)),
      )
    },
  )

  app.get(
    `${path}/:id/messages/:message`,
    {
      config: { access },
      schema: {
        operationId: `get${name}Message`,
        tags,
        summary: 'Read a message',
        description: 'One of the thread.',
        params: MessageParams,
        response: { 200: ref(Message) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const { id, message } = request.params
        await findThread(trx, request.actor, id)
        const row = await findMessage(trx, request.actor, id, message)
        reply.header('etag', tagOf(row)).header('cache-control', 'no-store')
        return presentMessage(row, request.actor)
      }),
  )
}
