import { VersionParams } from '@essaim/shared/questionnaires/resources.ts'
import { closed, IdParams, oneOf } from '@essaim/shared/schema.ts'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { inScope } from '../db/database.ts'
import { findFederation } from '../federation/queries.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS, type Access } from '../plugins/access.ts'
import { FORMATS, type Format, printedAnswer, sendPrinted } from '../print/answer.ts'
import { sheetAsDocx } from '../print/jobs.ts'
import { sheetAsPdf } from '../print/sheet-pdf.ts'
import { campaignOf } from '../respond/invitation-queries.ts'
import { announcedCampaign } from './announced.ts'
import { type BlankOf, blankSheet } from './blank.ts'
import { currentVersion, findVersion, type VersionRow, versionOf } from './queries.ts'

const READERS: Access = { ...ACCESS.staff, scopes: ['submissions:write'] }
const BlankQuery = closed({
  format: Type.Optional(
    oneOf(FORMATS, { default: 'pdf', description: 'To print (pdf, PDF/UA-1) or to write in (docx).' }),
  ),
})
const WHAT =
  'To prepare the answers with one’s team: the short version first, then the rest by section, with boxes to tick and room to write; in French. It says nothing of anybody.'
const ANSWER = printedAnswer('The blank questionnaire.', FORMATS)

/** A questionnaire as a document to fill in by hand, for staff, respondents, and whoever has had its announcement. */
export const blankRoutes: FastifyPluginAsyncTypebox = async (app) => {
  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    { version, campaign, format }: { version: VersionRow; campaign: BlankOf['campaign']; format: Format },
  ): Promise<never> {
    const sheet = blankSheet({
      federation: (await findFederation(app.db)).name,
      title: version.title.fr,
      content: version.content,
      terms: await app.terms.current(),
      campaign,
    })
    const job = format === 'docx' ? sheetAsDocx(sheet) : sheetAsPdf(sheet)
    return sendPrinted(app, request, reply, job, `Questionnaire vierge – ${campaign?.name ?? version.title.fr}`)
  }

  app.get(
    '/v1/questionnaires/:id/versions/:number/blank',
    {
      config: { access: READERS },
      schema: {
        operationId: 'getBlankQuestionnaire',
        tags: ['questionnaires'],
        summary: 'Print a blank questionnaire',
        description: WHAT,
        params: VersionParams,
        querystring: BlankQuery,
        response: { 200: ANSWER },
      },
    },
    async (request, reply) => {
      const { id, number } = request.params
      reply.header('cache-control', 'private, no-cache')
      const version = await versionOf(app.db, id, number)
      return send(request, reply, { version, campaign: null, format: request.query.format ?? 'pdf' })
    },
  )

  app.get(
    '/v1/respond/blank',
    {
      config: { access: ACCESS.respondent },
      schema: {
        operationId: 'getOwnBlankQuestionnaire',
        tags: ['respond'],
        summary: 'Print the blank questionnaire',
        description: `That of one’s campaign, else the current one. ${WHAT}`,
        querystring: BlankQuery,
        response: { 200: ANSWER },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-cache')
      const campaign = await inScope(app.db, request.actor, (trx) => campaignOf(trx, request.actor))
      const version = campaign
        ? await findVersion(app.db, campaign.questionnaire_version_id)
        : await currentVersion(app.db)
      return send(request, reply, { version, campaign, format: request.query.format ?? 'pdf' })
    },
  )

  app.get(
    '/v1/campaigns/:id/blank',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getCampaignBlankQuestionnaire',
        tags: ['campaigns'],
        summary: 'Print the blank questionnaire of a campaign',
        description: `The address that the announcement names: for anyone, from the day when the campaign is scheduled until it closes; 404 before and after. ${WHAT}`,
        params: IdParams,
        querystring: BlankQuery,
        response: { 200: ANSWER },
      },
    },
    async (request, reply) => {
      const campaign = await announcedCampaign(app.db, request.params.id)
      if (!campaign) throw problem('not-found')
      reply.header('cache-control', 'public, max-age=60')
      const version = await findVersion(app.db, campaign.questionnaire_version_id)
      return send(request, reply, { version, campaign, format: request.query.format ?? 'pdf' })
    },
  )
}
