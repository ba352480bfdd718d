import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import { closed, IdParams, ref, Uuid } from '@essaim/shared/schema.ts'
import { Answer, AnswerList, AnswerPut } from '@essaim/shared/submissions.ts'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { inScope, type Trx } from '../db/database.ts'
import { isFresh, requireMatch, unchanged } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { changed } from '../plugins/writes.ts'
import { saveAnswers } from './answers.ts'
import { desk } from './desk.ts'
import type { Door } from './door.ts'
import { answerTag, presentAnswer } from './presentation.ts'
import { answersOf, contentOf, findAnswer, findSubmission, lockSubmission, type SubmissionRow } from './queries.ts'
import { refuseWriter } from './rights.ts'

const AnswerParams = closed({ id: Uuid, question: Type.String({ maxLength: 80 }) })

/** The answers of a submission, one by one: each has a tag of its own. */
export function answerRoutes(instance: FastifyInstance, door: Door): void {
  const app = instance.withTypeProvider<TypeBoxTypeProvider>()
  const { path, tag, name, readers, writers } = door
  const tags = [tag]

  app.get(
    `${path}/:id/answers`,
    {
      config: { access: readers },
      schema: {
        operationId: `list${name}Answers`,
        tags,
        summary: 'List answers',
        description: 'Each answer with the tag that a write of it names.',
        params: IdParams,
        response: { 200: ref(AnswerList) },
      },
    },
    (request) =>
      inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        const answers = await answersOf(trx, row.id)
        return {
          items: answers.map((answer) => ({
            ...presentAnswer(answer.question, answer),
            etag: answerTag(answer),
          })) as never,
          next: null,
        }
      }),
  )

  const question = async (trx: Trx, row: SubmissionRow, code: string) => {
    const found = questionMap((await contentOf(trx, row)).content).get(code)
    if (!found) throw problem('not-found')
    return found.code
  }

  app.get(
    `${path}/:id/answers/:question`,
    {
      config: { access: readers },
      schema: {
        operationId: `get${name}Answer`,
        tags,
        summary: 'Get one answer',
        description: '`value` is null, with the tag `"0"`, where nothing was answered yet.',
        params: AnswerParams,
        response: { 200: ref(Answer) },
      },
    },
    async (request, reply) => {
      const answer = await inScope(app.db, request.actor, async (trx) => {
        const row = await findSubmission(trx, request.actor, request.params.id)
        return findAnswer(trx, row.id, await question(trx, row, request.params.question))
      })
      return isFresh(request, reply, answerTag(answer))
        ? unchanged(reply)
        : reply.send(presentAnswer(request.params.question, answer) as never)
    },
  )

  app.put(
    `${path}/:id/answers/:question`,
    {
      config: { access: writers },
      schema: {
        operationId: `put${name}Answer`,
        tags,
        summary: 'Write one answer',
        description:
          'With that answer’s own tag: people who write different questions never collide. `If-None-Match: *` where there is none yet.',
        params: AnswerParams,
        body: ref(AnswerPut),
        response: { 200: ref(Answer) },
      },
    },
    async (request, reply) => {
      const at = await desk(app, request)
      return app.write(request, reply, async (trx) => {
        const row = await lockSubmission(trx, request.actor, request.params.id)
        const code = await question(trx, row, request.params.question)
        const before = await findAnswer(trx, row.id, code)
        requireAnswerMatch(request, before)
        await refuseWriter(trx, row, at.caller)
        if (request.body.value === undefined)
          throw problem('validation', {
            errors: [
              {
                pointer: '/value',
                code: 'required',
                detail: { fr: 'Ce membre est obligatoire.', en: 'This member is required.' },
              },
            ],
          })
        await saveAnswers(
          trx,
          at,
          row,
          Object.fromEntries([[code, request.body.value]]),
          (pointer) => `/value${pointer.slice(code.length + 1)}`,
        )
        const after = await findAnswer(trx, row.id, code)
        return changed(presentAnswer(code, after), answerTag(after))
      })
    },
  )
}

function requireAnswerMatch(request: FastifyRequest, before: Awaited<ReturnType<typeof findAnswer>>): void {
  if (request.headers['if-none-match'] === '*' && request.headers['if-match'] === undefined) {
    if (before && before.value !== null) throw problem('precondition-failed', { headers: { etag: answerTag(before) } })
    return
  }
  requireMatch(request, answerTag(before))
}
