import { AssociationByRef, AssociationByRefResult, ExternalRef } from '@essaim/shared/associations.ts'
import { closed, ref } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { stateByRef } from './by-ref.ts'
import { deskOf } from './desk.ts'
import { presentAssociation, tagOf } from './presentation.ts'
import { findAssociation } from './queries.ts'

const Params = closed({ system: ExternalRef.properties.system, value: ExternalRef.properties.value })

/** How a script keeps one member in step. */
export const byRefRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.put(
    '/v1/associations/by-ref/:system/:value',
    {
      config: { access: { staff: ACCESS.moderators.staff, scopes: ['associations:write'] } },
      schema: {
        operationId: 'stateAssociation',
        tags: ['associations'],
        summary: 'State what another system knows of a member',
        description:
          'Creates the association or brings it in step: known by this reference, else by SIREN, FINESS EJ or RNA, which links the reference to it. ' +
          'A member left out is left as it is, null empties; what was corrected here is kept and told. Sent twice, it changes nothing. No `If-Match`.',
        params: Params,
        body: ref(AssociationByRef),
        response: { 200: ref(AssociationByRefResult), 201: ref(AssociationByRefResult) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id, ...answer } = await stateByRef(trx, await deskOf(app, request), request.params, request.body)
        const row = await findAssociation(trx, id)
        const association = presentAssociation(row, request.actor, await app.terms.current())
        const tag = tagOf(row.version, association)
        const body = { ...answer, association }
        return answer.outcome === 'created' ? created(body, `/v1/associations/${id}`, tag) : changed(body, tag)
      }),
  )
}
