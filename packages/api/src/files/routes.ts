import type { IncomingMessage } from 'node:http'
import { type FileType, LARGEST_FILE, MEDIA_TYPES } from '@essaim/shared/file-types.ts'
import { File, FileList, FileQuery } from '@essaim/shared/files.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, requireMatch } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { receive, type Upload } from '../lib/spool.ts'
import { created, removed } from '../plugins/writes.ts'
import type { Door } from '../submissions/door.ts'
import { contentOf, findSubmission, lockSubmission } from '../submissions/queries.ts'
import { refuseWriter } from '../submissions/rights.ts'
import { deleteFile, insertFile, largestOf } from './commands.ts'
import { inspect } from './inspect.ts'
import { labelOf } from './labels.ts'
import { type FileRow, findFile, listFiles } from './queries.ts'
import { fileAnswer, sendFile } from './sending.ts'

const FileParams = closed({ id: Uuid, file: Uuid })

/** The files of a submission, at either door: sent as raw bytes, judged by what they hold, read back in scope. */
export async function fileRoutes(instance: FastifyInstance, door: Door): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, readers, writers } = door
  const tags = [tag]
  const where = `${path}/:id/files`

  app.addContentTypeParser(
    MEDIA_TYPES,
    { bodyLimit: LARGEST_FILE },
    (_request: FastifyRequest, payload: IncomingMessage) => receive(payload, LARGEST_FILE),
  )
  app.addHook('onResponse', async (request) => {
    await (request.body as Upload | undefined)?.close?.()
  })

  app.post(
    where,
    {
      bodyLimit: LARGEST_FILE,
      config: { access: writers, mediaType: MEDIA_TYPES },
      schema: {
        operationId: `upload${name}File`,
        tags,
        summary: 'Send a file for an answer',
        description:
          'Raw bytes, as large as a question of this questionnaire takes them (10 MB, unless its `max_bytes` says otherwise; at most 20 MB): photos (JPEG, PNG, WebP), PDF and office documents without macros. Judged by its content; what is not what it says, or could run, is refused. Images are drawn anew, without the data hidden in them. The `id` is then the value of a question of kind `file`, whose `accept` and `max_bytes` say what it takes.',
        params: IdParams,
        querystring: FileQuery,
        response: { 201: ref(File) },
      },
    },
    async (request, reply) => {
      const upload = request.body as unknown as Upload | undefined
      const { id } = request.params
      const caller = callerFor(request)
      // refused before its content is looked at, by whoever may not write here
      const asking = await inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, id)
        await refuseWriter(trx, row, caller)
        return contentOf(trx, row)
      })
      if (upload === undefined) throw problem('unsupported-media-type', { headers: { accept: MEDIA_TYPES.join(', ') } })
      const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() as FileType
      if (upload.bytes > largestOf(asking.content, type)) throw problem('too-large')
      const { content, sha256, width, height } = await inspect(upload, type)
      await app.files.put(sha256, content, type)
      return app.write(request, reply, async (trx) => {
        const submission = await lockSubmission(trx, request.actor, id)
        await refuseWriter(trx, submission, caller)
        const row = await insertFile(trx, caller, submission, {
          name: labelOf(request.query.name, type),
          media_type: type,
          bytes: content.bytes,
          sha256,
          width,
          height,
        })
        return created(row, `${path}/${id}/files/${row.id}`, tagOf(row))
      })
    },
  )

  app.get(
    where,
    {
      config: { access: readers },
      schema: {
        operationId: `list${name}Files`,
        tags,
        summary: 'List files',
        description: 'Those sent to this submission, and those that its answers name; the oldest first.',
        params: IdParams,
        response: { 200: ref(FileList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => ({
        items: (await listFiles(trx, await findSubmission(trx, request.actor, request.params.id))) as never,
        next: null,
      })),
  )

  app.get(
    `${where}/:file`,
    {
      config: { access: readers },
      schema: {
        operationId: `get${name}File`,
        tags,
        summary: 'Get a file',
        description: 'Its bytes: an image for the page, anything else to be saved. Kept by nobody on the way.',
        params: FileParams,
        response: { 200: fileAnswer(MEDIA_TYPES) },
      },
    },
    async (request, reply) => {
      const { id, file } = request.params
      const row = await inScope(app.db, request.actor, async (trx) =>
        findFile(trx, await findSubmission(trx, request.actor, id), file),
      )
      reply.header('cache-control', 'private, no-cache')
      return sendFile(request, reply, app.files, { ...row, size: row.bytes })
    },
  )

  app.delete(
    `${where}/:file`,
    {
      config: { access: writers },
      schema: {
        operationId: `delete${name}File`,
        tags,
        summary: 'Remove a file',
        description: 'As long as no answer, hand-in or record names it.',
        params: FileParams,
        response: { 204: { type: 'null', description: 'Removed.' } },
      },
    },
    async (request, reply) =>
      app.write(request, reply, async (trx) => {
        const submission = await lockSubmission(trx, request.actor, request.params.id)
        const row = await findFile(trx, submission, request.params.file)
        requireMatch(request, tagOf(row))
        await refuseWriter(trx, submission, callerFor(request))
        await deleteFile(trx, callerFor(request), submission, row)
        return removed
      }),
  )
}

const tagOf = ({ sha256 }: FileRow): string => etag(sha256)
