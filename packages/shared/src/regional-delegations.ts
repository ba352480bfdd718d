import { type Static, Type } from '@sinclair/typebox'
import { Code, Coded, closed, DepartmentCode, Instant, PageQuery, pageOf, ref, text, Uuid } from './schema.ts'

const Name = text(200, { examples: ['Délégation Bretagne'] })
const Departments = Type.Array(DepartmentCode, { maxItems: 120, uniqueItems: true, examples: [['22', '29']] })

export const RegionalDelegation = closed(
  {
    id: Uuid,
    code: Code,
    name: Name,
    departments: Type.Array(ref(Coded), { maxItems: 120 }),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'RegionalDelegation', description: 'A regional body of the federation; it covers départements.' },
)
export type RegionalDelegation = Static<typeof RegionalDelegation>

export const RegionalDelegationCreation = closed(
  { code: Code, name: Name, departments: Departments },
  { $id: 'RegionalDelegationCreation' },
)
export type RegionalDelegationCreation = Static<typeof RegionalDelegationCreation>

export const RegionalDelegationPatch = closed(
  { name: Type.Optional(Name), departments: Type.Optional(Departments) },
  { $id: 'RegionalDelegationPatch' },
)
export type RegionalDelegationPatch = Static<typeof RegionalDelegationPatch>

export const RegionalDelegationPage = pageOf(RegionalDelegation, 'RegionalDelegationPage')
export const RegionalDelegationQuery = closed({ ...PageQuery })
