import { IdParams, ref } from '@essaim/shared/schema.ts'
import { User, UserCreation, UserPage, UserPatch, UserQuery } from '@essaim/shared/users.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { hashPassword } from '../lib/passwords.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { endSessionsOf, unbindIdentities } from '../sessions/commands.ts'
import { createUser } from './commands.ts'
import {
  checkDelegationsExist,
  checkEmailIsFree,
  countUsers,
  findUser,
  listUsers,
  lockUser,
  presentUser,
  updateUser,
} from './queries.ts'
import { checkAdminRemains, checkRights } from './rules.ts'

/** The federation's staff: who they are, what they may, where. */
export const userRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })

  app.get(
    '/v1/users',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'listUsers',
        tags: ['users'],
        summary: 'List the staff, by name',
        querystring: UserQuery,
        response: { 200: ref(UserPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const { state, count } = request.query
      const rows = await listUsers(app.db, page, { state })
      const total = count === 'exact' ? await countUsers(app.db, { state }) : undefined
      return reply.send(answerPage(request, reply, page, rows, (row) => [row.name, row.id], presentUser, total))
    },
  )

  app.post(
    '/v1/users',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'createUser',
        tags: ['users'],
        summary: 'Add a member of staff',
        description:
          'A delegate needs at least one regional delegation. Without a password, the member signs in by a link.',
        body: ref(UserCreation),
        response: { 201: ref(User) },
      },
    },
    async (request, reply) => {
      const { password, regional_delegations = [], ...input } = request.body
      const password_hash = password === undefined ? null : await hashPassword(password)
      return app.write(request, reply, async (trx) => {
        const user = await createUser(trx, callerFor(request), { ...input, regional_delegations, password_hash })
        return created(presentUser(user), `/v1/users/${user.id}`, etag(user.version))
      })
    },
  )

  app.get(
    '/v1/users/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'getUser',
        tags: ['users'],
        summary: 'Read a member of staff',
        params: IdParams,
        response: { 200: ref(User) },
      },
    },
    async (request, reply) => {
      const user = await findUser(app.db, request.params.id)
      if (isFresh(request, reply, etag(user.version))) return unchanged(reply)
      return reply.send(presentUser(user))
    },
  )

  app.patch(
    '/v1/users/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'changeUser',
        tags: ['users'],
        summary: 'Change a member of staff',
        description:
          'A new password or a suspension ends all sessions of the member at once; roles and delegations apply from the next request.',
        params: IdParams,
        body: ref(UserPatch),
        response: { 200: ref(User) },
      },
    },
    async (request, reply) => {
      const { password, ...sent } = request.body
      const password_hash = password === undefined ? undefined : await hashPassword(password)
      return app.write(request, reply, async (trx) => {
        const { user, admins } = await lockUser(trx, request.params.id)
        requireMatch(request, etag(user.version))
        const change = changesOf(sent, user)
        if (isEmpty(change) && password_hash === undefined) return changed(presentUser(user), etag(user.version))
        const rights = {
          roles: user.roles,
          regional_delegations: user.regional_delegations,
          state: user.state,
          ...change,
        }
        checkRights(rights)
        checkAdminRemains(user, rights, admins)
        if (change.email !== undefined) await checkEmailIsFree(trx, change.email, user.id)
        if (change.regional_delegations) await checkDelegationsExist(trx, change.regional_delegations)
        const after = await updateUser(trx, user.id, {
          ...change,
          ...(password_hash !== undefined && { password_hash }),
        })
        if (change.email !== undefined) await unbindIdentities(trx, user.id)
        if (password_hash !== undefined) await endSessionsOf(trx, user.id, 'password_changed')
        if (after.state === 'suspended') await endSessionsOf(trx, user.id, 'suspended')
        await recordEvent(trx, callerFor(request), {
          action: 'user.change',
          subject: { kind: 'user', id: user.id },
          detail: {
            members: [...Object.keys(change), ...(password_hash === undefined ? [] : ['password'])],
            ...(change.roles && { roles: { from: user.roles, to: after.roles } }),
            ...(change.state && { state: { from: user.state, to: after.state } }),
            ...(change.regional_delegations && {
              regional_delegations: {
                from: user.regional_delegations,
                to: after.regional_delegations,
              },
            }),
          },
        })
        return changed(presentUser(after), etag(after.version))
      })
    },
  )
}
