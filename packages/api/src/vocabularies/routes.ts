import { closed, ref } from '@essaim/shared/schema.ts'
import {
  Term,
  TermCreation,
  TermPatch,
  Vocabulary,
  VocabularyPage,
  VocabularyQuery,
} from '@essaim/shared/vocabularies.ts'
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox'
import { callerFor, recordEvent } from '../events/commands.ts'
import { etag, isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { answerPage, pageOf } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { ACCESS } from '../plugins/access.ts'
import { changed, created } from '../plugins/writes.ts'
import { communeRoutes } from './commune-routes.ts'
import {
  countVocabularies,
  findTerm,
  findVocabulary,
  insertTerm,
  listTerms,
  listVocabularies,
  lockVocabulary,
  type TermRow,
  updateTerm,
} from './queries.ts'
import { checkPlace } from './rules.ts'

const Params = closed({ code: Type.String({ maxLength: 80, examples: ['themes'] }) })
const TermParams = closed({
  code: Type.String({ maxLength: 80, examples: ['themes'] }),
  term: Type.String({ maxLength: 80, examples: ['ecole-inclusive'] }),
})

const present = ({ version: _version, ...term }: TermRow): Term => term
// The vocabulary's and the term's numbers may be alike while their answers are not.
const vocabularyTag = (version: number) => etag(`v${version}`)

/** The controlled lists that answers and records are coded with, and the communes. */
export const vocabularyRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v1/vocabularies',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'listVocabularies',
        tags: ['vocabularies'],
        summary: 'List the vocabularies, by code',
        querystring: VocabularyQuery,
        response: { 200: ref(VocabularyPage) },
      },
    },
    async (request, reply) => {
      const page = pageOf(request)
      const rows = await listVocabularies(app.db, page)
      const total = request.query.count === 'exact' ? await countVocabularies(app.db) : undefined
      reply.header('cache-control', 'public, max-age=60')
      return reply.send(
        answerPage(
          request,
          reply,
          page,
          rows,
          (row) => [row.code],
          ({ version: _version, ...row }) => row,
          total,
        ),
      )
    },
  )

  app.get(
    '/v1/vocabularies/:code',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getVocabulary',
        tags: ['vocabularies'],
        summary: 'Read a vocabulary with all its terms, in order',
        description:
          'Terms that ended stay, with `valid_until` and perhaps `replaced_by`: a code is never given to another meaning. Communes are at `/v1/communes`.',
        params: Params,
        response: { 200: ref(Vocabulary) },
      },
    },
    async (request, reply) => {
      const { version, ...vocabulary } = await findVocabulary(app.db, request.params.code)
      reply.header('cache-control', 'public, max-age=60')
      if (isFresh(request, reply, vocabularyTag(version))) return unchanged(reply)
      return reply.send({ ...vocabulary, terms: (await listTerms(app.db, vocabulary.code)).map(present) })
    },
  )

  app.get(
    '/v1/vocabularies/:code/terms/:term',
    {
      config: { access: ACCESS.anyone },
      schema: {
        operationId: 'getTerm',
        tags: ['vocabularies'],
        summary: 'Read a term',
        params: TermParams,
        response: { 200: ref(Term) },
      },
    },
    async (request, reply) => {
      const term = await findTerm(app.db, request.params.code, request.params.term)
      reply.header('cache-control', 'public, no-cache')
      if (isFresh(request, reply, etag(term.version))) return unchanged(reply)
      return reply.send(present(term))
    },
  )

  app.post(
    '/v1/vocabularies/:code/terms',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'createTerm',
        tags: ['vocabularies'],
        summary: 'Add a term',
        description: 'Without a position, it comes last.',
        params: Params,
        body: ref(TermCreation),
        response: { 201: ref(Term) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const vocabulary = await lockVocabulary(trx, request.params.code)
        const others = await listTerms(trx, vocabulary.code)
        const { label, ...input } = request.body
        if (others.some(({ code }) => code === input.code)) {
          throw problem('conflict', {
            errors: [
              {
                pointer: '/code',
                code: 'taken',
                detail: {
                  fr: 'Ce code est déjà celui d’un terme ; un code ne change jamais de sens.',
                  en: 'A term has this code already; a code never changes its meaning.',
                },
              },
            ],
          })
        }
        checkPlace({ parent: null, replaced_by: null, ...input }, others)
        const last = Math.max(0, ...others.map(({ position }) => position))
        const term = await insertTerm(trx, vocabulary.code, {
          position: last + 1,
          ...input,
          label: { fr: label.fr, en: label.en ?? null },
        })
        await recordEvent(trx, callerFor(request), {
          action: 'term.create',
          subject: { kind: 'term', id: null },
          detail: { vocabulary: vocabulary.code, term: term.code, label: term.label },
        })
        return created(present(term), `/v1/vocabularies/${vocabulary.code}/terms/${term.code}`, etag(term.version))
      }),
  )

  app.patch(
    '/v1/vocabularies/:code/terms/:term',
    {
      config: { access: ACCESS.moderators },
      schema: {
        operationId: 'changeTerm',
        tags: ['vocabularies'],
        summary: 'Change a term',
        description: 'Its code stays. Published records show a new label a little later.',
        params: TermParams,
        body: ref(TermPatch),
        response: { 200: ref(Term) },
      },
    },
    (request, reply) =>
      app.write(request, reply, async (trx) => {
        const { code, term } = request.params
        await lockVocabulary(trx, code)
        const before = await findTerm(trx, code, term)
        requireMatch(request, etag(before.version))
        const { label, ...change } = request.body
        checkPlace({ ...before, ...change }, await listTerms(trx, code))
        const after = await updateTerm(trx, code, term, {
          ...change,
          ...(label && { label: { ...before.label, ...label } }),
        })
        await recordEvent(trx, callerFor(request), {
          action: 'term.change',
          subject: { kind: 'term', id: null },
          detail: {
            vocabulary: code,
            term,
            members: Object.keys(request.body),
            ...(label && { label: { from: before.label, to: after.label } }),
          },
        })
        const shown = (row: TermRow) => JSON.stringify([row.label.fr, row.label.en, row.parent, row.synonyms])
        if (shown(after) !== shown(before)) await app.jobs.reproject(trx, { vocabulary: code, term })
        return changed(present(after), etag(after.version))
      }),
  )

  await app.register(communeRoutes)
}
