import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import { IdParams } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { findFederation } from '../federation/queries.ts'
import { communesNamed, filesNamed } from '../innovations/record-facts.ts'
import { printedAnswer, sendOnce } from '../print/answer.ts'
import { sheetAsPdf } from '../print/sheet-pdf.ts'
import type { Door } from './door.ts'
import { answersOf, asAnswers, contentOf, findSubmission, outdatedAnswersOf } from './queries.ts'
import { summarySheet } from './summary.ts'

/** What was answered, on paper. */
export function summaryRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    `${door.path}/:id/summary`,
    {
      config: { access: door.readers },
      schema: {
        operationId: `print${door.name}`,
        tags: [door.tag],
        summary: 'Print a submission',
        description:
          'A summary in French as it is now (PDF/UA-1): its state, who signed it off and when, what is missing, and every answer in words.',
        params: IdParams,
        response: { 200: printedAnswer('The summary.') },
      },
    },
    async (request, reply) => {
      const terms = await app.terms.current()
      const sheet = await inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        const { content } = await contentOf(trx, row)
        const answers = asAnswers(await answersOf(trx, row.id))
        return summarySheet({
          federation: (await findFederation(trx)).name,
          row,
          content,
          answers,
          issues: contentIssues(content, answers, terms.has),
          outdated: await outdatedAnswersOf(trx, row.id),
          terms,
          communes: await communesNamed(trx, [answers]),
          files: await filesNamed(trx, row.association_id, [answers]),
          today: new Date(),
        })
      })
      return sendOnce(app, reply, sheetAsPdf(sheet), `Récapitulatif – ${sheet.title}`)
    },
  )
}
