import { createHash } from 'node:crypto'
import { FeedList, FeedPage, FeedQuery, FeedsQuery } from '@essaim/shared/feeds.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Reader } from '../innovations/documents.ts'
import { type Filter, readFilter } from '../innovations/filters.ts'
import { DEFAULT_LICENSE } from '../innovations/licenses.ts'
import { isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS, callerOf } from '../plugins/access.ts'
import { addressOf } from '../plugins/limits.ts'
import type { Notices } from '../plugins/notices.ts'
import { feedAddress } from './address.ts'
import { epochOf } from './epoch.ts'
import type { FeedHeading, FeedItems, FeedState } from './queries.ts'
import { feedWaiting, waitAsked } from './waiting.ts'

const NOTHING_NEW = { bytes: Buffer.alloc(0), numbers: [] as number[] }
const LICENSE = JSON.stringify(DEFAULT_LICENSE.url)

type Words = { operationId: string; tags: string[]; summary: string; description: string }
/** How far a follower has read. */
export type Pull = { audience: Reader; filter: Filter; position: number; complete: boolean }

/** What a feed is read from: its door is the same for the real one and for its rehearsal. */
export type FeedSource = {
  /** Where its addresses begin: `/v1/feeds`. */
  path: string
  audienceOf(request: FastifyRequest): Reader
  heading(audience: Reader, filter: Filter): Promise<FeedHeading>
  state(audience: Reader): Promise<FeedState>
  items(audience: Reader, filter: Filter, after: number, limit: number): Promise<FeedItems>
  /** Tells by `essaim_feed` whose feed has moved. */
  notices: Pick<Notices, 'on'>
  /** What tells of the same in other forms, as `Link` has it. */
  alternates?(): string
  pulled?(request: FastifyRequest, pull: Pull): void
  words: { list: Words; read: Words }
}

/** Opens the two addresses of a feed: Realtime Paged Data Exchange 1.0, «incrementing unique change number». */
export function openFeed(given: FastifyInstance, source: FeedSource): void {
  const app = given.withTypeProvider<TypeBoxTypeProvider>()
  const PATH = `${source.path}/innovations`
  const waiting = feedWaiting(source.notices)
  app.addHook('preClose', async () => waiting.close())

  const address = (filter: Filter, position?: Record<string, string>) =>
    feedAddress(`${app.publicUrl()}${PATH}`, filter, position)

  app.get(
    source.path,
    {
      config: { access: ACCESS.anyone },
      schema: {
        ...source.words.list,
        querystring: FeedsQuery,
        response: { 200: ref(FeedList) },
      },
    },
    async (request, reply) => {
      const audience = source.audienceOf(request)
      const filter = await readFilter(app, request.query)
      const { epoch, ...heading } = await source.heading(audience, filter)
      vary(reply, 'Authorization').header('cache-control', 'no-cache')
      if (source.alternates) reply.header('link', source.alternates())
      return {
        items: [{ name: 'innovations', url: address(filter), epoch: epochOf(epoch, audience, filter), ...heading }],
        next: null,
      }
    },
  )

  app.get(
    PATH,
    {
      config: { access: ACCESS.anyone },
      schema: {
        ...source.words.read,
        querystring: FeedQuery,
        response: { 200: ref(FeedPage) },
      },
    },
    async (request, reply) => {
      const { afterChangeNumber: after = 0, epoch, limit = 500 } = request.query
      const audience = source.audienceOf(request)
      const filter = await readFilter(app, request.query)
      const look = async () => {
        const state = await source.state(audience)
        const current = epochOf(state.epoch, audience, filter)
        if (epoch !== undefined && epoch !== current)
          throw problem('resync-required', { headers: { link: `<${address(filter)}>; rel="first"` } })
        // who has read everything is told so without a look at the entries
        const items = after >= state.head ? NOTHING_NEW : await source.items(audience, filter, after, limit)
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
      source.pulled?.(request, {
        audience,
        filter,
        position: Math.min(position, page.head),
        complete: page.numbers.length === 0,
      })
      const next = address(filter, {
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
