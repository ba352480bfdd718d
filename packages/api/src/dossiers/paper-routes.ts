import { PaperQuery } from '@essaim/shared/dossiers.ts'
import { IdParams } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope } from '../db/database.ts'
import { dispositionOf } from '../files/labels.ts'
import { sha256 } from '../lib/canonical.ts'
import { csvLine, defused } from '../lib/csv-writer.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import { ACCESS } from '../plugins/access.ts'
import { FORMATS, fileName, printedAnswer, sendPrinted } from '../print/answer.ts'
import { bookAsDocx } from '../print/jobs.ts'
import { bookAsPdf } from '../print/sheet-pdf.ts'
import { FOLLOWER } from './desk.ts'
import { paperFacts } from './paper-facts.ts'
import { dossierBook, dossierRows } from './papers.ts'
import { findDossier } from './queries.ts'

const CSV = 'text/csv'
const PRINTED = printedAnswer('The papers.', FORMATS)

/** The papers of a dossier: three formats that say the same. */
export function paperRoutes(instance: FastifyInstance): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()

  app.get(
    '/v1/dossiers/:id/papers',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'printDossier',
        tags: ['dossiers'],
        summary: 'Print a dossier',
        description:
          'The cover and each record with its version, licence, attribution and hash, in French; the CSV has a row for each record. What was sent is made from what was frozen, and says the same for ever; a draft is marked « Projet » and tells what would go today.',
        params: IdParams,
        querystring: PaperQuery,
        response: {
          200: {
            ...PRINTED,
            content: {
              ...PRINTED.content,
              [CSV]: {
                schema: { type: 'string', maxLength: 20_000_000, examples: ['Dossier;Destinataire;Transmis le'] },
              },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { row, papers, logo } = await inScope(app.db, FOLLOWER, async (trx) => {
        const row = await findDossier(trx, request.params.id)
        return { row, ...(await paperFacts(trx, row)) }
      })
      const name = `${row.reference} – ${row.title}`
      const { format = 'pdf' } = request.query
      if (format !== 'csv') {
        const book = dossierBook(papers, logo)
        return sendPrinted(app, request, reply, format === 'docx' ? bookAsDocx(book) : bookAsPdf(book), name)
      }
      const file = `\uFEFF${dossierRows(papers)
        .map((row) => csvLine(row.map(defused), ';'))
        .join('')}`
      if (isFresh(request, reply, etag(sha256(file).slice(0, 22)))) return unchanged(reply)
      return reply
        .headers({
          'content-disposition': dispositionOf(fileName(name, 'csv'), CSV),
          'x-content-type-options': 'nosniff',
        })
        .type(`${CSV}; charset=utf-8`)
        .send(file as never)
    },
  )
}
