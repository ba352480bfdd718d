import type { Actor } from '@essaim/shared/actors.ts'
import type { Audience } from '@essaim/shared/audience.ts'
import { Preview, PreviewQuery } from '@essaim/shared/own-records.ts'
import { visibleAnswers } from '@essaim/shared/questionnaires/conditions.ts'
import { IdParams, ref } from '@essaim/shared/schema.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance } from 'fastify'
import { inScope, type Trx } from '../db/database.ts'
import { project } from '../innovations/projection.ts'
import { communesNamed, filesNamed } from '../innovations/record-facts.ts'
import { restrictionsOf } from '../innovations/restrictions.ts'
import type { Terms } from '../vocabularies/terms.ts'
import type { Door } from './door.ts'
import { answersSeenBy, contentOf, findSubmission, type SubmissionRow } from './queries.ts'

/** The record that these answers would make, for one audience, by the same projection as published ones. */
export async function previewOf(trx: Trx, actor: Actor, terms: Terms, row: SubmissionRow, audience: Audience) {
  const { content } = await contentOf(trx, row)
  const answers = visibleAnswers(content, await answersSeenBy(trx, actor, row))
  const record = row.innovation_id
    ? await trx
        .selectFrom('innovation')
        .select([
          'first_published_at',
          'origin',
          (e) =>
            e
              .selectFrom('innovation_version as v')
              .select((v) => v.fn.max('v.number').as('n'))
              .whereRef('v.innovation_id', '=', 'innovation.id')
              .where('v.published_at', 'is not', null)
              .as('last'),
        ])
        .where('id', '=', row.innovation_id)
        .executeTakeFirst()
    : undefined
  const laid = row.innovation_id ? ((await restrictionsOf(trx, [row.innovation_id])).get(row.innovation_id) ?? []) : []
  const head = await trx.selectFrom('feed_head').select('base_url').executeTakeFirst()
  const communes = await communesNamed(trx, [answers])
  const files = await filesNamed(trx, row.association_id, [answers])
  const now = new Date()
  const view = project(
    {
      id: row.innovation_id ?? row.id,
      number: (record?.last ?? 0) + 1,
      content,
      answers,
      current: { content, answers },
      restrictions: narrowestBy(laid),
      base_url: head?.base_url ?? '',
      association: { id: row.association_id, name: row.association_name },
      regional_delegation: row.in_charge_id ? { id: row.in_charge_id, name: row.in_charge_name ?? '' } : null,
      origin: (record?.origin as Record<string, unknown> | null | undefined) ?? null,
      published_at: (record?.first_published_at ?? now).toISOString(),
      version_published_at: now,
      confirmed_at: now.toISOString(),
      stale_since: null,
      files,
      commune: (code) => ({ code, name: communes.get(code) ?? code }),
      terms,
    },
    audience,
  )
  return view && { ...view.document, updated_at: now.toISOString() }
}

const ORDER: Audience[] = ['public', 'partners', 'members', 'staff']
const narrowestBy = (laid: { question: string; audience: Audience }[]) =>
  new Map(
    [...laid]
      .sort((a, b) => ORDER.indexOf(a.audience) - ORDER.indexOf(b.audience))
      .map(({ question, audience }) => [question, audience]),
  )

/** The record as each audience would read it, before anyone does. */
export function previewRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  app.get(
    `${door.path}/:id/preview`,
    {
      config: { access: door.readers },
      schema: {
        operationId: `preview${door.name}`,
        tags: [door.tag],
        summary: 'Preview the record for an audience',
        description:
          'The document that these answers would make for `audience`; null when the record would not reach it.',
        params: IdParams,
        querystring: PreviewQuery,
        response: { 200: ref(Preview) },
      },
    },
    async (request) => {
      const terms = await app.terms.current()
      return inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        return {
          document: await previewOf(trx, request.actor, terms, row, request.query.audience ?? 'public'),
        } as unknown as Preview
      })
    },
  )
}
