import { type Static, Type } from '@sinclair/typebox'
import { ROLES } from './actors.ts'
import { closed, Day, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

const standIn = { description: 'Who acts for the member meanwhile, in the member’s delegations; null: nobody.' }

export const Absence = closed(
  {
    id: Uuid,
    member: ref(Named),
    stand_in: nullable(ref(Named), standIn),
    starts_on: Day,
    ends_on: Day,
    created_at: Instant,
    updated_at: Instant,
  },
  {
    $id: 'Absence',
    description: 'Days on which a member of staff is away, the first and the last included; why is nobody’s business.',
  },
)
export type Absence = Static<typeof Absence>
export const AbsencePage = pageOf(Absence, 'AbsencePage')
export const AbsenceQuery = closed({
  ...PageQuery,
  over: Type.Optional(Type.Boolean({ description: 'Whether the last day has passed.' })),
})
export type AbsenceQuery = Static<typeof AbsenceQuery>

const StandIn = Type.Unsafe<string | null>({ ...Uuid, type: ['string', 'null'], ...standIn })
export const AbsenceCreation = closed(
  {
    member: Type.Optional({ ...Uuid, description: 'By default the caller; headquarters says it for anybody.' }),
    stand_in: Type.Optional(StandIn),
    starts_on: Day,
    ends_on: Day,
  },
  { $id: 'AbsenceCreation' },
)
export type AbsenceCreation = Static<typeof AbsenceCreation>
export const AbsencePatch = closed(
  { stand_in: Type.Optional(StandIn), starts_on: Type.Optional(Day), ends_on: Type.Optional(Day) },
  { $id: 'AbsencePatch' },
)

export const StaffColleague = closed(
  {
    id: Uuid,
    name: Type.String({ maxLength: 200 }),
    roles: Type.Array(oneOf(ROLES), { maxItems: 4 }),
    regional_delegations: Type.Array(ref(Named), { maxItems: 120 }),
    away_until: nullable(Day, { description: 'The last day of an absence that has begun; null: not away.' }),
    stand_in: nullable(ref(Named)),
  },
  { $id: 'StaffColleague', description: 'An active member of staff who moderates, as colleagues know them.' },
)
export type StaffColleague = Static<typeof StaffColleague>
export const StaffColleagueList = closed(
  { items: Type.Array(ref(StaffColleague), { maxItems: 2000 }), next: nullable(Type.String({ maxLength: 1000 })) },
  { $id: 'StaffColleagueList' },
)
