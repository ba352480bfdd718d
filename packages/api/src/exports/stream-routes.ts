import { Readable } from 'node:stream'
import { InnovationFilters } from '@essaim/shared/documents.ts'
import { EXPORT_FORMATS, STREAM_FORMATS, type StreamFormat, StreamFormatName } from '@essaim/shared/exports.ts'
import { closed } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { dispositionOf } from '../files/labels.ts'
import { type Filter, readFilter } from '../innovations/filters.ts'
import { problem } from '../lib/problem.ts'
import { openTrail } from '../lib/spool.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS, audienceOf, callerOf } from '../plugins/access.ts'
import { addressOf } from '../plugins/limits.ts'
import { documentsIn, inBlocks, WRITERS } from './formats.ts'
import { findDetailColumns } from './queries.ts'
import { openSnapshot } from './snapshot.ts'

/** How many may be read at once, each of which holds a file: by all, and by one caller. */
const MOST = 16
const MOST_OF_ONE = 2

const StreamQuery = closed({ format: Type.Optional(StreamFormatName), ...InnovationFilters })

/** Everything in one request, as of now: for scripts that keep nothing. */
export const exportStreamRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const readers: string[] = []
  const enter = (request: FastifyRequest): (() => void) => {
    const name = request.actor.kind === 'anonymous' ? addressOf(request) : callerOf(request.actor)
    if (readers.length >= MOST || readers.filter((one) => one === name).length >= MOST_OF_ONE)
      throw problem('overloaded', { headers: { 'retry-after': '10' } })
    readers.push(name)
    return () => readers.splice(readers.indexOf(name), 1)
  }

  app.get(
    '/v1/exports/stream',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'streamInnovations',
        tags: ['exports'],
        summary: 'Get everything in one request',
        description:
          'All the records that the caller’s audience may read, as of now, in the order of their ids; the filters are those of the list. NDJSON ends with `{"_end":true,"count":…,"seq":…,"epoch":…,"digest":…}`: a copy without that line is cut short, and the feed goes on from `seq`. Two at a time for each caller. For what is asked again and again, the files of an export are better.',
        querystring: StreamQuery,
        response: {
          200: {
            description: 'The records, in the format asked for.',
            content: Object.fromEntries(
              STREAM_FORMATS.map((format) => [
                EXPORT_FORMATS[format].media_type,
                { schema: format === 'jsonld' ? { type: 'object' } : { type: 'string', maxLength: 1_000_000_000 } },
              ]),
            ),
          },
        },
      },
    },
    async (request, reply) => {
      const { format = 'ndjson', ...filters } = request.query as InnovationFilters & { format?: StreamFormat }
      const filter = await readFilter(app, filters)
      const { media_type, name } = EXPORT_FORMATS[format]
      vary(reply, 'Authorization')
        .headers({ 'cache-control': 'no-store', 'content-disposition': dispositionOf(name, media_type) })
        .type(media_type === 'text/csv' ? `${media_type}; charset=utf-8` : media_type)
      if (request.method === 'HEAD') return reply.send(Readable.from([]) as never)
      const leave = enter(request)
      const records = await recordsAs(format, audienceOf(request.actor), filter).catch((error) => {
        leave()
        throw error
      })
      return reply.send(records.once('close', leave) as never)
    },
  )

  /** The records as they are copied. A slow reader holds a file, never the connection. */
  async function recordsAs(format: StreamFormat, audience: ReturnType<typeof audienceOf>, filter: Filter) {
    const details = format === 'ndjson' ? [] : await findDetailColumns(app.db)
    const { append, read, end, close } = await openTrail()
    const { snapshot, write } = await openSnapshot(app.slowPool, audience).catch(async (error) => {
      await close()
      throw error
    })
    write(filter, append).then(
      () => end(),
      (error) => end(error as Error),
    )
    const bytes =
      format === 'ndjson'
        ? read()
        : inBlocks(WRITERS[format](documentsIn(read()), { details, ...snapshot, count: snapshot.live }))
    return Readable.from(bytes, { objectMode: false }).once('close', close)
  }
}
