import { isModerator } from '@essaim/shared/actors.ts'
import { innovationStateAfter, openInnovationTransitions } from '@essaim/shared/innovation-rules.ts'
import {
  BulkInnovationTransitionRequest,
  InnovationTransitionRequest,
  InnovationVersion,
  InnovationVersionPatch,
  ModeratedInnovation,
  ModeratedInnovationPage,
  ModeratedInnovationQuery,
} from '@essaim/shared/innovations.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import { BulkResult, OpenTransitions } from '@essaim/shared/submissions.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { inScope } from '../db/database.ts'
import { refuseUnknownKinds } from '../dossiers/commands.ts'
import { isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { languageOf, problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { inBulk } from '../plugins/bulk.ts'
import { changed } from '../plugins/writes.ts'
import { desk } from '../submissions/desk.ts'
import { lockForTransition, transitionInnovation } from './commands.ts'
import { editDraft } from './drafts.ts'
import { readFilter } from './filters.ts'
import { aroundOf, presentInnovation, presentOne, presentVersion, tagOf } from './presentation.ts'
import { findInnovation, listInnovations, lockInnovation } from './queries.ts'
import { subjectOf } from './rights.ts'

const PATH = '/v1/moderation/innovations'
const VersionParams = closed({ id: Uuid, number: Type.Integer({ minimum: 1, maximum: 100_000 }) })

/** Records as moderation sees them: versions, publication, withdrawal. */
export const moderatedInnovationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    PATH,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listModeratedInnovations',
        tags: ['moderation'],
        summary: 'List records in moderation',
        description:
          'The records that the caller’s delegations are concerned with, those changed last first. What is asked of the published version is not asked of drafts, but for the words of their titles.',
        querystring: ModeratedInnovationQuery,
        response: { 200: ref(ModeratedInnovationPage) },
      },
    },
    async (request, reply) => {
      const { theme, public: publics, consents_to } = request.query
      const filter = await readFilter(app, { ...(theme && { theme }), ...(publics && { public: publics }) })
      return inScope(app.db, request.actor, async (trx) => {
        if (consents_to) await refuseUnknownKinds(trx, consents_to)
        const page = pageOf(request)
        const { rows, total } = await listInnovations(trx, request.actor, { ...request.query, filter }, page)
        const around = await aroundOf(trx, rows)
        return answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.sort_key, row.id],
          (row) => presentInnovation(row, around, request.actor),
          total,
        )
      })
    },
  )

  app.get(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getModeratedInnovation',
        tags: ['moderation'],
        summary: 'Get a record in moderation',
        description: 'The record with its versions and what the caller may do with it.',
        params: IdParams,
        response: { 200: ref(ModeratedInnovation) },
      },
    },
    async (request, reply) => {
      const { row, body } = await inScope(app.db, request.actor, async (trx) => {
        const row = await findInnovation(trx, request.actor, request.params.id)
        return { row, body: await presentOne(trx, row, request.actor) }
      })
      return isFresh(request, reply, tagOf(row)) ? unchanged(reply) : reply.send(body)
    },
  )

  app.get(
    `${PATH}/:id/versions/:number`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getModeratedInnovationVersion',
        tags: ['moderation'],
        summary: 'Get a version of a record',
        description: 'Its answers as they were accepted or edited, and what keeps a draft from being published.',
        params: VersionParams,
        response: { 200: ref(InnovationVersion) },
      },
    },
    async (request, reply) => {
      const terms = await app.terms.current()
      const { body, tag } = await inScope(app.db, request.actor, async (trx) => {
        await findInnovation(trx, request.actor, request.params.id)
        return presentVersion(
          trx,
          terms,
          languageOf(request.headers['accept-language']),
          request.params.id,
          request.params.number,
        )
      })
      return isFresh(request, reply, tag) ? unchanged(reply) : reply.send(body)
    },
  )

  app.patch(
    `${PATH}/:id/versions/:number`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'editModeratedInnovationVersion',
        tags: ['moderation'],
        summary: 'Edit a draft version',
        description:
          'Replaces the answers that are sent; null removes one. What touches style alone is written at once; what is `substantive` is proposed to the association, and keeps the version from being published until it has answered. A published version never changes.',
        params: VersionParams,
        body: ref(InnovationVersionPatch),
        response: { 200: ref(InnovationVersion) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      const { terms } = at
      return app.write(request, reply, async (trx) => {
        const { id, number } = request.params
        const row = await lockInnovation(trx, request.actor, id)
        if (!isModerator(request.actor)) throw problem('forbidden')
        const language = languageOf(request.headers['accept-language'])
        requireMatch(request, (await presentVersion(trx, terms, language, id, number)).tag)
        await editDraft(trx, at, row, number, request.body)
        const { body, tag } = await presentVersion(trx, terms, language, id, number)
        return changed(body, tag)
      })
    },
  )

  app.get(
    `${PATH}/:id/transitions`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listModeratedInnovationTransitions',
        tags: ['moderation'],
        summary: 'What may be done with a record',
        description: 'The transitions open to the caller now.',
        params: IdParams,
        response: { 200: ref(OpenTransitions) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findInnovation(trx, request.actor, request.params.id)
        const subject = subjectOf(row)
        return {
          items: openInnovationTransitions(subject, request.actor).map((transition) => ({
            transition,
            to: innovationStateAfter(subject, transition),
            comment: 'optional' as const,
          })),
          next: null,
        }
      }),
  )

  app.post(
    `${PATH}/transitions`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionModeratedInnovations',
        tags: ['moderation'],
        summary: 'Publish, confirm, withdraw, merge or archive several records',
        description:
          'Each by the same rules as one by one; the answer says what became of each. What is refused leaves the others as they are.',
        body: ref(BulkInnovationTransitionRequest),
        response: { 200: ref(BulkResult) },
      },
    },
    async (request, reply) => {
      const { ids, ...asked } = request.body
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        // all of them before the first takes the feed's head: nobody who holds one may wait for what we hold
        await lockForTransition(trx, ids, asked)
        return inBulk(request, trx, ids, (id) => transitionInnovation(trx, at, id, asked))
      })
    },
  )

  app.post(
    `${PATH}/:id/transitions`,
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'transitionModeratedInnovation',
        tags: ['moderation'],
        summary: 'Publish, confirm, withdraw, merge or archive a record',
        description:
          'Publication computes what each audience may read and moves the change feed in the same transaction; with `at` it waits for that date, and is done by the clock. Withdrawal leaves a tombstone in the feed; a merger one that names the record which stands, and can be undone by `unmerge`.',
        params: IdParams,
        body: ref(InnovationTransitionRequest),
        response: { 200: ref(ModeratedInnovation) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await transitionInnovation(trx, at, request.params.id, request.body)
        return changed(await presentOne(trx, row, request.actor), tagOf(row))
      })
    },
  )
}
