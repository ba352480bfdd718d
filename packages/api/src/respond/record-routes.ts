import {
  Confirmation,
  ConfirmationRequest,
  OwnRecordPage,
  OwnRecordQuery,
  PublishedOwnRecord,
  SimilarList,
  SimilarQuery,
} from '@essaim/shared/own-records.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import { Submission, TakingUp } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { desk } from '../submissions/desk.ts'
import { presentOne, tagOf } from '../submissions/presentation.ts'
import { similarTo } from '../submissions/similar.ts'
import { answerForRecord } from './confirmations.ts'
import { findOwnRecord, listOwnRecords, presentForItsSite, presentOwnRecords } from './own-records.ts'
import { takeUp } from './taking-up.ts'

const respondentOf = ({ actor }: FastifyRequest) => {
  if (actor.kind !== 'respondent') throw problem('forbidden')
  return actor
}

/** The published records: what is known, what the association takes up of it, and what it says of its own. */
export const ownRecordRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/respond/similar',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'findSimilar',
        tags,
        summary: 'What is known under a like title',
        description:
          'One’s own answers and records first, then published ones; while a title is being typed, so that nothing is described twice unawares.',
        querystring: SimilarQuery,
        response: { 200: ref(SimilarList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const actor = respondentOf(request)
        const sought = { title: request.query.title, association: actor.association }
        return { items: (await similarTo(trx, actor, sought, app.publicUrl())) as never, next: null }
      }),
  )

  app.post(
    '/v1/respond/submissions/:id/taking-up',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'takeUpInnovation',
        tags,
        summary: 'Say which record an answer takes up',
        description:
          'A published record of another association, such as those found under a like title; null: none after all. As long as the answers may be written.',
        params: IdParams,
        body: ref(TakingUp),
        response: { 200: ref(Submission) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await takeUp(trx, at, request.params.id, request.body.innovation_id)
        return changed(await presentOne(trx, at, row, request), tagOf(row))
      })
    },
  )

  app.get(
    '/v1/respond/innovations',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'listOwnInnovations',
        tags,
        summary: 'List one’s published records',
        description: 'With what the association last said of each, and the partners that it reached.',
        querystring: OwnRecordQuery,
        response: { 200: ref(OwnRecordPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const found = await presentOwnRecords(trx, await listOwnRecords(trx, respondentOf(request), page))
        return answerPage(
          request,
          reply,
          page,
          found,
          ({ id }) => [id],
          (one) => one,
        )
      }),
  )

  app.get(
    '/v1/respond/innovations/:id',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'getOwnInnovation',
        tags,
        summary: 'Get one’s record',
        description: 'Where it is read, and a short text in French to show it on one’s own site.',
        params: IdParams,
        response: { 200: ref(PublishedOwnRecord) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) =>
        presentForItsSite(trx, await findOwnRecord(trx, respondentOf(request), request.params.id)),
      ),
  )

  app.post(
    '/v1/respond/innovations/:id/confirmations',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'confirmOwnInnovation',
        tags,
        summary: 'Say whether one’s record still holds',
        description:
          '`still_true` and `taken_up_elsewhere` confirm it; `changed` begins its renewal, or finds it begun, and answers the draft’s id; `stopped` withdraws it at once. 409 when it is not published any more.',
        params: IdParams,
        body: ref(ConfirmationRequest),
        response: { 200: ref(Confirmation) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) =>
        changed(await answerForRecord(trx, at, respondentOf(request), request.params.id, request.body)),
      )
    },
  )
}
