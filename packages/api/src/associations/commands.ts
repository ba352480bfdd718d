import type { AssociationCreation, AssociationPatch } from '@essaim/shared/associations.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent, recordEvents } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Fault, problem } from '../lib/problem.ts'
import {
  departmentFor,
  differences,
  type Facts,
  IDENTIFIERS,
  isReversed,
  type Lists,
  normaliseFacts,
  SHOWN_IN_RECORDS,
} from './facts.ts'
import type { Reproject } from './following.ts'
import { type AssociationRow, findAssociation, identifierOwners } from './queries.ts'

/** What the commands need beside the database: who calls, and the lists that facts draw on. */
export type Desk = { caller: Caller; terms: Lists }

/** Refuses what has faults. */
export function refuse(faults: Fault[]): void {
  if (faults.length > 0) throw problem('validation', { errors: faults })
}

/** Refuses a stretch of time that ends before it begins. */
export function refuseReversed(facts: object, start: string, end: string): void {
  const { [start]: from, [end]: to } = facts as Facts
  if (isReversed(from, to))
    refuse([
      {
        pointer: `/${end}`,
        code: 'dates-reversed',
        detail: { fr: 'La fin vient avant le début.', en: 'The end comes before the beginning.' },
      },
    ])
}

async function refuseTaken(trx: Trx, id: string | null, facts: Facts): Promise<void> {
  const told = (kind: string) => (typeof facts[kind] === 'string' ? [facts[kind]] : [])
  const owners = await identifierOwners(trx, { siren: told('siren'), finess_ej: told('finess_ej'), rna: told('rna') })
  const taken = IDENTIFIERS.flatMap((kind) =>
    owners
      .filter((owner) => owner.id !== id && owner[kind] !== null && owner[kind] === facts[kind])
      .map((owner) => ({ kind, owner })),
  )
  if (taken[0]) throw takenBy(taken.map(({ kind, owner }) => ({ pointer: `/${kind}`, owner })))
}

/** A 409 that names who has the identifier already. */
export const takenBy = (taken: { pointer: string; owner: { id: string; name: string } }[]) =>
  problem('conflict', {
    detail: {
      fr: `L’association « ${taken[0]?.owner.name} » porte déjà ce numéro.`,
      en: `The association “${taken[0]?.owner.name}” already has this number.`,
    },
    errors: taken.map(({ pointer, owner }) => ({
      pointer,
      code: 'taken',
      detail: { fr: `Déjà celui de « ${owner.name} ».`, en: `Already that of “${owner.name}”.` },
    })),
    members: { association: { id: taken[0]?.owner.id, name: taken[0]?.owner.name } },
  })

/** What a person corrects by hand is left alone by later imports; what a key writes is not. */
export const correctedBy = ({ actor }: Caller, corrected: string[], members: string[]): string[] =>
  actor.kind === 'staff' ? [...new Set([...corrected, ...members])] : corrected

/** A new member; `fictitious` marks those of a demonstration. */
export async function createAssociation(
  trx: Trx,
  { caller, terms }: Desk,
  input: AssociationCreation & { fictitious?: boolean },
): Promise<AssociationRow> {
  const { fictitious = false, ...sent } = input
  const { facts, faults } = normaliseFacts(sent, terms)
  refuse(faults)
  await refuseTaken(trx, null, facts as Facts)
  const id = newId()
  await trx
    .insertInto('association')
    .values({ ...facts, id, fictitious, department: departmentFor(facts) })
    .execute()
  await recordEvent(trx, caller, {
    action: 'association.create',
    subject: { kind: 'association', id },
    association_id: id,
    detail: { members: Object.keys(facts) },
  })
  return findAssociation(trx, id)
}

/** Marks associations as made up for a demonstration; no request leads here. */
export async function markFictitious(trx: Trx, caller: Caller, ids: string[]): Promise<void> {
  if (ids.length === 0) return
  await trx.updateTable('association').set({ fictitious: true }).where('id', 'in', ids).execute()
  await recordEvents(
    trx,
    caller,
    ids.map((id) => ({
      action: 'association.mark_fictitious',
      subject: { kind: 'association', id },
      association_id: id,
    })),
  )
}

/** Changes the facts of a locked association; records that show what changed are projected again. */
export async function changeAssociation(
  trx: Trx,
  { caller, terms, reproject }: Desk & { reproject: Reproject },
  row: AssociationRow,
  patch: AssociationPatch,
): Promise<AssociationRow> {
  const { facts, faults } = normaliseFacts(patch, terms)
  refuse(faults)
  const values = differences(row, facts)
  if (Object.keys(values).length === 0) return row
  const next = { ...row, ...values }
  refuseReversed(next, 'joined_on', 'left_on')
  await refuseTaken(trx, row.id, values)
  const members = Object.keys(values)
  const moved = ['commune', 'postal_code'].some((member) => member in values)
  const department = moved ? departmentFor(next) : (row.department ?? departmentFor(next))
  await trx
    .updateTable('association')
    .set({
      ...values,
      department,
      corrected: correctedBy(caller, row.corrected, members),
      version: row.version + 1,
      updated_at: new Date(),
    })
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'association.update',
    subject: { kind: 'association', id: row.id },
    association_id: row.id,
    detail: { members },
  })
  const shown = department === row.department ? members : [...members, 'department']
  if (shown.some((member) => SHOWN_IN_RECORDS.includes(member))) await reproject(trx, { association: row.id })
  return findAssociation(trx, row.id)
}
