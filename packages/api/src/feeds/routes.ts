import type { FastifyPluginAsync } from 'fastify'
import { audienceOf } from '../plugins/access.ts'
import { openFeed } from './door.ts'
import { feedHeadings } from './headings.ts'
import { newsLinks } from './news-routes.ts'
import { feedItems, feedState } from './queries.ts'

/** The change feed of every audience, under every filter. */
export const feedRoutes: FastifyPluginAsync = async (app) => {
  const headings = feedHeadings(app.pool)
  openFeed(app, {
    path: '/v1/feeds',
    audienceOf: ({ actor }) => audienceOf(actor),
    heading: (audience, filter) => headings.find(audience, filter),
    state: (audience) => feedState(app.pool, audience),
    items: (audience, filter, after, limit) => feedItems(app.pool, audience, filter, after, limit),
    notices: app.notices,
    alternates: () => newsLinks(app.publicUrl()),
    pulled: ({ actor }, { filter, ...pull }) =>
      app.usage.pulled(actor, { ...pull, filter: filter.text, groups: filter.groups }),
    words: {
      list: {
        operationId: 'listFeeds',
        tags: ['feeds'],
        summary: 'List the feeds',
        description:
          'Each with its epoch, its head, its counts and its digest for the caller’s audience and the filters given, all of one moment: a copy that has read up to `head`, holds `live` records and has the same `digest` is complete and true.',
      },
      read: {
        operationId: 'readInnovationFeed',
        tags: ['feeds'],
        summary: 'Follow the changes',
        description:
          'Each record once, at its last change, in the order of `modified`. Follow `next`; the last page is empty and its `next` is its own address: ask it again after a pause, or with `Prefer: wait=30`, which answers as soon as something changes. With filters, a record that leaves them appears as deleted (`out_of_scope`). Deletions stay for ever. Another epoch answers 410: begin again from the first page.',
      },
    },
  })
}
