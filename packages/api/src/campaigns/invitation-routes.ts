import {
  Call,
  CallCreation,
  CallPage,
  Invitation,
  InvitationPage,
  InvitationQuery,
  ResendRequest,
  Resent,
} from '@essaim/shared/campaigns.ts'
import { closed, IdParams, PageQuery, ref, Uuid } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { tagOf } from '../associations/presentation.ts'
import { inScope } from '../db/database.ts'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import {
  countInvitations,
  findInvitation,
  listCalls,
  listInvitations,
  presentCall,
  presentInvitation,
  recordCall,
} from './invitations.ts'
import { checkCodes } from './known-codes.ts'
import { findCampaign } from './queries.ts'
import { previewResend, resendInvitation } from './resending.ts'

const TAGS = ['campaigns']
const Params = closed({ id: Uuid, invitation: Uuid })

/** The invitations of a campaign, and the telephone calls made for them. */
export function invitationRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get(
    '/v1/campaigns/:id/invitations',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listInvitations',
        tags: TAGS,
        summary: 'List the invitations of a campaign',
        description:
          'By the association’s name, with the state of each and the people asked; a delegate’s own for a delegate.',
        params: IdParams,
        querystring: InvitationQuery,
        response: { 200: ref(InvitationPage) },
      },
    },
    async (request, reply) => {
      checkCodes(await app.terms.current(), request.query)
      return inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const { id } = await findCampaign(trx, request.params.id)
        const rows = await listInvitations(trx, request.actor, id, request.query, page)
        const total =
          request.query.count === 'exact' ? await countInvitations(trx, request.actor, id, request.query) : undefined
        return answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.association_name, row.id],
          presentInvitation,
          total,
        ) as never
      })
    },
  )

  app.get(
    '/v1/campaigns/:id/invitations/:invitation',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getInvitation',
        tags: TAGS,
        summary: 'Read an invitation',
        params: Params,
        response: { 200: ref(Invitation) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, (trx) =>
        findInvitation(trx, request.actor, request.params.id, request.params.invitation),
      )
      const shown = presentInvitation(row)
      if (isFresh(request, reply, tagOf(row.version, shown))) return reply.send(undefined as never)
      return reply.send(shown as never)
    },
  )

  app.post(
    '/v1/campaigns/:id/invitations/:invitation/resend',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'resendInvitation',
        tags: TAGS,
        summary: 'Send an invitation again',
        description:
          'To those whom it has not reached, such as after a bounce and a new address; or to the people named, even where it had. Never to who objected, nor twice while one is on its way. `dry_run=true` says whom it would reach. 409 with `state` when the campaign is not open.',
        params: Params,
        querystring: closed({ dry_run: Type.Optional(Type.Boolean({ default: false })) }),
        body: ref(ResendRequest),
        response: { 200: ref(Resent) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, invitation } = request.params
        const row = await findInvitation(trx, request.actor, id, invitation)
        const campaign = await findCampaign(trx, id)
        if (request.query.dry_run) return changed(await previewResend(trx, campaign, row, request.body))
        const resent = await resendInvitation(trx, callerFor(request), campaign, row, request.body)
        if (resent.mails > 0) await app.jobs.wakeMail(trx)
        return changed(resent)
      }),
  )

  app.post(
    '/v1/campaigns/:id/invitations/:invitation/calls',
    {
      config: { access: ACCESS.writers },
      schema: {
        operationId: 'createCall',
        tags: TAGS,
        summary: 'Note a telephone call',
        description: 'What came of it, and when to call again.',
        params: Params,
        body: ref(CallCreation),
        response: { 201: ref(Call) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, invitation } = request.params
        const row = await findInvitation(trx, request.actor, id, invitation)
        const call = await recordCall(trx, callerFor(request), row, request.body)
        return created(presentCall(call), `/v1/campaigns/${id}/calls`, etag(call.id))
      }),
  )

  app.get(
    '/v1/campaigns/:id/calls',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listCalls',
        tags: TAGS,
        summary: 'List the telephone calls of a campaign',
        description:
          'By the date of the next one. `due=true`: only those to be made again by today, where an answer is still owed.',
        params: IdParams,
        querystring: closed({
          limit: PageQuery.limit,
          cursor: PageQuery.cursor,
          due: Type.Optional(Type.Boolean({ description: 'Only those to be made again by today.' })),
          invitation: Type.Optional(Uuid),
        }),
        response: { 200: ref(CallPage) },
      },
    },
    (request, reply) =>
      inScope(app.db, request.actor, async (trx) => {
        const page = pageOf(request)
        const { id } = await findCampaign(trx, request.params.id)
        const rows = await listCalls(trx, request.actor, id, request.query, page)
        return answerPage(request, reply, page, rows, (row) => [row.sort_key, row.id], presentCall) as never
      }),
  )
}
