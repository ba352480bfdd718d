import { createHash } from 'node:crypto'
import { FeedList, FeedPage, FeedQuery } from '@essaim/shared/feeds.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { DEFAULT_LICENSE } from '../innovations/licenses.ts'
import { isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { feedItems, feedState } from './queries.ts'

const PATH = '/v1/feeds/innovations'

/** Opaque, and another one for each audience: a follower whose audience changes starts again. */
export const epochOf = (epoch: string, audience: string) =>
  createHash('sha256').update(`${epoch} ${audience}`).digest('base64url').slice(0, 16)

const NOTHING_NEW = { bytes: Buffer.alloc(0), numbers: [] as number[] }
const LICENSE = JSON.stringify(DEFAULT_LICENSE.url)

/** The change feed: Realtime Paged Data Exchange 1.0, «incrementing unique change number». */
export const feedRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['feeds']

  app.get(
    '/v1/feeds',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listFeeds',
        tags,
        summary: 'List the feeds',
        description:
          'Each with its epoch, its head and its counts for the caller’s audience: a copy that has read up to `head` and holds `live` records is complete.',
        response: { 200: ref(FeedList) },
      },
    },
    async (request, reply) => {
      const audience = audienceOf(request.actor)
      const state = await feedState(app.pool, audience)
      vary(reply, 'Authorization').header('cache-control', 'no-cache')
      return {
        items: [
          {
            name: 'innovations',
            url: `${app.publicUrl()}${PATH}`,
            epoch: epochOf(state.epoch, audience),
            head: state.head,
            live: state.live,
            deleted: state.deleted,
          },
        ],
        next: null,
      }
    },
  )

  app.get(
    PATH,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'readInnovationFeed',
        tags,
        summary: 'Follow the changes',
        description:
          'Each record once, at its last change, in the order of `modified`. Follow `next`; the last page is empty and its `next` is its own address: ask it again after a pause. Deletions stay for ever. Another epoch answers 410: begin again from the first page.',
        querystring: FeedQuery,
        response: { 200: ref(FeedPage) },
      },
    },
    async (request, reply) => {
      const { afterChangeNumber = 0, epoch, limit = 500 } = request.query
      const audience = audienceOf(request.actor)
      const state = await feedState(app.pool, audience)
      const current = epochOf(state.epoch, audience)
      const address = (after: number) => {
        const url = new URL(PATH, app.publicUrl())
        url.searchParams.set('afterChangeNumber', String(after))
        url.searchParams.set('epoch', current)
        if (request.query.limit !== undefined && limit !== 500) url.searchParams.set('limit', String(limit))
        return url.href
      }
      if (epoch !== undefined && epoch !== current) {
        throw problem('resync-required', { headers: { link: `<${app.publicUrl()}${PATH}>; rel="first"` } })
      }
      // who has read everything is told so without a look at the entries
      const { bytes, numbers } =
        afterChangeNumber >= state.head ? NOTHING_NEW : await feedItems(app.pool, audience, afterChangeNumber, limit)
      const next = address(numbers.at(-1) ?? afterChangeNumber)
      app.usage.pulled(request.actor, {
        audience,
        filter: '',
        groups: [],
        position: Math.min(numbers.at(-1) ?? afterChangeNumber, state.head),
        complete: numbers.length === 0,
      })
      const anonymous = request.actor.kind === 'anonymous'
      vary(reply, 'Authorization').header(
        'cache-control',
        `${anonymous ? 'public' : 'private'}, max-age=${numbers.length === 0 ? 5 : 60}`,
      )
      // a change number stands for one text of one record: the numbers of a page say what is in it
      if (
        isFresh(
          request,
          reply,
          `"${createHash('sha256')
            .update(`${next} ${numbers.join(' ')}`)
            .digest('base64url')
            .slice(0, 22)}"`,
        )
      )
        return unchanged(reply)
      return reply
        .type('application/json; charset=utf-8')
        .serializer((body: unknown) => body as string)
        .send(
          Buffer.concat([
            Buffer.from(`{"next":${JSON.stringify(next)},"items":[`),
            bytes,
            Buffer.from(`],"license":${LICENSE}}`),
          ]) as never,
        )
    },
  )
}
