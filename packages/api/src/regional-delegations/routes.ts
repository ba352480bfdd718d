import {
  RegionalDelegation,
  RegionalDelegationCreation,
  RegionalDelegationPage,
  RegionalDelegationPatch,
  RegionalDelegationQuery,
} from '@essaim/shared/regional-delegations.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { callerFor, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created, removed } from '../plugins/writes.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { checkDepartmentsExist, createDelegation } from './commands.ts'
import {
  checkDepartmentsAreFree,
  countDelegations,
  type DelegationRow,
  deleteDelegation,
  findDelegation,
  listDelegations,
  lockDelegation,
  updateDelegation,
} from './queries.ts'

const present =
  (terms: Terms) =>
  ({ version: _version, departments, created_at, updated_at, ...delegation }: DelegationRow): RegionalDelegation => ({
    ...delegation,
    departments: departments.map((code) => terms.coded('departements', code)),
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  })

/** The regional bodies of the federation and the départements that they cover. */
export const regionalDelegationRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/regional-delegations',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listRegionalDelegations',
        tags: ['regional-delegations'],
        summary: 'List the regional delegations, by name',
        querystring: RegionalDelegationQuery,
        response: { 200: ref(RegionalDelegationPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const rows = await listDelegations(app.db, page)
      const total = request.query.count === 'exact' ? await countDelegations(app.db) : undefined
      return reply.send(
        answerPage(request, reply, page, rows, (row) => [row.name, row.id], present(await app.terms.current()), total),
      )
    },
  )

  app.get(
    '/v1/regional-delegations/:id',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getRegionalDelegation',
        tags: ['regional-delegations'],
        summary: 'Read a regional delegation',
        params: IdParams,
        response: { 200: ref(RegionalDelegation) },
      },
    },
    async (request, reply) => {
      const delegation = await findDelegation(app.db, request.params.id)
      if (isFresh(request, reply, etag(delegation.version))) return unchanged(reply)
      return reply.send(present(await app.terms.current())(delegation))
    },
  )

  app.post(
    '/v1/regional-delegations',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'createRegionalDelegation',
        tags: ['regional-delegations'],
        summary: 'Add a regional delegation',
        description:
          'A département belongs to one delegation: one that is already covered answers 409, naming the delegation that has it.',
        body: ref(RegionalDelegationCreation),
        response: { 201: ref(RegionalDelegation) },
      },
    },
    async (request, reply) => {
      const terms = await app.terms.current()
      return app.write(request, reply, async (trx) => {
        const delegation = await createDelegation(trx, callerFor(request), terms, request.body)
        if (delegation.departments.length > 0) await app.jobs.reproject(trx, {})
        return created(
          present(terms)(delegation),
          `/v1/regional-delegations/${delegation.id}`,
          etag(delegation.version),
        )
      })
    },
  )

  app.patch(
    '/v1/regional-delegations/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'changeRegionalDelegation',
        tags: ['regional-delegations'],
        summary: 'Change a regional delegation',
        description:
          '`departments` is replaced whole. Rights and routing follow at once; published records show the new name a little later.',
        params: IdParams,
        body: ref(RegionalDelegationPatch),
        response: { 200: ref(RegionalDelegation) },
      },
    },
    async (request, reply) => {
      const terms = await app.terms.current()
      return app.write(request, reply, async (trx) => {
        const before = await lockDelegation(trx, request.params.id)
        requireMatch(request, etag(before.version))
        const changes = changesOf(request.body, before)
        if (isEmpty(changes)) return changed(present(terms)(before), etag(before.version))
        const { name, departments } = changes
        if (departments) {
          checkDepartmentsExist(terms, departments)
          await checkDepartmentsAreFree(trx, departments, before.id)
        }
        const after = await updateDelegation(trx, before.id, changes)
        await recordEvent(trx, callerFor(request), {
          action: 'regional_delegation.change',
          subject: { kind: 'regional_delegation', id: before.id },
          detail: {
            ...(name !== undefined && { name: { from: before.name, to: after.name } }),
            ...(departments && { departments: { from: before.departments, to: after.departments } }),
          },
        })
        // A département that is given away is nobody's afterwards: no cause names its records but all.
        if (departments) await app.jobs.reproject(trx, {})
        else if (after.name !== before.name) await app.jobs.reproject(trx, { regional_delegation: before.id })
        return changed(present(terms)(after), etag(after.version))
      })
    },
  )

  app.delete(
    '/v1/regional-delegations/:id',
    {
      config: { access: ACCESS.admins },
      schema: {
        operationId: 'deleteRegionalDelegation',
        tags: ['regional-delegations'],
        summary: 'Remove a regional delegation that nothing refers to',
        params: IdParams,
        response: { 204: { type: 'null', description: 'Removed.' } },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const delegation = await lockDelegation(trx, request.params.id)
        requireMatch(request, etag(delegation.version))
        await deleteDelegation(trx, delegation.id)
        if (delegation.departments.length > 0) await app.jobs.reproject(trx, {})
        await recordEvent(trx, callerFor(request), {
          action: 'regional_delegation.delete',
          subject: { kind: 'regional_delegation', id: delegation.id },
          detail: { code: delegation.code, name: delegation.name },
        })
        return removed
      }),
  )
}
