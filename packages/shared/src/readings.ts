import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable } from './schema.ts'

const revision = Type.Integer({ minimum: 1 })

export const SubmissionReading = closed(
  {
    revision: nullable(revision, { description: 'The newest hand-in that the caller has read; null: none.' }),
    read_at: nullable(Instant),
  },
  { $id: 'SubmissionReading', description: 'Up to which hand-in the caller has read a submission.' },
)
export type SubmissionReading = Static<typeof SubmissionReading>

export const SubmissionReadingPut = closed({ revision }, { $id: 'SubmissionReadingPut' })
