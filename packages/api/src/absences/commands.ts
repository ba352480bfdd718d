import type { AbsenceCreation } from '@essaim/shared/absences.ts'
import { isModerator } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { changesOf, isEmpty } from '../lib/changes.ts'
import { newId } from '../lib/id.ts'
import { type Fault, problem } from '../lib/problem.ts'
import { type AbsenceRow, findAbsence, moderates } from './queries.ts'

type Days = { staff_member_id: string; stand_in_id: string | null; starts_on: string; ends_on: string }

/** Everybody tells of their own absences; headquarters of anybody's. */
export function refuseOthers({ actor }: Caller, member: string): void {
  if (actor.kind === 'staff' && (actor.id === member || isModerator(actor))) return
  throw problem('forbidden')
}

async function check(trx: Trx, days: Days): Promise<void> {
  const errors: Fault[] = []
  const refuse = (pointer: string, code: string, fr: string, en: string) =>
    errors.push({ pointer, code, detail: { fr, en } })
  if (!(await moderates(trx, days.staff_member_id)))
    refuse('/member', 'unknown', 'Cette personne n’instruit pas de réponses.', 'This person moderates nothing.')
  if (days.stand_in_id === days.staff_member_id)
    refuse('/stand_in', 'same', 'Nul ne se remplace soi-même.', 'Nobody stands in for themselves.')
  else if (days.stand_in_id !== null && !(await moderates(trx, days.stand_in_id)))
    refuse('/stand_in', 'unknown', 'Cette personne n’instruit pas de réponses.', 'This person moderates nothing.')
  if (days.ends_on < days.starts_on)
    refuse('/ends_on', 'before-start', 'Le dernier jour précède le premier.', 'The last day is before the first.')
  if (errors.length > 0) throw problem('validation', { errors })
}

const tell = (trx: Trx, caller: Caller, id: string, action: string, detail: Record<string, unknown>) =>
  recordEvent(trx, caller, { action: `absence.${action}`, subject: { kind: 'absence', id }, detail })

export async function createAbsence(trx: Trx, caller: Caller, sent: AbsenceCreation): Promise<AbsenceRow> {
  const member = sent.member ?? (caller.actor.kind === 'staff' ? caller.actor.id : '')
  refuseOthers(caller, member)
  const { starts_on, ends_on, stand_in = null } = sent
  const days = { staff_member_id: member, stand_in_id: stand_in, starts_on, ends_on }
  await check(trx, days)
  const id = newId()
  await trx
    .insertInto('absence')
    .values({ id, ...days })
    .execute()
  await tell(trx, caller, id, 'create', { member, stand_in, starts_on, ends_on })
  return findAbsence(trx, id)
}

/** Changes a locked absence. */
export async function changeAbsence(
  trx: Trx,
  caller: Caller,
  row: AbsenceRow,
  { stand_in, ...sent }: { stand_in?: string | null | undefined; starts_on?: string; ends_on?: string },
): Promise<AbsenceRow> {
  refuseOthers(caller, row.staff_member_id)
  const change = changesOf({ ...sent, ...(stand_in !== undefined && { stand_in_id: stand_in }) }, row)
  if (isEmpty(change)) return row
  await check(trx, { ...row, ...change } as Days)
  await trx
    .updateTable('absence')
    .set({ ...change, version: row.version + 1, updated_at: sql`now()` })
    .where('id', '=', row.id)
    .execute()
  await tell(trx, caller, row.id, 'change', { member: row.staff_member_id, ...change })
  return findAbsence(trx, row.id)
}

export async function deleteAbsence(trx: Trx, caller: Caller, row: AbsenceRow): Promise<void> {
  refuseOthers(caller, row.staff_member_id)
  await trx.deleteFrom('absence').where('id', '=', row.id).execute()
  await tell(trx, caller, row.id, 'delete', { member: row.staff_member_id })
}
