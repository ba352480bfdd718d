import { InnovationDocument } from '@essaim/shared/documents.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { openFeed } from '../feeds/door.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { type Sandbox, sandboxAt } from './clock.ts'
import { sandboxHeading, sandboxItems } from './feed.ts'

const PATH = '/v1/sandbox'
const TAGS = ['sandbox']
const LOOK_MS = 1000

/** The sandbox: the addresses, the answers and the refusals of the directory and its feed, over records that nobody wrote. */
export const sandboxRoutes: FastifyPluginAsyncTypebox<{ now: () => Date }> = async (app, { now }) => {
  let last: { key: string; sandbox: Sandbox } | null = null
  const current = (): Sandbox => {
    const instant = now()
    const url = app.publicUrl()
    const key = `${Math.floor(instant.getTime() / 60_000)} ${url}`
    if (last?.key !== key) last = { key, sandbox: sandboxAt(instant, url) }
    return last.sandbox
  }

  // nothing tells that a clock has moved: who waits at the end looks at it
  let ring: ReturnType<typeof setInterval> | undefined
  app.addHook('preClose', async () => clearInterval(ring))

  openFeed(app, {
    path: `${PATH}/feeds`,
    audienceOf: () => 'public',
    heading: async (_audience, filter) => sandboxHeading(current(), filter),
    state: async () => current(),
    items: async (_audience, filter, after, limit) => sandboxItems(current(), filter, after, limit),
    notices: {
      on(_name, call) {
        ring = setInterval(() => call('public'), LOOK_MS).unref()
      },
    },
    words: {
      list: {
        operationId: 'listSandboxFeeds',
        tags: TAGS,
        summary: 'List the feeds of the sandbox',
        description: 'As `/v1/feeds`, over fictitious records: with its epoch, its head, its counts and its digest.',
      },
      read: {
        operationId: 'readSandboxFeed',
        tags: TAGS,
        summary: 'Follow the changes of the sandbox',
        description:
          'As `/v1/feeds/innovations`, over fictitious records of which one changes every two minutes: publication, change, withdrawal, another département, narrowing, erasure, merging. Every hour is another epoch: 410, begin again from the first page.',
      },
    },
  })

  app.get(
    `${PATH}/innovations/:id`,
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getSandboxInnovation',
        tags: TAGS,
        summary: 'Get a record of the sandbox',
        description: 'As `/v1/innovations/{id}`: a fictitious record as it is this minute; 410 once it has left.',
        params: IdParams,
        response: { 200: ref(InnovationDocument) },
      },
    },
    async (request, reply) => {
      const entry = current().entries.find(({ id }) => id === request.params.id.toLowerCase())
      if (!entry) throw problem('not-found')
      if (entry.state === 'deleted') {
        const { withdrawn_reason, reason, replaced_by } = entry.leaving
        throw problem('gone', { members: { reason: withdrawn_reason ?? reason, replaced_by: replaced_by ?? null } })
      }
      reply.header('cache-control', 'public, max-age=5')
      return isFresh(request, reply, etag(entry.digest.slice(0, 22))) ? unchanged(reply) : entry.document
    },
  )
}
