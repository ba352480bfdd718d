import type { IncomingMessage } from 'node:http'
import { AssociationImport, AssociationImportRowPage, IMPORT_OUTCOMES } from '@essaim/shared/imports.ts'
import { closed, IdParams, oneOf, PageQuery, ref, repeated, text } from '@essaim/shared/schema.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import type { FastifyRequest } from 'fastify'
import { callerFor } from '../events/commands.ts'
import { etag, isFresh } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { languageOf, problem } from '../lib/problem.ts'
import { receive, type Upload } from '../lib/spool.ts'
import { turns } from '../lib/turns.ts'
import { vary } from '../lib/vary.ts'
import { ACCESS } from '../plugins/access.ts'
import { created } from '../plugins/writes.ts'
import { importInto } from './commands.ts'
import { countRows, findImport, listRows, presentRow } from './queries.ts'

const MODERATORS_OR_KEY = { staff: ACCESS.moderators.staff, scopes: ['associations:write'] } as const
const TAGS = ['associations']
const LARGEST = 20 * 1024 * 1024
const MOST_WAITING = 4
const DONE = etag('1')

/** Files of associations: what became of each row is kept with the import. */
export const importRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.addContentTypeParser('text/csv', { bodyLimit: LARGEST }, (_request: FastifyRequest, payload: IncomingMessage) =>
    receive(payload, LARGEST),
  )
  app.addHook('onResponse', async (request) => {
    await (request.body as Upload | undefined)?.close?.()
  })

  // Imports of this process stand in line without holding a connection; those of others are waited for by the command.
  const inLine = turns(1, MOST_WAITING)

  app.post(
    '/v1/associations/imports',
    {
      bodyLimit: LARGEST,
      config: { access: MODERATORS_OR_KEY, mediaType: 'text/csv' },
      schema: {
        operationId: 'importAssociations',
        tags: TAGS,
        summary: 'Import a CSV file of associations, with their establishments and officers',
        description:
          'Separator, encoding and headers are found out; `column=field:header` maps a column by hand. Each row is created, updated, left or refused on its own; the file is imported whole or, when something fails on the way, not at all. ' +
          'A second import of the same file changes nothing. `dry_run=true` says what would be done.',
        querystring: closed({
          dry_run: Type.Optional(Type.Boolean({ default: false })),
          column: repeated(text(400, { examples: ['siren:N° SIREN'] })),
        }),
        response: { 201: ref(AssociationImport) },
      },
    },
    async (request, reply) => {
      const upload = request.body as unknown as Upload | undefined
      if (upload === undefined) throw problem('unsupported-media-type', { headers: { accept: 'text/csv' } })
      const { dry_run = false, column = [] } = request.query
      const terms = await app.terms.current()
      return inLine(() =>
        app.write(request, reply, async (trx) => {
          const source = upload.file.createReadStream({ start: 0, autoClose: false })
          const made = await importInto(trx, callerFor(request), source, {
            terms,
            reproject: app.jobs.reproject.bind(app.jobs),
            dryRun: dry_run,
            columns: column,
          })
          return created(made, `/v1/associations/imports/${made.id}`, DONE)
        }),
      )
    },
  )

  app.get(
    '/v1/associations/imports/:id',
    {
      config: { access: MODERATORS_OR_KEY },
      schema: {
        operationId: 'getAssociationImport',
        tags: TAGS,
        summary: 'Read what became of an import',
        params: IdParams,
        response: { 200: ref(AssociationImport) },
      },
    },
    async (request, reply) => {
      const found = await findImport(app.db, request.params.id)
      if (isFresh(request, reply, DONE)) return reply.send(undefined as never)
      return reply.send(found as never)
    },
  )

  app.get(
    '/v1/associations/imports/:id/rows',
    {
      config: { access: MODERATORS_OR_KEY },
      schema: {
        operationId: 'listAssociationImportRows',
        tags: TAGS,
        summary: 'List what became of each row of an import',
        params: IdParams,
        querystring: closed({ ...PageQuery, outcome: repeated(oneOf(IMPORT_OUTCOMES)) }),
        response: { 200: ref(AssociationImportRowPage) },
      },
    },
    async (request, reply) => {
      const { id } = await findImport(app.db, request.params.id)
      const page = pageOf(request)
      const rows = await listRows(app.db, id, request.query.outcome, page)
      const total = request.query.count === 'exact' ? await countRows(app.db, id, request.query.outcome) : undefined
      const language = languageOf(request.headers['accept-language'])
      vary(reply, 'Accept-Language')
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.line],
          (row) => presentRow(row, language),
          total,
        ),
      )
    },
  )
}
