import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { RespondentForm } from '@essaim/shared/respond.ts'
import { closed, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import { presentAssociation } from '../associations/presentation.ts'
import { findAssociation } from '../associations/queries.ts'
import { inScope } from '../db/database.ts'
import { ACCESS } from '../plugins/access.ts'
import { compressed } from '../plugins/compression.ts'
import { presentVersion } from '../questionnaires/presentation.ts'
import { currentVersion, findVersion } from '../questionnaires/queries.ts'
import { findSubmission } from '../submissions/queries.ts'
import { campaignOf } from './invitation-queries.ts'
import { contactOf, contextOf } from './queries.ts'

const VersionQuery = closed({ version: Type.Optional(Uuid), submission: Type.Optional(Uuid) })

/** All that the respondent’s form needs to be drawn. */
export const respondentFormRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['respond']

  app.get(
    '/v1/respond/form',
    {
      config: { access: ACCESS.respondent },
      onSend: compressed,
      schema: {
        operationId: 'getRespondentForm',
        tags,
        summary: 'All that the form needs',
        description:
          'The questionnaire’s version (the campaign’s or the current one, the one named, or the one that a submission was begun on), the lists that it draws on, the association as it is known, and the contact.',
        querystring: VersionQuery,
        response: { 200: ref(RespondentForm) },
      },
    },
    async (request) => {
      const terms = await app.terms.current()
      return inScope(app.db, request.actor, async (trx) => {
        const { association, contact } = await contextOf(trx, contactOf(request.actor))
        const { submission } = request.query
        const asked = submission
          ? (await findSubmission(trx, request.actor, submission)).questionnaire_version_id
          : (request.query.version ?? (await campaignOf(trx, request.actor))?.questionnaire_version_id)
        const version = asked ? await findVersion(trx, asked) : await currentVersion(trx)
        const named = questionsOf(version.content)
          .flatMap((question) => [question, ...(question.fields ?? [])])
          .flatMap((one) => (one.vocabulary ? [one.vocabulary] : one.kind === 'departement' ? ['departements'] : []))
        const vocabularies = Object.fromEntries(
          [...new Set(named)].map((code) => [
            code,
            terms
              .list(code)
              .filter((term) => term.in_force)
              .map(({ code, label }) => ({ code, label })),
          ]),
        )
        return {
          questionnaire: presentVersion(version),
          vocabularies,
          association: presentAssociation(await findAssociation(trx, association.id), request.actor, terms),
          contact,
        } as unknown as RespondentForm
      })
    },
  )
}
