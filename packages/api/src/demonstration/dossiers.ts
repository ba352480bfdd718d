import type { StaffActor } from '@essaim/shared/actors.ts'
import type { Trx } from '../db/database.ts'
import { addRecord, createDossier, noteRecord } from '../dossiers/commands.ts'
import { sendDossier } from '../dossiers/sending.ts'
import { found } from './census.ts'
import { demonstrationDossiers } from './records.ts'

/** Selections of the demonstration's records for authorities: one that was sent, one on its way. */
export async function addDossiers(
  trx: Trx,
  { staff, records }: { staff: Map<string, StaffActor>; records: Map<string, string> },
): Promise<void> {
  for (const { as, records: chosen, sent, ...dossier } of demonstrationDossiers()) {
    const caller = { actor: found(staff, as) }
    const row = await createDossier(trx, caller, dossier)
    for (const [i, { name, note }] of chosen.entries()) {
      const id = found(records, name)
      await addRecord(trx, caller, row, { id, position: i + 1 })
      if (note !== undefined) await noteRecord(trx, caller, row, id, note)
    }
    if (sent) await sendDossier(trx, caller, row, {})
  }
}
