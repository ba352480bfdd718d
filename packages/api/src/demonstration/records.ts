import { readdirSync, readFileSync } from 'node:fs'
import { closed, nullable, oneOf } from '@essaim/shared/schema.ts'
import { CHANNELS, SUBMISSION_TRANSITIONS } from '@essaim/shared/submissions.ts'
import { type Static, Type } from '@sinclair/typebox'

const Key = Type.String({ pattern: '^[a-z-]+$' })
const Answers = Type.Record(Type.String(), Type.Unknown())

const Step = closed({
  as: Key,
  transition: oneOf([...SUBMISSION_TRANSITIONS, 'publish']),
  comment: Type.Optional(Type.String()),
})
export type Step = Static<typeof Step>

/** One answer of the demonstration, and the way that it has gone: who did what with it, in order. */
export const DemonstrationRecord = closed({
  /** The member number, in the file of associations, of the one that answers. */
  association: Type.String(),
  channel: oneOf(CHANNELS),
  answers: Answers,
  steps: Type.Array(Step),
  /** A renewal of the published record: what changes in the answers, and its own way. */
  next: Type.Optional(closed({ answers: Answers, steps: Type.Array(Step) })),
})
export type DemonstrationRecord = Static<typeof DemonstrationRecord>

/** Who acts for the demonstration federation, named by function: none of them is a person. */
export const DemonstrationFederation = closed({
  delegations: Type.Array(closed({ code: Key, name: Type.String(), regions: Type.Array(Type.String()) })),
  staff: Type.Array(
    closed({
      key: Key,
      email: Type.String(),
      name: Type.String(),
      role: oneOf(['moderator', 'delegate', 'reader']),
      delegation: nullable(Key),
    }),
  ),
  partner: Type.String(),
})
export type DemonstrationFederation = Static<typeof DemonstrationFederation>

const data = new URL('./data/', import.meta.url)
const readJson = (name: string): unknown => JSON.parse(readFileSync(new URL(name, data), 'utf8'))

const readFolder = (folder: string): Map<string, DemonstrationRecord> =>
  new Map(
    readdirSync(new URL(`${folder}/`, data))
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => [name.slice(0, -'.json'.length), readJson(`${folder}/${name}`) as DemonstrationRecord]),
  )

/** The six real innovations, told anew from public facts, by name of file. */
export const demonstrationRecords = (): Map<string, DemonstrationRecord> => readFolder('records')

/** Short made-up answers, marked as such in their titles, so that queues are not empty. */
export const madeUpExamples = (): Map<string, DemonstrationRecord> => readFolder('examples')

/** The delegations, the staff and the partner of the demonstration; Bretagne is left for who tries to add a delegation. */
export const demonstrationFederation = (): DemonstrationFederation =>
  readJson('federation.json') as DemonstrationFederation

/** The file of made-up associations. */
export const associationsFile = (): URL => new URL('associations.csv', data)
