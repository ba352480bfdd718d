import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { IdParams } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { ACCESS, audienceOf } from '../plugins/access.ts'
import { printedAnswer, sendPrinted } from '../print/answer.ts'
import { sheetAsPdf } from '../print/sheet-pdf.ts'
import { findContent } from '../questionnaires/queries.ts'
import { documentOf } from './documents.ts'
import { refuseGone } from './gone.ts'
import { recordSheet } from './record-sheet.ts'
import { cacheFor } from './routes.ts'

/** Published records on paper. */
export const recordPdfRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/innovations/:id/pdf',
    {
      config: { access: ACCESS.anyone, consults: true },
      schema: {
        operationId: 'printInnovation',
        tags: ['innovations'],
        summary: 'Print a record',
        description:
          'The published document as the caller’s audience may read it, in French (PDF/UA-1). 410 with `reason` and `replaced_by` as the record itself.',
        params: IdParams,
        response: { 200: printedAnswer('The record.') },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const stored = await documentOf(app.pool, id, audienceOf(request.actor))
      if (!stored) return refuseGone(request, id)
      const document = JSON.parse(stored.body) as InnovationDocument
      cacheFor(request, reply)
      const sheet = recordSheet(document, await questionsOfVersion(id, document.version))
      return sendPrinted(app, request, reply, sheetAsPdf(sheet), sheet.title)
    },
  )

  // the words of the questions, which are nobody's secret; never the answers
  const questionsOfVersion = (innovation: string, number: number) =>
    inScope(app.db, { kind: 'job' }, async (trx) => {
      const { questionnaire_version_id } = await trx
        .selectFrom('innovation_version')
        .select('questionnaire_version_id')
        .where('innovation_id', '=', innovation)
        .where('number', '=', number)
        .executeTakeFirstOrThrow()
      return findContent(trx, questionnaire_version_id)
    })
}
