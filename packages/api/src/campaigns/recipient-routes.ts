import type { IncomingMessage } from 'node:http'
import { Reach, ReachQuery, RecipientList, RecipientListResult } from '@essaim/shared/campaigns.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { callerFor, recordEvent } from '../events/commands.ts'
import { readCsv } from '../lib/csv.ts'
import { requireMatch } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { receive, type Upload } from '../lib/spool.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { checkCodes } from './known-codes.ts'
import { requireState, tagOfCampaign } from './presentation.ts'
import { findCampaign, lockCampaign } from './queries.ts'
import { type Named, reachOf, recipientsIn, replaceList } from './recipients.ts'

const TAGS = ['campaigns']
const LARGEST = 2 * 1024 * 1024
const MOST = 10_000
const NUMBER = /^\d{9}$|^[0-9A-Z][0-9A-Z-]{1,39}$/i

/** Whom a campaign asks: an explicit list, and how many its letters would reach. */
export async function recipientRoutes(instance: FastifyInstance): Promise<void> {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.addContentTypeParser('text/csv', { bodyLimit: LARGEST }, (_request: FastifyRequest, payload: IncomingMessage) =>
    receive(payload, LARGEST),
  )
  app.addHook('onResponse', async (request) => {
    await (request.body as Upload | undefined)?.close?.()
  })

  const replace = (request: FastifyRequest, reply: Parameters<typeof app.write>[1], id: string, named: Named[]) =>
    app.write(request, reply, async (trx) => {
      const row = await lockCampaign(trx, id)
      if (request.method === 'PUT') requireMatch(request, tagOfCampaign(row, request.actor))
      requireState(row, 'draft')
      const result = await replaceList(trx, row.id, named)
      await trx
        .updateTable('campaign')
        .set((e) => ({ version: e('version', '+', 1) }))
        .where('id', '=', row.id)
        .execute()
      await recordEvent(trx, callerFor(request), {
        action: 'campaign.list',
        subject: { kind: 'campaign', id: row.id },
        detail: { listed: result.listed, unknown: result.unknown.length },
      })
      return changed(result, tagOfCampaign(await findCampaign(trx, row.id), request.actor))
    })

  app.put(
    '/v1/campaigns/:id/recipients',
    {
      bodyLimit: LARGEST,
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'listRecipients',
        tags: TAGS,
        summary: 'State the list of a draft’s associations',
        description:
          'The whole list; it counts where the campaign’s recipients are `listed`. `If-Match` takes the campaign’s ETag.',
        params: IdParams,
        body: ref(RecipientList),
        response: { 200: ref(RecipientListResult) },
      },
    },
    (request, reply) =>
      replace(
        request,
        reply,
        request.params.id,
        request.body.associations.map((value, i) => ({ line: i + 1, value: value.toLowerCase() })),
      ),
  )

  app.post(
    '/v1/campaigns/:id/recipients',
    {
      bodyLimit: LARGEST,
      config: { access: ACCESS.moderators, mediaType: 'text/csv' },
      schema: {
        operationId: 'importRecipients',
        tags: TAGS,
        summary: 'State the list of a draft’s associations by a file',
        description:
          'A CSV file with a SIREN, FINESS or member number in each row, in its first cell that names an association; it replaces the list. What names none is told with its line.',
        params: IdParams,
        response: { 200: ref(RecipientListResult) },
      },
    },
    async (request, reply) => {
      const upload = request.body as unknown as Upload | undefined
      if (upload === undefined) throw problem('unsupported-media-type', { headers: { accept: 'text/csv' } })
      const named: Named[] = []
      for await (const row of readCsv(upload.file.createReadStream({ start: 0, autoClose: false }))) {
        const cell = row.cells
          .map((text) => text.replaceAll(/[\s\u00a0]/g, ''))
          .find((text) => NUMBER.test(text) && /\d/.test(text))
        // a header has no number
        if (cell === undefined && row.line === 1) continue
        named.push({ line: row.line, value: cell ?? row.cells.join(' ').trim().slice(0, 200) })
        if (named.length > MOST) throw problem('too-large')
      }
      return replace(request, reply, request.params.id, named)
    },
  )

  app.get(
    '/v1/campaigns/:id/reach',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getReach',
        tags: TAGS,
        summary: 'Whom a campaign’s letters would reach',
        description:
          'Counted now; a delegate’s own associations for a delegate. With recipients in the query: as if the campaign asked those.',
        params: IdParams,
        querystring: ReachQuery,
        response: { 200: ref(Reach) },
      },
    },
    async (request) => {
      const { category, field } = request.query
      checkCodes(await app.terms.current(), { category, field })
      return inScope(app.db, request.actor, async (trx) => {
        const { id, recipients } = await findCampaign(trx, request.params.id)
        return reachOf(trx, request.actor, { id, recipients: recipientsIn(request.query) ?? recipients })
      })
    },
  )
}
