import type { IncomingMessage } from 'node:http'
import { ref } from '@essaim/shared/schema.ts'
import { SharedItem, SharedRecord, Validation } from '@essaim/shared/validations.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { isOfferedCode } from '../innovations/filters.ts'
import { languageOf, problem } from '../lib/problem.ts'
import { receive, type Upload } from '../lib/spool.ts'
import { turns } from '../lib/turns.ts'
import { faultsOf } from '../lib/validation-faults.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS } from '../plugins/access.ts'
import { codeJudge } from './codes.ts'
import { validate } from './commands.ts'
import { MEDIA_TYPES, type MediaType } from './reading.ts'
import type { Finding } from './rules.ts'

const LARGEST = 20 * 1024 * 1024
const MOST_WAITING = 8

const SCHEMAS = { record: ref(SharedRecord), item: ref(SharedItem) }
const records = { type: 'array', items: { $ref: '#/components/schemas/SharedRecord' }, maxItems: 100_000 }
const JSON_SCHEMA = {
  anyOf: [
    { $ref: '#/components/schemas/SharedRecord' },
    records,
    {
      type: 'object',
      required: ['items'],
      properties: { items: { type: 'array', items: { $ref: '#/components/schemas/SharedItem' }, maxItems: 100_000 } },
    },
  ],
}

/** The public validator: before a directory shares its records, it can ask whether others could take them over. */
export const validationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser(
    [...MEDIA_TYPES],
    { bodyLimit: LARGEST },
    (_request: FastifyRequest, payload: IncomingMessage) => receive(payload, LARGEST),
  )
  app.addHook('onResponse', async (request) => {
    await (request.body as Upload | undefined)?.close?.()
  })
  // one file at a time in each process: checking is work, and anybody may ask for it
  const inLine = turns(1, MOST_WAITING)

  app.post(
    '/v1/validations',
    {
      bodyLimit: LARGEST,
      config: {
        access: ACCESS.anyone,
        mediaType: MEDIA_TYPES,
        mediaSchemas: { 'application/json': JSON_SCHEMA },
      },
      schema: {
        operationId: 'validateRecords',
        tags: ['innovations'],
        summary: 'Check records before they are shared',
        description:
          'A record, an array of records or a page of a feed as JSON (8 MB at most), records by lines as NDJSON, or a CSV file with the columns of our exports (20 MB at most). Answers every fault at once, in the words of the schema `SharedRecord`, and the nearest known codes for an unknown one. Nothing of what is sent is kept.',
        response: { 200: ref(Validation) },
      },
    },
    async (request, reply) => {
      const upload = request.body as unknown as Upload | undefined
      if (upload === undefined) throw problem('unsupported-media-type', { headers: { accept: MEDIA_TYPES.join(', ') } })
      const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() as MediaType
      const terms = await app.terms.current()
      const bench = {
        schemaFaults(kind: keyof typeof SCHEMAS, value: unknown): Finding[] {
          const holds = request.compileValidationSchema(SCHEMAS[kind], 'body' as never)
          return holds(value) ? [] : (faultsOf(holds.errors as never, 'body') as Finding[])
        },
        codeFaults: codeJudge(terms, (filter, code) => isOfferedCode(app.pool, filter, code)),
      }
      vary(reply, 'Accept-Language').header('cache-control', 'no-store')
      return inLine(() =>
        validate(
          upload.file.createReadStream({ start: 0, autoClose: false }),
          type,
          languageOf(request.headers['accept-language']),
          bench,
        ),
      )
    },
  )
}
