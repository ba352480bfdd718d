import { readdirSync, readFileSync } from 'node:fs'
import { CIVILITIES } from '@essaim/shared/associations.ts'
import { CALL_OUTCOMES } from '@essaim/shared/campaigns.ts'
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

const Who = Type.String({ pattern: '^DEMO-\\d{4} (president|general_director)$' })
const Ago = Type.Number({ minimum: 0, maximum: 60 })

/** What happened in the demonstration's campaign, so many days before it is loaded. */
export const CensusStep = Type.Union([
  closed({ ago: Ago, do: Type.Literal('send'), letter: oneOf(['invitation', 'reminder']) }),
  closed({ ago: Ago, do: Type.Literal('bounce'), who: Who, reason: Type.String() }),
  closed({ ago: Ago, do: Type.Literal('open'), who: Who }),
  closed({
    ago: Ago,
    do: Type.Literal('answer'),
    who: Who,
    answer: oneOf(['declare_nothing', 'decline']),
    reason: Type.Optional(Type.String()),
  }),
  closed({ ago: Ago, do: Type.Literal('begin'), who: Who, answers: Answers }),
  closed({ ago: Ago, do: Type.Literal('hand_in'), who: Who, began: Ago, answers: Answers }),
  closed({
    ago: Ago,
    do: Type.Literal('call'),
    as: Key,
    association: Type.String(),
    outcome: oneOf(CALL_OUTCOMES),
    note: Type.Optional(Type.String()),
    /** In how many days to call again. */
    next: Type.Optional(Type.Integer()),
  }),
  closed({ ago: Ago, do: Type.Literal('help'), who: Who, message: Type.String(), telephone: Type.String() }),
  closed({
    ago: Ago,
    do: Type.Literal('successor'),
    who: Who,
    civility: oneOf(CIVILITIES),
    name: Type.String(),
    email: Type.String(),
  }),
  closed({ ago: Ago, do: Type.Literal('remind'), as: Key, delegations: Type.Array(Key) }),
])
export type CensusStep = Static<typeof CensusStep>

/** The campaign of the demonstration: opened some days ago, open for some more, with what happened meanwhile in order. */
export const DemonstrationCensus = closed({
  name: Type.String(),
  purpose: Type.String(),
  opened: Type.Integer(),
  closes: Type.Integer(),
  steps: Type.Array(CensusStep),
})
export type DemonstrationCensus = Static<typeof DemonstrationCensus>

/** A selection for an authority: which of the records, by name of file, and whether it was sent. */
export const DemonstrationDossier = closed({
  title: Type.String(),
  recipient: Type.String(),
  recipient_kind: Type.String(),
  purpose: nullable(Type.String()),
  introduction: nullable(Type.String()),
  as: Key,
  records: Type.Array(closed({ name: Key, note: Type.Optional(Type.String()) })),
  sent: Type.Boolean(),
})
export type DemonstrationDossier = Static<typeof DemonstrationDossier>

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

export const demonstrationCensus = (): DemonstrationCensus => readJson('census.json') as DemonstrationCensus

export const demonstrationDossiers = (): DemonstrationDossier[] => readJson('dossiers.json') as DemonstrationDossier[]
