import { InnovationVersion } from '@essaim/shared/innovations.ts'
import { ref } from '@essaim/shared/schema.ts'
import { VersionEditParams } from '@essaim/shared/version-edits.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { presentVersion } from '../innovations/presentation.ts'
import { lockInnovation } from '../innovations/queries.ts'
import { languageOf } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { desk } from '../submissions/desk.ts'
import { withdrawEdit } from './deciding.ts'

/** What headquarters takes back of what it proposed to an association. */
export const versionEditRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.post(
    '/v1/moderation/innovations/:id/versions/:number/edits/:edit/withdrawal',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'withdrawVersionEdit',
        tags: ['moderation'],
        summary: 'Take back a proposed edit',
        description: 'As long as the association has not decided: it no longer keeps the version from being published.',
        params: VersionEditParams,
        response: { 200: ref(InnovationVersion) },
      },
    },
    async (request, reply) => {
      const { caller, terms } = await desk(app, request)
      const { id, number, edit } = request.params
      return app.write(request, reply, async (trx) => {
        await withdrawEdit(trx, caller, await lockInnovation(trx, request.actor, id), number, edit)
        const language = languageOf(request.headers['accept-language'])
        const { body, tag } = await presentVersion(trx, terms, language, id, number)
        return changed(body, tag)
      })
    },
  )
}
