import type { EstablishmentCreation, EstablishmentPatch } from '@essaim/shared/associations.ts'
import type { Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { correctedBy, type Desk, refuse, refuseReversed, takenBy } from './commands.ts'
import { type EstablishmentRow, findEstablishment } from './establishment-queries.ts'
import { departmentFor, differences, normaliseFacts } from './facts.ts'

async function refuseTakenSite(trx: Trx, id: string | null, finess_et: unknown): Promise<void> {
  if (typeof finess_et !== 'string') return
  const owner = await trx
    .selectFrom('establishment as e')
    .innerJoin('association as a', 'a.id', 'e.association_id')
    .select(['e.id', 'a.id as association', 'a.name'])
    .where('e.finess_et', '=', finess_et)
    .executeTakeFirst()
  if (owner && owner.id !== id)
    throw takenBy([{ pointer: '/finess_et', owner: { id: owner.association, name: owner.name } }])
}

/** A new site of an association. */
export async function createEstablishment(
  trx: Trx,
  { caller, terms }: Desk,
  association_id: string,
  input: EstablishmentCreation,
): Promise<EstablishmentRow> {
  const { facts, faults } = normaliseFacts(input, terms)
  refuse(faults)
  await refuseTakenSite(trx, null, facts.finess_et)
  const id = newId()
  await trx
    .insertInto('establishment')
    .values({ ...facts, id, association_id, department: departmentFor(facts) })
    .execute()
  await recordEvent(trx, caller, {
    action: 'establishment.create',
    subject: { kind: 'establishment', id },
    association_id,
  })
  return findEstablishment(trx, association_id, id)
}

/** Changes the facts of a locked establishment. */
export async function changeEstablishment(
  trx: Trx,
  { caller, terms }: Desk,
  row: EstablishmentRow,
  patch: EstablishmentPatch,
): Promise<EstablishmentRow> {
  const { facts, faults } = normaliseFacts(patch, terms)
  refuse(faults)
  const values = differences(row, facts)
  const members = Object.keys(values)
  if (members.length === 0) return row
  const next = { ...row, ...values }
  refuseReversed(next, 'opened_on', 'closed_on')
  await refuseTakenSite(trx, row.id, values.finess_et)
  await trx
    .updateTable('establishment')
    .set({
      ...values,
      department: departmentFor(next) ?? row.department,
      corrected: correctedBy(caller, row.corrected, members),
      version: row.version + 1,
      updated_at: new Date(),
    })
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'establishment.update',
    subject: { kind: 'establishment', id: row.id },
    association_id: row.association_id,
    detail: { members },
  })
  return findEstablishment(trx, row.association_id, row.id)
}
