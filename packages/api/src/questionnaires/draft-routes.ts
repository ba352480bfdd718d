import { diffContents } from '@essaim/shared/questionnaires/diff.ts'
import {
  DiffParams,
  DraftCheck,
  DraftTransitionRequest,
  QuestionnaireCreation,
  QuestionnaireDraft,
  QuestionnaireDraftPut,
  QuestionnaireVersionPage,
  QuestionnaireVersionQuery,
  VersionDiff,
  VersionTransitionRequest,
} from '@essaim/shared/questionnaires/drafts.ts'
import { Questionnaire, QuestionnaireVersion, VersionParams } from '@essaim/shared/questionnaires/resources.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS, type Access } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { checkDraft } from './draft-check.ts'
import {
  copyToDraft,
  createQuestionnaire,
  deleteDraft,
  publishDraft,
  retireVersion,
  writeDraft,
} from './draft-commands.ts'
import {
  countVersions,
  draftOf,
  draftTag,
  findDraft,
  findQuestionnaire,
  listVersions,
  lockQuestionnaire,
  presentCard,
  presentDraft,
} from './draft-queries.ts'
import { presentVersion } from './presentation.ts'
import { versionOf } from './queries.ts'

const READERS: Access = { ...ACCESS.staff, scopes: ['submissions:write'] }
const tags = ['questionnaires']
const DRAFT = '/v1/questionnaires/:id/draft'

/** The next version of a questionnaire: written, checked, compared, published. */
export const questionnaireDraftRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/questionnaires',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createQuestionnaire',
        tags,
        summary: 'Add a questionnaire',
        description: 'It asks nothing until its first draft is published.',
        body: ref(QuestionnaireCreation),
        response: { 201: ref(Questionnaire) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await createQuestionnaire(trx, callerFor(request), request.body)
        return created(
          { ...row, current_version: null, draft_version: null },
          `/v1/questionnaires/${row.id}/versions`,
          etag(row.id),
        )
      }),
  )

  app.get(
    '/v1/questionnaires/:id/versions',
    {
      config: { access: READERS },
      schema: {
        operationId: 'listQuestionnaireVersions',
        tags,
        summary: 'List the published and retired versions, the newest first',
        params: IdParams,
        querystring: QuestionnaireVersionQuery,
        response: { 200: ref(QuestionnaireVersionPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { id } = await findQuestionnaire(app.db, request.params.id)
      const rows = await listVersions(app.db, id, page)
      const total = request.query.count === 'exact' ? await countVersions(app.db, id) : undefined
      return answerPage(request, reply, page, rows, (row) => [String(row.number)], presentCard, total)
    },
  )

  app.get(
    '/v1/questionnaires/:id/versions/:a/diff/:b',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'diffQuestionnaireVersions',
        tags,
        summary: 'What changed from one version to another',
        description: '`b` may be `draft`.',
        params: DiffParams,
        response: { 200: ref(VersionDiff) },
      },
    },
    async (request) => {
      const { id, a, b } = request.params
      const before = await versionOf(app.db, id, a)
      const after = b === 'draft' ? await findDraft(app.db, id) : await versionOf(app.db, id, Number(b))
      return { items: diffContents(before.content, after.content) }
    },
  )

  app.post(
    '/v1/questionnaires/:id/versions/:number/transitions',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionQuestionnaireVersion',
        tags,
        summary: 'Retire a version that another has replaced',
        params: VersionParams,
        body: ref(VersionTransitionRequest),
        response: { 200: ref(QuestionnaireVersion) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id } = await lockQuestionnaire(trx, request.params.id)
        const version = await retireVersion(trx, callerFor(request), id, request.params.number)
        return changed(presentVersion(version), etag(`${version.id}-${version.state}`))
      }),
  )

  app.get(
    DRAFT,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'getQuestionnaireDraft',
        tags,
        summary: 'Read the draft of the next version',
        params: IdParams,
        response: { 200: ref(QuestionnaireDraft) },
      },
    },
    async (request, reply) => {
      const draft = await inScope(app.db, request.actor, async (trx) => {
        const questionnaire = await findQuestionnaire(trx, request.params.id)
        const row = await findDraft(trx, questionnaire.id)
        return { tag: draftTag(row), body: await presentDraft(trx, questionnaire, row) }
      })
      reply.header('cache-control', 'private, no-cache')
      if (isFresh(request, reply, draft.tag)) return unchanged(reply)
      return reply.send(draft.body)
    },
  )

  app.post(
    DRAFT,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createQuestionnaireDraft',
        tags,
        summary: 'Begin a draft as a copy of the current version',
        description: 'One draft at a time: 409 when there is one.',
        params: IdParams,
        response: { 201: ref(QuestionnaireDraft) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const questionnaire = await lockQuestionnaire(trx, request.params.id)
        const draft = await copyToDraft(trx, callerFor(request), questionnaire.id)
        return created(
          await presentDraft(trx, questionnaire, draft),
          `/v1/questionnaires/${questionnaire.id}/draft`,
          draftTag(draft),
        )
      }),
  )

  app.put(
    DRAFT,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'putQuestionnaireDraft',
        tags,
        summary: 'Write the draft whole',
        description:
          'With its ETag, or `If-None-Match: *` where there is none yet. A draft may be faulty: publication is what refuses it.',
        params: IdParams,
        body: ref(QuestionnaireDraftPut),
        response: { 200: ref(QuestionnaireDraft), 201: ref(QuestionnaireDraft) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const questionnaire = await lockQuestionnaire(trx, request.params.id)
        const before = await draftOf(trx, questionnaire.id)
        if (before && request.headers['if-none-match'] === '*')
          throw problem('precondition-failed', { headers: { etag: draftTag(before) } })
        if (before) requireMatch(request, draftTag(before))
        else if (request.headers['if-none-match'] !== '*')
          throw problem(request.headers['if-match'] === undefined ? 'precondition-required' : 'precondition-failed')
        const { content, mappings = [] } = request.body
        const draft = await writeDraft(trx, callerFor(request), questionnaire.id, { content, mappings })
        const body = await presentDraft(trx, questionnaire, draft)
        return before
          ? changed(body, draftTag(draft))
          : created(body, `/v1/questionnaires/${questionnaire.id}/draft`, draftTag(draft))
      }),
  )

  app.delete(
    DRAFT,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'deleteQuestionnaireDraft',
        tags,
        summary: 'Give the draft up',
        params: IdParams,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id } = await lockQuestionnaire(trx, request.params.id)
        const draft = await findDraft(trx, id)
        requireMatch(request, draftTag(draft))
        await deleteDraft(trx, callerFor(request), id, draft)
        return removed
      }),
  )

  app.post(
    `${DRAFT}/check`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'checkQuestionnaireDraft',
        tags,
        summary: 'Check the draft',
        description: 'What is wrong with it, and what its publication does to answers: nothing is written.',
        params: IdParams,
        response: { 200: ref(DraftCheck) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) =>
        checkDraft(trx, request.params.id, await findDraft(trx, request.params.id)),
      ),
  )

  app.post(
    `${DRAFT}/transitions`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'transitionQuestionnaireDraft',
        tags,
        summary: 'Publish the draft',
        description:
          'What is wrong with it answers 422, and what it does to answers 409 until `accept_warnings` is sent. Campaigns that are not over and answers in progress move to the new version; what was handed in and what is published keep theirs.',
        params: IdParams,
        body: ref(DraftTransitionRequest),
        response: { 200: ref(QuestionnaireVersion) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id } = await lockQuestionnaire(trx, request.params.id)
        const version = await publishDraft(trx, callerFor(request), id, request.body.accept_warnings ?? false)
        await app.jobs.moveDrafts(trx, id)
        return changed(presentVersion(version), etag(`${version.id}-${version.state}`))
      }),
  )
}
