import { createHash } from 'node:crypto'
import { answersSchema } from '@essaim/shared/questionnaires/answers-schema.ts'
import {
  QuestionnairePage,
  QuestionnaireQuery,
  QuestionnaireVersion,
  VersionParams,
} from '@essaim/shared/questionnaires/resources.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { LRUCache } from 'lru-cache'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS, type Access } from '../plugins/access.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { presentVersion } from './presentation.ts'
import { countQuestionnaires, listQuestionnaires, type VersionRow, versionOf } from './queries.ts'

const READERS: Access = { ...ACCESS.staff, scopes: ['submissions:write'] }

/** What is asked: questionnaires, their versions as data, and the JSON Schema of a version's answers. */
export const questionnaireRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/questionnaires',
    {
      config: { access: READERS },
      schema: {
        operationId: 'listQuestionnaires',
        tags: ['questionnaires'],
        summary: 'List the questionnaires, by code',
        querystring: QuestionnaireQuery,
        response: { 200: ref(QuestionnairePage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const rows = await listQuestionnaires(app.db, page)
      const total = request.query.count === 'exact' ? await countQuestionnaires(app.db) : undefined
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.code],
          (row) => row,
          total,
        ),
      )
    },
  )

  app.get(
    '/v1/questionnaires/:id/versions/:number',
    {
      config: { access: READERS },
      schema: {
        operationId: 'getQuestionnaireVersion',
        tags: ['questionnaires'],
        summary: 'Read a version of a questionnaire',
        description: 'Sections, questions, options and conditions as data. A published version never changes.',
        params: VersionParams,
        response: { 200: ref(QuestionnaireVersion) },
      },
    },
    async (request, reply) => {
      const { id, number } = request.params
      const version = await versionOf(app.db, id, number)
      reply.header('cache-control', 'private, no-cache')
      if (isFresh(request, reply, etag(`${version.id}-${version.state}`))) return unchanged(reply)
      return reply.send(presentVersion(version))
    },
  )

  type Compiled = { terms: Terms; text: string; tag: string }
  const compiled = new LRUCache<string, Compiled>({ max: 20 })

  // Compiled again when a vocabulary changed: the schema holds every code that is allowed today.
  function schemaOf(version: VersionRow, terms: Terms): Compiled {
    const known = compiled.get(version.id)
    if (known?.terms === terms && version.state !== 'draft') return known
    const inForce = (vocabulary: string) => terms.list(vocabulary).filter((term) => term.in_force)
    const text = JSON.stringify(
      answersSchema(version.content, inForce, {
        id: `${app.publicUrl()}/v1/questionnaires/${version.questionnaire_id}/versions/${version.number}/schema`,
        title: `${version.title.fr}, version ${version.number}`,
      }),
    )
    const made = { terms, text, tag: createHash('sha256').update(text).digest('base64url').slice(0, 22) }
    compiled.set(version.id, made)
    return made
  }

  app.get(
    '/v1/questionnaires/:id/versions/:number/schema',
    {
      config: { access: READERS },
      schema: {
        operationId: 'getAnswersSchema',
        tags: ['questionnaires'],
        summary: 'The JSON Schema of a version’s answers',
        description: 'JSON Schema 2020-12 with every allowed code: enough to write an answer that is accepted.',
        params: VersionParams,
        produces: ['application/schema+json'],
        response: {
          200: {
            description: 'A JSON Schema.',
            content: { 'application/schema+json': { schema: { type: 'object', additionalProperties: true } } },
          },
        },
      },
    },
    async (request, reply) => {
      const { id, number } = request.params
      const { text, tag } = schemaOf(await versionOf(app.db, id, number), await app.terms.current())
      reply.header('cache-control', 'private, no-cache')
      if (isFresh(request, reply, etag(tag))) return unchanged(reply)
      return reply
        .type('application/schema+json; charset=utf-8')
        .serializer(String)
        .send(text as never)
    },
  )
}
