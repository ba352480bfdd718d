import { EXPORT_FORMATS, Export, ExportList, ExportOrder, SCHEMA_VERSION } from '@essaim/shared/exports.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { feedAddress } from '../feeds/address.ts'
import { epochOf } from '../feeds/epoch.ts'
import { fileAnswer, sendFile } from '../files/sending.ts'
import { EVERYTHING } from '../innovations/filters.ts'
import { DEFAULT_LICENSE } from '../innovations/licenses.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { askForExport } from './commands.ts'
import { type ExportRow, findExport, listExports, type Reader } from './queries.ts'

const PATH = '/v1/exports'
const LATEST = `${PATH}/latest`
const FEED = '/v1/feeds/innovations'
const AGAIN_SECONDS = 5
const FileParams = closed({ id: Uuid, name: Type.String({ maxLength: 80 }) })
const CALLERS = { staff: ACCESS.staff.staff, scopes: ['innovations:read'] } as const

/** Everything that the caller's audience may read, as files that never change. */
export const exportRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['exports']

  const present = (row: ExportRow, audience: Reader): Export => {
    const epoch = epochOf(row.feed_epoch, audience)
    return {
      id: row.id,
      audience,
      transaction_time: row.transaction_time.toISOString(),
      epoch,
      seq: row.seq,
      live: row.live,
      digest: row.digest,
      license: DEFAULT_LICENSE.url ?? '',
      schema_version: SCHEMA_VERSION,
      next: feedAddress(`${app.publicUrl()}${FEED}`, EVERYTHING, { afterChangeNumber: String(row.seq), epoch }),
      files: Object.entries(EXPORT_FORMATS).flatMap(([format, { media_type }]) =>
        row.files
          .filter((file) => file.format === format)
          .map((file) => ({ ...file, media_type, url: `${app.publicUrl()}${PATH}/${row.id}/files/${file.name}` })),
      ),
    }
  }
  /** What may be taken back at any moment is asked for again each time. */
  const kept = (request: FastifyRequest, reply: FastifyReply) =>
    vary(reply, 'Authorization').header(
      'cache-control',
      `${request.actor.kind === 'anonymous' ? 'public' : 'private'}, no-cache`,
    )

  app.get(
    PATH,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listExports',
        tags,
        summary: 'List the exports',
        description: 'Those of the caller’s audience that are kept, the newest first: three at most.',
        response: { 200: ref(ExportList) },
      },
    },
    async (request, reply) => {
      const audience = audienceOf(request.actor)
      const rows = await listExports(app.db, audience)
      kept(request, reply)
      return { items: rows.map((row) => present(row, audience)), next: null }
    },
  )

  app.post(
    PATH,
    {
      config: { access: CALLERS },
      schema: {
        operationId: 'askForExport',
        tags,
        summary: 'Ask for a new export',
        description:
          'For the caller’s audience, as of now; several who ask meanwhile get the same one. It is there once the manifest at `url` has this `seq` or a higher one.',
        response: { 202: ref(ExportOrder) },
      },
    },
    async (request, reply) =>
      app.write(request, reply, async (trx) => {
        const audience = audienceOf(request.actor)
        const seq = await askForExport(trx, audience)
        await app.jobs.wakeExports(trx)
        const url = `${app.publicUrl()}${LATEST}`
        return {
          status: 202,
          body: { audience, seq, url },
          headers: { location: LATEST, 'retry-after': String(AGAIN_SECONDS) },
        }
      }),
  )

  app.get(
    LATEST,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getLatestExport',
        tags,
        summary: 'Get the latest export',
        description:
          'Its manifest: where the feed stood, and the files with their SHA-256. Made each night where anything moved, after a record or a value was taken back, and when it is asked for. 503 with `Retry-After` while the first one, or the one after something was taken back, is being made.',
        response: { 200: ref(Export) },
      },
    },
    async (request, reply) => {
      const audience = audienceOf(request.actor)
      const [row] = await listExports(app.db, audience)
      if (!row) {
        // made for whoever asks, not only when the clock looks next
        await app.db.transaction().execute((trx) => app.jobs.wakeExports(trx))
        throw problem('overloaded', {
          detail: {
            fr: 'Le prochain export est en préparation ; réessayez dans un instant.',
            en: 'The next export is being made; try again in a moment.',
          },
          headers: { 'retry-after': String(AGAIN_SECONDS) },
        })
      }
      kept(request, reply)
      if (isFresh(request, reply, etag(row.id))) return unchanged(reply)
      return present(row, audience)
    },
  )

  app.get(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getExport',
        tags,
        summary: 'Get an export',
        description:
          'Its manifest. 410 once it is no longer kept, or holds something that was taken back since: take the latest.',
        params: IdParams,
        response: { 200: ref(Export) },
      },
    },
    async (request, reply) => {
      const audience = audienceOf(request.actor)
      const row = await findExport(app.db, audience, request.params.id)
      kept(request, reply)
      if (isFresh(request, reply, etag(row.id))) return unchanged(reply)
      return present(row, audience)
    },
  )

  app.get(
    `${PATH}/:id/files/:name`,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getExportFile',
        tags,
        summary: 'Get a file of an export',
        description:
          'The bytes that the manifest tells of, for ever the same; in parts by `Range`, so that a download goes on where it was cut. 410 as the export.',
        params: FileParams,
        response: { 200: fileAnswer([...new Set(Object.values(EXPORT_FORMATS).map(({ media_type }) => media_type))]) },
      },
    },
    async (request, reply) => {
      const { id, name } = request.params
      const row = await findExport(app.db, audienceOf(request.actor), id)
      const file = row.files.find((one) => one.name === name)
      if (!file) throw problem('not-found')
      kept(request, reply)
      return sendFile(request, reply, app.files, {
        name,
        media_type: EXPORT_FORMATS[file.format].media_type,
        sha256: file.sha256,
        size: file.bytes,
      })
    },
  )
}
