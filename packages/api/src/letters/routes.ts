import { LETTER_KINDS } from '@essaim/shared/campaigns.ts'
import { Letter, LetterPreview, LetterPreviewRequest, LetterPut, Letters, LetterTest } from '@essaim/shared/letters.ts'
import { closed, IdParams, oneOf, ref, Uuid } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { inScope } from '../db/database.ts'
import { callerFor, recordEvent } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed } from '../plugins/writes.ts'
import { checkVariables, writeLetter } from './commands.ts'
import { previewLetter } from './preview.ts'
import { notePrinted, writeLettersToPrint } from './print.ts'
import { findCampaign, findLetter, listLetters, lockCampaign, presentLetter } from './queries.ts'

const TAGS = ['letters']
const Params = closed({ id: Uuid, kind: oneOf(LETTER_KINDS) })

/** What a campaign’s letters say, how they would look, and a try of them on oneself. */
export const letterRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/campaigns/:id/letters',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'listLetters',
        tags: TAGS,
        summary: 'List the letters of a campaign',
        description: 'In the order in which they are received; one that nobody has written is the one proposed.',
        params: IdParams,
        response: { 200: ref(Letters) },
      },
    },
    async (request, reply) => {
      const rows = await inScope(app.db, request.actor, async (trx) => {
        const { id } = await findCampaign(trx, request.params.id)
        return listLetters(trx, id)
      })
      const tag = etag(rows.map(({ version }) => version).join('-'))
      if (isFresh(request, reply, tag)) return unchanged(reply)
      return reply.send({ items: rows.map(presentLetter) })
    },
  )

  app.get(
    '/v1/campaigns/:id/letters/:kind',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'getLetter',
        tags: TAGS,
        summary: 'Read a letter of a campaign',
        params: Params,
        response: { 200: ref(Letter) },
      },
    },
    async (request, reply) => {
      const row = await inScope(app.db, request.actor, async (trx) => {
        const { id } = await findCampaign(trx, request.params.id)
        return findLetter(trx, id, request.params.kind)
      })
      if (isFresh(request, reply, etag(row.version))) return unchanged(reply)
      return reply.send(presentLetter(row))
    },
  )

  app.put(
    '/v1/campaigns/:id/letters/:kind',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'writeLetter',
        tags: TAGS,
        summary: 'Write a letter of a campaign',
        description:
          'Replaced whole. A name between braces that is not in `variables` answers 422. What has left stays as it was sent.',
        params: Params,
        body: ref(LetterPut),
        response: { 200: ref(Letter) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { id } = await lockCampaign(trx, request.params.id)
        const row = await findLetter(trx, id, request.params.kind)
        requireMatch(request, etag(row.version))
        checkVariables(request.body)
        const next = await writeLetter(trx, callerFor(request), id, row.kind, request.body)
        return changed(presentLetter(next), etag(next.version))
      }),
  )

  app.post(
    '/v1/campaigns/:id/letters/:kind/previews',
    {
      config: { access: ACCESS.staff },
      schema: {
        operationId: 'previewLetter',
        tags: TAGS,
        summary: 'See a letter as it would be received',
        description:
          'By an invitation of the campaign, else by an example association; as it is kept, or in the words given. Its links lead nowhere.',
        params: Params,
        body: ref(LetterPreviewRequest),
        response: { 200: ref(LetterPreview) },
      },
    },
    async (request, reply) =>
      reply.send(
        await inScope(app.db, request.actor, (trx) =>
          previewLetter(trx, app.publicUrl(), request.params.id, request.params.kind, request.body),
        ),
      ),
  )

  app.post(
    '/v1/campaigns/:id/letters/:kind/tests',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'testLetter',
        tags: TAGS,
        summary: 'Send a letter to oneself',
        description: 'With an example association, to the address of who asks. Its links lead nowhere.',
        params: Params,
        response: { 200: ref(LetterTest) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { actor } = request
        const { id, kind } = request.params
        const { subject, text } = await previewLetter(trx, app.publicUrl(), id, kind, {})
        const member =
          actor.kind === 'staff' &&
          (await trx.selectFrom('staff_member').select('email').where('id', '=', actor.id).executeTakeFirst())
        if (!member) throw problem('forbidden')
        await app.jobs.mail(trx, { to: member.email, subject: `[Essai] ${subject}`, body: text })
        await recordEvent(trx, callerFor(request), {
          action: 'letter.test',
          subject: { kind: 'campaign', id },
          detail: { kind },
        })
        return { status: 200, body: { recipient: member.email } }
      }),
  )

  app.get(
    '/v1/campaigns/:id/letters/:kind/print',
    {
      config: { access: ACCESS.moderators, secret: true },
      schema: {
        operationId: 'printLetters',
        tags: TAGS,
        summary: 'Print a letter for those whom no mail reaches',
        description:
          'A page for each participant without a working address, at most 500, those never printed first; each with a fresh link as a QR code and a code to type, and noted as printed. 404 where nobody waits for one.',
        params: Params,
        response: {
          200: {
            description: 'The pages (PDF/UA-1).',
            content: {
              'application/pdf': { schema: { type: 'string', maxLength: 100_000_000, examples: ['%PDF-1.7'] } },
            },
          },
        },
      },
    },
    async (request, reply) => {
      const { id, kind } = request.params
      const caller = callerFor(request)
      const { job, participants } = await inScope(app.db, request.actor, (trx) =>
        writeLettersToPrint(trx, { caller, publicUrl: app.publicUrl() }, id, kind),
      )
      // no transaction waits for the pages
      const pdf = await app.printer.print(job)
      await inScope(app.db, request.actor, (trx) => notePrinted(trx, caller, { campaign: id, kind, participants }))
      reply.header('cache-control', 'no-store').header('content-disposition', 'attachment; filename="lettres.pdf"')
      return reply.type('application/pdf').send(pdf as never)
    },
  )
}
