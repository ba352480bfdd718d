import { type Static, type TProperties, Type } from '@sinclair/typebox'
import { Coded, closed, Day, Named, nullable, oneOf, ref } from './schema.ts'

/** Associations by the number of their employees. */
export const ASSOCIATION_SIZES = ['moins-de-10', '10-a-49', '50-a-249', '250-a-999', '1000-et-plus', 'unknown'] as const
export type AssociationSize = (typeof ASSOCIATION_SIZES)[number]

/** What is counted of the invitations, in the order of the funnel. */
export const PARTICIPATION_COUNTS = [
  'invited',
  'reachable',
  'opened',
  'started',
  'handed_in',
  'publishable',
  'published',
  'nothing_to_declare',
  'declined',
] as const
export type ParticipationCount = (typeof PARTICIPATION_COUNTS)[number]

const count = (description: string) => Type.Integer({ minimum: 0, description, examples: [12] })
const COUNTS = {
  invited: count('Associations invited.'),
  reachable: count('Of these, those of whom one person at least may be written to.'),
  opened: count('Those who opened their invitation.'),
  started: count('Those who began to describe an innovation.'),
  handed_in: count('Those who handed in one at least.'),
  publishable: count('Those of whom one hand-in at least had all that publication needs.'),
  published: count('Those of whom one innovation at least was published.'),
  nothing_to_declare: count('Those who said that they have nothing to declare, and handed in nothing since.'),
  declined: count('Those who do not wish to answer, and handed in nothing since.'),
}

export const ParticipationCounts = closed(COUNTS, {
  $id: 'ParticipationCounts',
  description: 'Associations, each counted once in every figure that is true of it.',
})
export type ParticipationCounts = Static<typeof ParticipationCounts>

const group = <T extends TProperties>(by: T, $id: string, description: string) =>
  closed({ ...by, ...COUNTS }, { $id, description })

export const ParticipationOfDelegation = group(
  { regional_delegation: nullable(ref(Named), { description: 'null: in no delegation.' }) },
  'ParticipationOfDelegation',
  'The associations of a regional delegation.',
)
export const ParticipationOfRegion = group(
  { region: nullable(ref(Coded), { description: 'null: no known head office.' }) },
  'ParticipationOfRegion',
  'The associations of an INSEE region, by their head office.',
)
export const ParticipationOfCategory = group(
  { category: nullable(ref(Coded), { description: 'null: no open establishment of a known category.' }) },
  'ParticipationOfCategory',
  'The associations that have an open establishment of a category.',
)
export const ParticipationOfSize = group(
  { size: oneOf(ASSOCIATION_SIZES) },
  'ParticipationOfSize',
  'The associations of a size, by number of employees.',
)
export const ParticipationOfField = group(
  { field: nullable(ref(Coded), { description: 'null: no open establishment of a known category.' }) },
  'ParticipationOfField',
  'The associations at work in a field; one in several fields counts once in each.',
)
export type ParticipationOfDelegation = Static<typeof ParticipationOfDelegation>
export type ParticipationOfRegion = Static<typeof ParticipationOfRegion>
export type ParticipationOfCategory = Static<typeof ParticipationOfCategory>
export type ParticipationOfSize = Static<typeof ParticipationOfSize>
export type ParticipationOfField = Static<typeof ParticipationOfField>

export const FieldInDelegation = closed(
  {
    field: nullable(ref(Coded)),
    regional_delegation: nullable(ref(Named)),
    invited: COUNTS.invited,
    handed_in: COUNTS.handed_in,
  },
  { $id: 'FieldInDelegation', description: 'A field in a regional delegation; only where somebody is invited.' },
)
export type FieldInDelegation = Static<typeof FieldInDelegation>

export const Participation = closed(
  {
    total: ref(ParticipationCounts),
    by: closed({
      regional_delegation: Type.Array(ref(ParticipationOfDelegation), { maxItems: 500 }),
      region: Type.Array(ref(ParticipationOfRegion), { maxItems: 100 }),
      category: Type.Array(ref(ParticipationOfCategory), { maxItems: 1000 }),
      size: Type.Array(ref(ParticipationOfSize), { maxItems: 6 }),
      field: Type.Array(ref(ParticipationOfField), { maxItems: 100 }),
    }),
    field_by_delegation: Type.Array(ref(FieldInDelegation), { maxItems: 10000 }),
  },
  {
    $id: 'Participation',
    description: 'How far a campaign has come, counted from what happened to the invitations in the caller’s scope.',
  },
)
export type Participation = Static<typeof Participation>

/** What the curve follows from day to day. */
export const PARTICIPATION_STEPS = ['sent', 'opened', 'started', 'handed_in', 'published'] as const
export type ParticipationStep = (typeof PARTICIPATION_STEPS)[number]

export const ParticipationDay = closed(
  {
    day: Day,
    sent: count('Associations written to, up to the end of this day.'),
    opened: COUNTS.opened,
    started: COUNTS.started,
    handed_in: COUNTS.handed_in,
    published: COUNTS.published,
  },
  { $id: 'ParticipationDay', description: 'How many associations had come so far at the end of a day in France.' },
)
export type ParticipationDay = Static<typeof ParticipationDay>

export const ParticipationCurve = closed(
  { days: Type.Array(ref(ParticipationDay), { maxItems: 4000 }) },
  {
    $id: 'ParticipationCurve',
    description: 'Day by day from the first to the last day on which something happened; empty before.',
  },
)
export type ParticipationCurve = Static<typeof ParticipationCurve>
