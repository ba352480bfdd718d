import {
  REPLY_VARIABLES,
  ReplyList,
  ReplyQuery,
  ReplyTemplate,
  ReplyTemplateCreation,
  ReplyTemplatePage,
  ReplyTemplatePatch,
  ReplyTemplateQuery,
} from '@essaim/shared/reply-templates.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor, recordEvent } from '../events/commands.ts'
import { unknownVariables } from '../letters/variables.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { findSubmission } from '../submissions/queries.ts'
import {
  countTemplates,
  deleteTemplate,
  findTemplate,
  insertTemplate,
  listTemplates,
  lockTemplate,
  presentTemplate,
  repliesFor,
  updateTemplate,
} from './queries.ts'

const PATH = '/v1/reply-templates'

function refuseUnknown(body: string): void {
  const unknown = unknownVariables(body, REPLY_VARIABLES)
  if (unknown.length === 0) return
  throw problem('validation', {
    errors: unknown.map((name) => ({
      pointer: '/body',
      code: 'unknown-variable',
      detail: {
        fr: `{{${name}}} ne désigne rien : ${REPLY_VARIABLES.join(', ')}.`,
        en: `{{${name}}} stands for nothing: ${REPLY_VARIABLES.join(', ')}.`,
      },
    })),
  })
}

/** What is written again and again to associations: kept by headquarters, offered to all who write. */
export const replyTemplateRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['moderation']

  app.get(
    PATH,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listReplyTemplates',
        tags,
        summary: 'List the reply templates, by use and name',
        description: 'With their variables as they are written.',
        querystring: ReplyTemplateQuery,
        response: { 200: ref(ReplyTemplatePage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { use, count } = request.query
      const rows = await listTemplates(app.db, page, use)
      const total = count === 'exact' ? await countTemplates(app.db, use) : undefined
      return answerPage(request, reply, page, rows, (row) => [row.use, row.name, row.id], presentTemplate, total)
    },
  )

  app.get(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getReplyTemplate',
        tags,
        summary: 'Read a reply template',
        description: 'With its variables as they are written.',
        params: IdParams,
        response: { 200: ref(ReplyTemplate) },
      },
    },
    async (request, reply) => {
      const row = await findTemplate(app.db, request.params.id)
      return isFresh(request, reply, etag(row.version)) ? unchanged(reply) : presentTemplate(row)
    },
  )

  app.post(
    PATH,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createReplyTemplate',
        tags,
        summary: 'Add a reply template',
        description: 'A variable that stands for nothing is refused.',
        body: ref(ReplyTemplateCreation),
        response: { 201: ref(ReplyTemplate) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        refuseUnknown(request.body.body)
        const row = await insertTemplate(trx, request.body)
        await recordEvent(trx, callerFor(request), {
          action: 'reply_template.create',
          subject: { kind: 'reply_template', id: row.id },
          detail: { use: row.use, name: row.name },
        })
        return created(presentTemplate(row), `${PATH}/${row.id}`, etag(row.version))
      }),
  )

  app.patch(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'changeReplyTemplate',
        tags,
        summary: 'Change a reply template',
        description: 'What was already written with it stays as it is.',
        params: IdParams,
        body: ref(ReplyTemplatePatch),
        response: { 200: ref(ReplyTemplate) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const before = await lockTemplate(trx, request.params.id)
        requireMatch(request, etag(before.version))
        const changes = changesOf(request.body, before)
        if (isEmpty(changes)) return changed(presentTemplate(before), etag(before.version))
        if (changes.body !== undefined) refuseUnknown(changes.body)
        const row = await updateTemplate(trx, before, changes)
        await recordEvent(trx, callerFor(request), {
          action: 'reply_template.change',
          subject: { kind: 'reply_template', id: row.id },
          detail: { name: row.name, changed: Object.keys(changes) },
        })
        return changed(presentTemplate(row), etag(row.version))
      }),
  )

  app.delete(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'deleteReplyTemplate',
        tags,
        summary: 'Remove a reply template',
        description: 'What was already written with it stays as it is.',
        params: IdParams,
        response: { 204: { type: 'null', description: 'Removed.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const row = await lockTemplate(trx, request.params.id)
        requireMatch(request, etag(row.version))
        await deleteTemplate(trx, row.id)
        await recordEvent(trx, callerFor(request), {
          action: 'reply_template.delete',
          subject: { kind: 'reply_template', id: row.id },
          detail: { use: row.use, name: row.name },
        })
        return removed
      }),
  )

  app.get(
    '/v1/moderation/submissions/:id/replies',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listReplies',
        tags,
        summary: 'The reply templates as they read for a submission',
        description: 'Every variable filled in, signed by the caller: a beginning, to be completed by hand.',
        params: IdParams,
        querystring: ReplyQuery,
        response: { 200: ref(ReplyList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const submission = await findSubmission(trx, request.actor, request.params.id)
        return { items: await repliesFor(trx, request.actor, submission, request.query.use), next: null }
      }),
  )
}
