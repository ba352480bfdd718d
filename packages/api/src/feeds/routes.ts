import { createHash } from 'node:crypto'
import { FeedList, FeedPage, FeedQuery, FeedsQuery } from '@essaim/shared/feeds.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Filter, readFilter } from '../innovations/filters.ts'
import { DEFAULT_LICENSE } from '../innovations/licenses.ts'
import { isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS, audienceOf, callerOf } from '../plugins/access.ts'
import { addressOf } from '../plugins/limits.ts'
import { feedHeadings } from './headings.ts'
import { feedItems, feedState } from './queries.ts'
import { feedWaiting, waitAsked } from './waiting.ts'

const PATH = '/v1/feeds/innovations'

/** Opaque, and another one for each audience and filter: a follower whose view changes starts again. */
export const epochOf = (epoch: string, audience: string, { key }: Pick<Filter, 'key'> = { key: '' }): string =>
  createHash('sha256')
    .update([epoch, audience, ...(key ? [key] : [])].join(' '))
    .digest('base64url')
    .slice(0, 16)

const NOTHING_NEW = { bytes: Buffer.alloc(0), numbers: [] as number[] }
const LICENSE = JSON.stringify(DEFAULT_LICENSE.url)

/** The change feed: Realtime Paged Data Exchange 1.0, «incrementing unique change number». */
export const feedRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['feeds']
  const headings = feedHeadings(app.pool)
  const waiting = feedWaiting(app.notices)
  app.addHook('preClose', async () => waiting.close())

  /** The feed's own address: from its beginning, or with what is put into it. */
  function feedAddress({ text }: Filter, position: Record<string, string> = {}): string {
    const query = [new URLSearchParams(position).toString(), text].filter(Boolean).join('&')
    return `${app.publicUrl()}${PATH}${query && `?${query}`}`
  }

  app.get(
    '/v1/feeds',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listFeeds',
        tags,
        summary: 'List the feeds',
        description:
          'Each with its epoch, its head, its counts and its digest for the caller’s audience and the filters given, all of one moment: a copy that has read up to `head`, holds `live` records and has the same `digest` is complete and true.',
        querystring: FeedsQuery,
        response: { 200: ref(FeedList) },
      },
    },
    async (request, reply) => {
      const audience = audienceOf(request.actor)
      const filter = await readFilter(app, request.query)
      const { epoch, ...heading } = await headings.find(audience, filter)
      vary(reply, 'Authorization').header('cache-control', 'no-cache')
      return {
        items: [{ name: 'innovations', url: feedAddress(filter), epoch: epochOf(epoch, audience, filter), ...heading }],
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
          'Each record once, at its last change, in the order of `modified`. Follow `next`; the last page is empty and its `next` is its own address: ask it again after a pause, or with `Prefer: wait=30`, which answers as soon as something changes. With filters, a record that leaves them appears as deleted (`out_of_scope`). Deletions stay for ever. Another epoch answers 410: begin again from the first page.',
        querystring: FeedQuery,
        response: { 200: ref(FeedPage) },
      },
    },
    async (request, reply) => {
      const { afterChangeNumber: after = 0, epoch, limit = 500 } = request.query
      const audience = audienceOf(request.actor)
      const filter = await readFilter(app, request.query)
      const look = async () => {
        const state = await feedState(app.pool, audience)
        const current = epochOf(state.epoch, audience, filter)
        if (epoch !== undefined && epoch !== current)
          throw problem('resync-required', { headers: { link: `<${feedAddress(filter)}>; rel="first"` } })
        // who has read everything is told so without a look at the entries
        const items = after >= state.head ? NOTHING_NEW : await feedItems(app.pool, audience, filter, after, limit)
        return { ...items, epoch: current, head: state.head }
      }
      const { actor } = request
      const isAnonymous = actor.kind === 'anonymous'
      const caller = isAnonymous ? addressOf(request) : callerOf(actor)
      const visit = { caller, audience, seconds: waitAsked(request.headers.prefer) }
      const waits = waiting.hasRoom(visit)
      if (waits) reply.header('preference-applied', `wait=${visit.seconds}`)
      const page = waits ? await waiting.until(visit, look, ({ numbers }) => numbers.length > 0) : await look()
      const position = page.numbers.at(-1) ?? after
      app.usage.pulled(actor, {
        audience,
        filter: filter.text,
        groups: filter.groups,
        position: Math.min(position, page.head),
        complete: page.numbers.length === 0,
      })
      const next = feedAddress(filter, {
        afterChangeNumber: String(position),
        epoch: page.epoch,
        ...(limit !== 500 && { limit: String(limit) }),
      })
      // the end of the feed may move at any moment, and is kept from nobody who waits for that
      const seconds = page.numbers.length > 0 ? 60 : waits ? 0 : 5
      vary(reply, 'Authorization').header('cache-control', `${isAnonymous ? 'public' : 'private'}, max-age=${seconds}`)
      // a change number stands for one text of one record: the numbers of a page say what is in it
      const tag = createHash('sha256').update(`${next} ${page.numbers.join(' ')}`)
      if (isFresh(request, reply, `"${tag.digest('base64url').slice(0, 22)}"`)) return unchanged(reply)
      return reply
        .type('application/json; charset=utf-8')
        .serializer((body: unknown) => body as string)
        .send(
          Buffer.concat([
            Buffer.from(`{"next":${JSON.stringify(next)},"items":[`),
            page.bytes,
            Buffer.from(`],"license":${LICENSE}}`),
          ]) as never,
        )
    },
  )
}
