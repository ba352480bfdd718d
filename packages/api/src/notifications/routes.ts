import type { Actor, StaffActor } from '@essaim/shared/actors.ts'
import {
  NOTICE_KINDS,
  NotificationPage,
  NotificationQuery,
  NotificationSettings,
  NotificationSettingsPatch,
  NotificationTransitionRequest,
  UnreadNotifications,
} from '@essaim/shared/notifications.ts'
import { ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import {
  countNotifications,
  listNotifications,
  lockSettings,
  markNotifications,
  presentNotification,
  saveSettings,
  settingsOf,
} from './queries.ts'

function staffOf(actor: Actor): StaffActor {
  if (actor.kind !== 'staff') throw problem('forbidden')
  return actor
}

const tagOf = (settings: NotificationSettings) => etag(NOTICE_KINDS.map((kind) => settings[kind][0]).join(''))

/** What staff are told of, each person their own. */
export const notificationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['moderation']

  app.get(
    '/v1/notifications',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listNotifications',
        tags,
        summary: 'List one’s notifications, newest first',
        description: 'Of what the caller may see now. `state=unread&count=exact` tells how many are unread.',
        querystring: NotificationQuery,
        response: { 200: ref(NotificationPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const actor = staffOf(request.actor)
      const { state, count } = request.query
      const { rows, total } = await inScope(app.db, actor, async (trx) => ({
        rows: await listNotifications(trx, actor, page, { state }),
        total: count === 'exact' ? await countNotifications(trx, actor, state) : undefined,
      }))
      reply.header('cache-control', 'no-store')
      return answerPage(request, reply, page, rows, (row) => [row.id], presentNotification, total)
    },
  )

  app.post(
    '/v1/notifications/transitions',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'transitionNotifications',
        tags,
        summary: 'Mark notifications as read or unread',
        description: 'Those named, or all; another person’s are left as they are. Answers how many stay unread.',
        body: ref(NotificationTransitionRequest),
        response: { 200: ref(UnreadNotifications) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const actor = staffOf(request.actor)
        await markNotifications(trx, actor, request.body.transition, request.body.ids)
        return changed({ unread: await countNotifications(trx, actor, 'unread') })
      }),
  )

  app.get(
    '/v1/notification-settings',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getNotificationSettings',
        tags,
        summary: 'Read how one is mailed what happens',
        description: 'Per kind: `at_once`, `daily` (one mail on working days at seven), `never`.',
        response: { 200: ref(NotificationSettings) },
      },
    },
    async (request, reply) => {
      const { id } = staffOf(request.actor)
      const settings = await inScope(app.db, request.actor, (trx) => settingsOf(trx, id))
      return isFresh(request, reply, tagOf(settings)) ? unchanged(reply) : settings
    },
  )

  app.patch(
    '/v1/notification-settings',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'changeNotificationSettings',
        tags,
        summary: 'Choose how one is mailed what happens',
        description: 'It holds for what happens from now on.',
        body: ref(NotificationSettingsPatch),
        response: { 200: ref(NotificationSettings) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id } = staffOf(request.actor)
        requireMatch(request, tagOf(await lockSettings(trx, id)))
        await saveSettings(trx, id, request.body)
        const settings = await settingsOf(trx, id)
        return changed(settings, tagOf(settings))
      }),
  )
}
