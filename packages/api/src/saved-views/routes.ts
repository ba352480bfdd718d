import { isModerator, type StaffActor } from '@essaim/shared/actors.ts'
import { SavedView, SavedViewCreation, SavedViewList, SavedViewPatch } from '@essaim/shared/saved-views.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerFor, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS, staffOf } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { findView, listViews, lockView, MOST_VIEWS, type SavedViewRow } from './queries.ts'

const PATH = '/v1/moderation/views'

/** One's own views are one's own to change; shared ones headquarters' as well. */
const mayChange = (row: SavedViewRow, actor: StaffActor): boolean =>
  row.owner_id === actor.id || (row.shared_with !== null && isModerator(actor))

const present = (row: SavedViewRow, actor: StaffActor): SavedView =>
  ({
    id: row.id,
    name: row.name,
    filters: row.filters,
    shared_with: row.shared_with,
    owner: { id: row.owner_id, name: row.owner_name },
    writable: mayChange(row, actor),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }) as unknown as SavedView

/** A delegate shares with their peers or keeps to themselves: what everybody sees is headquarters' to say. */
function refuseSharing(actor: StaffActor, shared_with: string | null | undefined): void {
  if (!shared_with || isModerator(actor) || (actor.roles as string[]).includes(shared_with)) return
  throw problem('validation', {
    errors: [
      {
        pointer: '/shared_with',
        code: 'not-yours',
        detail: {
          fr: 'Partagez avec un rôle que vous avez.',
          en: 'Share with a role that you have.',
        },
      },
    ],
  })
}

const tell = (trx: Trx, caller: Caller, id: string, action: string, detail: Record<string, unknown> = {}) =>
  recordEvent(trx, caller, { action: `view.${action}`, subject: { kind: 'view', id }, detail })

/** The views of the queue that people keep and share. */
export const savedViewRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['moderation']
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    PATH,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listViews',
        tags,
        summary: 'List one’s views of the queue',
        description: 'One’s own and those shared with one, by name. The built-in ones are in the counts.',
        response: { 200: ref(SavedViewList) },
      },
    },
    async (request) => {
      const actor = staffOf(request.actor)
      return { items: (await listViews(app.db, actor)).map((row) => present(row, actor)), next: null }
    },
  )

  app.post(
    PATH,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'createView',
        tags,
        summary: 'Keep a view of the queue',
        description:
          'Filters and order, as the list takes them; shared with a role of one’s own, by headquarters with all.',
        body: ref(SavedViewCreation),
        response: { 201: ref(SavedView) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const actor = staffOf(request.actor)
        const { name, filters, shared_with = null } = request.body
        refuseSharing(actor, shared_with)
        const own = await trx
          .selectFrom('saved_view')
          .select((e) => e.fn.countAll<number>().as('n'))
          .where('owner_id', '=', actor.id)
          .executeTakeFirstOrThrow()
        if (Number(own.n) >= MOST_VIEWS)
          throw problem('conflict', {
            detail: {
              fr: `Vous gardez déjà ${MOST_VIEWS} vues : supprimez-en une.`,
              en: `You already keep ${MOST_VIEWS} views: delete one.`,
            },
          })
        const id = newId()
        await trx
          .insertInto('saved_view')
          .values({ id, owner_id: actor.id, name, filters: JSON.stringify(filters), shared_with })
          .execute()
        await tell(trx, callerFor(request), id, 'create', { shared_with })
        const row = await findView(trx, actor, id)
        return created(present(row, actor), `${PATH}/${id}`, etag(row.version))
      }),
  )

  app.get(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getView',
        tags,
        summary: 'Read a view of the queue',
        params: IdParams,
        response: { 200: ref(SavedView) },
      },
    },
    async (request, reply) => {
      const actor = staffOf(request.actor)
      const row = await findView(app.db, actor, request.params.id)
      return isFresh(request, reply, etag(row.version)) ? unchanged(reply) : reply.send(present(row, actor))
    },
  )

  app.patch(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'changeView',
        tags,
        summary: 'Change a view of the queue',
        description: 'One’s own; a shared one also by headquarters.',
        params: IdParams,
        body: ref(SavedViewPatch),
        response: { 200: ref(SavedView) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const actor = staffOf(request.actor)
        const row = await lockView(trx, actor, request.params.id)
        requireMatch(request, etag(row.version))
        if (!mayChange(row, actor)) throw problem('forbidden')
        const { filters, ...change } = changesOf(request.body, row)
        if (isEmpty({ ...change, ...(filters && { filters }) })) return changed(present(row, actor), etag(row.version))
        refuseSharing(actor, change.shared_with)
        await trx
          .updateTable('saved_view')
          .set({
            ...change,
            ...(filters && { filters: JSON.stringify(filters) }),
            version: row.version + 1,
            updated_at: sql`now()`,
          })
          .where('id', '=', row.id)
          .execute()
        await tell(trx, callerFor(request), row.id, 'change', { members: Object.keys(request.body) })
        const after = await findView(trx, actor, row.id)
        return changed(present(after, actor), etag(after.version))
      }),
  )

  app.delete(
    `${PATH}/:id`,
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'deleteView',
        tags,
        summary: 'Drop a view of the queue',
        description: 'One’s own; a shared one also by headquarters.',
        params: IdParams,
        response: { 204: { type: 'null', description: 'Dropped.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const actor = staffOf(request.actor)
        const row = await lockView(trx, actor, request.params.id)
        requireMatch(request, etag(row.version))
        if (!mayChange(row, actor)) throw problem('forbidden')
        await trx.deleteFrom('saved_view').where('id', '=', row.id).execute()
        await tell(trx, callerFor(request), row.id, 'delete')
        return removed
      }),
  )
}
