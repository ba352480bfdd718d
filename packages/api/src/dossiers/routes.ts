import { DOSSIER_RULES, openDossierTransitions } from '@essaim/shared/dossier-rules.ts'
import {
  Dossier,
  DossierCreation,
  DossierPage,
  DossierPatch,
  DossierQuery,
  DossierTransitionRequest,
} from '@essaim/shared/dossiers.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { OpenTransitions } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { isFresh, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { changeDossier, createDossier, deleteDossier } from './commands.ts'
import { FOLLOWER, lockMatching } from './desk.ts'
import { itemRoutes } from './item-routes.ts'
import { paperRoutes } from './paper-routes.ts'
import { inList, presentDossier, presentDossiers } from './presentation.ts'
import { findDossier, listDossiers, lockDossier } from './queries.ts'
import { sendDossier } from './sending.ts'

const TAGS = ['dossiers']

/** Selections for a public authority. */
export const dossierRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'private, no-cache')
  })

  app.get(
    '/v1/dossiers',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listDossiers',
        tags: TAGS,
        summary: 'List dossiers',
        description:
          'The last made first: what was sent, to whom, when, and how many of its records have changed since.',
        querystring: DossierQuery,
        response: { 200: ref(DossierPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, FOLLOWER, async (trx) => {
        const page = pageOf(request)
        const { rows, total } = await listDossiers(trx, request.query, page)
        const shown = await presentDossiers(trx, rows, request.actor)
        return answerPage(
          request,
          reply,
          page,
          rows.map((row, i) => ({ ...row, body: inList(shown[i] as Dossier) })),
          (row) => [row.sort_key, row.id],
          ({ body }) => body,
          total,
        )
      }),
  )

  app.post(
    '/v1/dossiers',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createDossier',
        tags: TAGS,
        summary: 'Begin a dossier',
        description:
          'A draft without records. `recipient_kind` is an option of the question by which associations consent.',
        body: ref(DossierCreation),
        response: { 201: ref(Dossier) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await createDossier(trx, callerFor(request), request.body)
        const { body, tag } = await presentDossier(trx, row, request.actor)
        return created(body, `/v1/dossiers/${row.id}`, tag)
      }),
  )

  app.get(
    '/v1/dossiers/:id',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getDossier',
        tags: TAGS,
        summary: 'Read a dossier',
        description: 'With its records: what was sent of each, and how it stands today.',
        params: IdParams,
        response: { 200: ref(Dossier) },
      },
    },
    async (request, reply) => {
      const { body, tag } = await inScope(app.db, FOLLOWER, async (trx) =>
        presentDossier(trx, await findDossier(trx, request.params.id), request.actor),
      )
      return isFresh(request, reply, tag) ? unchanged(reply) : reply.send(body)
    },
  )

  app.patch(
    '/v1/dossiers/:id',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'changeDossier',
        tags: TAGS,
        summary: 'Change a draft',
        description:
          'Another kind of recipient is another consent: records that do not give it are marked. What was sent never changes: 409 with `state`.',
        params: IdParams,
        body: ref(DossierPatch),
        response: { 200: ref(Dossier) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await changeDossier(trx, callerFor(request), await lockMatching(trx, request), request.body)
        const { body, tag } = await presentDossier(trx, row, request.actor)
        return changed(body, tag)
      }),
  )

  app.delete(
    '/v1/dossiers/:id',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'deleteDossier',
        tags: TAGS,
        summary: 'Delete a draft',
        description: 'What was sent stays: 409.',
        params: IdParams,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        await deleteDossier(trx, callerFor(request), await lockMatching(trx, request))
        return removed
      }),
  )

  app.get(
    '/v1/dossiers/:id/transitions',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listDossierTransitions',
        tags: TAGS,
        summary: 'What may be done with a dossier',
        description: 'The transitions open to the caller now.',
        params: IdParams,
        response: { 200: ref(OpenTransitions) },
      },
    },
    (request) =>
      inScope(app.db, FOLLOWER, async (trx) => {
        const { state } = await findDossier(trx, request.params.id)
        return {
          items: openDossierTransitions(state, request.actor).map((transition) => ({
            transition,
            to: DOSSIER_RULES[transition].to,
            comment: 'optional' as const,
          })),
          next: null,
        }
      }),
  )

  app.post(
    '/v1/dossiers/:id/transitions',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionDossier',
        tags: TAGS,
        summary: 'Send a dossier',
        description:
          'Freezes version, text and hash of each record, and seals the whole. Refused (422, one error per record) while a record may not go; sent already: 409 with `state`, `by`, `at`.',
        params: IdParams,
        body: ref(DossierTransitionRequest),
        response: { 200: ref(Dossier) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const draft = await lockDossier(trx, request.params.id)
        const row = await sendDossier(trx, callerFor(request), draft, request.body)
        const { body, tag } = await presentDossier(trx, row, request.actor)
        return changed(body, tag)
      }),
  )

  itemRoutes(app)
  paperRoutes(app)
}
