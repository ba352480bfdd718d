import { ReminderPreview, ReminderRequest, Sending, SendingCreation, SendingPage } from '@essaim/shared/campaigns.ts'
import { closed, IdParams, PageQuery, ref, Uuid } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { tagOf } from '../associations/presentation.ts'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { isFresh, requireMatch } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import { checkTerms } from './known-codes.ts'
import { findCampaign, lockCampaign } from './queries.ts'
import {
  cancelSending,
  findSending,
  listSendings,
  lockSending,
  planSending,
  presentSending,
  previewReminder,
  type SendingRow,
  sendReminder,
} from './sendings.ts'

const TAGS = ['campaigns']
const Params = closed({ id: Uuid, sending: Uuid })
const ListQuery = closed({ limit: PageQuery.limit, cursor: PageQuery.cursor })
const tag = (row: SendingRow) => tagOf(row.version, presentSending(row))

/** The letters of a campaign that go to many: by plan, or by hand. */
export function sendingRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  for (const { path, byHand } of [
    { path: '/v1/campaigns/:id/sendings', byHand: false },
    { path: '/v1/campaigns/:id/reminders', byHand: true },
  ])
    app.get(
      path,
      {
        config: { access: ACCESS.staff },
        schema: {
          operationId: byHand ? 'listReminders' : 'listSendings',
          tags: TAGS,
          summary: byHand ? 'List the reminders made by hand' : 'List the sendings of a campaign',
          description: byHand
            ? 'By date; those that concern the caller’s delegations.'
            : 'By date: planned, prepared, called off.',
          params: IdParams,
          querystring: ListQuery,
          response: { 200: ref(SendingPage) },
        },
      },
      (request, reply) =>
        inScope(app.db, request.actor, async (trx) => {
          const page = pageOf(request)
          const { id } = await findCampaign(trx, request.params.id)
          const rows = await listSendings(trx, id, page, byHand ? { actor: request.actor } : null)
          return answerPage(request, reply, page, rows, (row) => [row.sort_key, row.id], presentSending) as never
        }),
    )

  app.post(
    '/v1/campaigns/:id/sendings',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createSending',
        tags: TAGS,
        summary: 'Plan a letter',
        description:
          'It goes to all who are due it at that moment. Without any, scheduling plans the invitation at the opening, a reminder ten days later and a last call three days before the end.',
        params: IdParams,
        body: ref(SendingCreation),
        response: { 201: ref(Sending) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const campaign = await lockCampaign(trx, request.params.id)
        const row = await planSending(trx, callerFor(request), campaign, request.body)
        if (row.due_at <= new Date()) await app.jobs.campaign(trx, { do: 'clock' })
        return created(presentSending(row), `/v1/campaigns/${campaign.id}/sendings/${row.id}`, tag(row))
      }),
  )

  app.get(
    '/v1/campaigns/:id/sendings/:sending',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getSending',
        tags: TAGS,
        summary: 'Read a sending',
        params: Params,
        response: { 200: ref(Sending) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, (trx) =>
        findSending(trx, request.params.id, request.params.sending),
      )
      if (isFresh(request, reply, tag(row))) return reply.send(undefined as never)
      return reply.send(presentSending(row) as never)
    },
  )

  app.delete(
    '/v1/campaigns/:id/sendings/:sending',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'cancelSending',
        tags: TAGS,
        summary: 'Call off a sending',
        description: 'One that has been prepared is on its way: 409.',
        params: Params,
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const campaign = await lockCampaign(trx, request.params.id)
        const row = await lockSending(trx, campaign.id, request.params.sending)
        requireMatch(request, tag(row))
        await cancelSending(trx, callerFor(request), row)
        return removed
      }),
  )

  app.post(
    '/v1/campaigns/:id/reminders',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'createReminder',
        tags: TAGS,
        summary: 'Send a reminder by hand',
        description:
          'To the invitations named or filtered (a code of each kind given), of the caller’s delegations; only those who still owe an answer and were not reminded within the span. `dry_run=true` says whom it would reach, and who is left out and why. 409 with `state` when the campaign is not open.',
        params: IdParams,
        querystring: closed({ dry_run: Type.Optional(Type.Boolean({ default: false })) }),
        body: ref(ReminderRequest),
        response: { 200: ref(ReminderPreview), 201: ref(Sending) },
      },
    },
    async (request, reply) => {
      checkTerms(await app.terms.current(), request.body)
      return app.write(request, reply, async (trx) => {
        const campaign = await findCampaign(trx, request.params.id)
        if (request.query.dry_run) return changed(await previewReminder(trx, request.actor, campaign, request.body))
        const row = await sendReminder(trx, callerFor(request), campaign, request.body)
        await app.jobs.campaign(trx, { do: 'expand', sending: row.id })
        return created(presentSending(row), `/v1/campaigns/${campaign.id}/sendings/${row.id}`, tag(row))
      })
    },
  )
}
