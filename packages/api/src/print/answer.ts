import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dispositionOf } from '../files/labels.ts'
import { etag, isFresh, unchanged } from '../lib/etag.ts'
import type { PrintJob } from './jobs.ts'
import { printed } from './printer.ts'

export const MEDIA_TYPES = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
} as const
export type Format = keyof typeof MEDIA_TYPES
export const FORMATS = ['pdf', 'docx'] as const

/** A printed document in the API's description. */
export const printedAnswer = (description: string, formats: readonly Format[] = ['pdf']) => ({
  description,
  content: Object.fromEntries(
    formats.map((format) => [MEDIA_TYPES[format], { schema: { type: 'string', maxLength: 100_000_000 } }]),
  ),
})

/** What a document is saved as: letters that every system takes. */
export const fileName = (words: string, format: Format | 'csv'): string =>
  `${
    [
      ...words
        .replace(/[^\p{L}\p{N} ’'._-]/gu, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ]
      .slice(0, 80)
      .join('') || 'document'
  }.${format}`

function headOf(reply: FastifyReply, job: PrintJob, name: string): FastifyReply {
  const type = MEDIA_TYPES[job.kind]
  return reply
    .headers({
      'content-disposition': dispositionOf(fileName(name, job.kind), type),
      'x-content-type-options': 'nosniff',
    })
    .type(type)
}

/** Answers a document that others will ask for as well, or says that the caller has it already. */
export async function sendPrinted(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  job: PrintJob,
  name: string,
): Promise<never> {
  const document = printed(job)
  if (isFresh(request, reply, etag(document.tag))) return unchanged(reply)
  const bytes = await app.printer.reprint(document)
  return headOf(reply, job, name).send(bytes as never) as never
}

/** Answers a document that is for its caller alone, and kept nowhere. */
export async function sendOnce(app: FastifyInstance, reply: FastifyReply, job: PrintJob, name: string): Promise<never> {
  const bytes = await app.printer.print(job)
  return headOf(reply, job, name)
    .header('cache-control', 'no-store')
    .send(bytes as never) as never
}
