import type { DossierSeal, DossierTransitionRequest } from '@essaim/shared/dossiers.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { findLogoPicture } from '../federation/logo.ts'
import { findFederation } from '../federation/queries.ts'
import { canonical, sha256 } from '../lib/canonical.ts'
import { type Fault, invalid, problem } from '../lib/problem.ts'
import { faultFor, requireDraft } from './commands.ts'
import type { Cover } from './papers.ts'
import { refusalOf } from './presentation.ts'
import { type CandidateRow, type DossierRow, findDossier, itemsWithDocuments, recipientKinds } from './queries.ts'

/** What a dossier says beside its records, today. */
export async function coverOf(trx: Trx, row: DossierRow): Promise<Cover> {
  const { reference, title, recipient, recipient_kind, purpose, introduction } = row
  const kind = (await recipientKinds(trx)).get(recipient_kind)
  return {
    reference,
    sender: (await findFederation(trx)).name,
    title,
    recipient,
    recipient_kind: kind ?? { code: recipient_kind, label: { fr: recipient_kind, en: null } },
    purpose,
    introduction,
  }
}

/** A record as it goes: its document in the one form that its hash is of. */
export function goingOf({ version, body }: Pick<CandidateRow, 'version' | 'body'>) {
  if (version === null || body === null) throw new Error('a record that has no document was to be sent')
  const text = canonical(JSON.parse(body))
  return { version, text, sha256: sha256(text) }
}

/**
 * Freezes a draft and notes it as sent. Its records are held until the end of the transaction, so that none is
 * published, narrowed or withdrawn meanwhile: what is frozen is what readers have at that instant, or the sending is
 * refused with all that stands in its way.
 */
export async function sendDossier(
  trx: Trx,
  caller: Caller,
  row: DossierRow,
  { comment }: Pick<DossierTransitionRequest, 'comment'>,
): Promise<DossierRow> {
  await requireDraft(trx, row)
  await trx
    .selectFrom('innovation')
    .select('id')
    .where('id', 'in', (e) => e.selectFrom('dossier_item').select('innovation_id').where('dossier_id', '=', row.id))
    .orderBy('id')
    .forShare()
    .execute()
  const items = await itemsWithDocuments(trx, row.id)
  refuseUnlessAllMayGo(row, items)
  const records: DossierSeal['records'] = []
  for (const item of items) {
    const going = goingOf(item)
    records.push({ id: item.innovation_id, version: going.version, sha256: going.sha256 })
    await trx
      .updateTable('dossier_item')
      .set({
        frozen_version: going.version,
        frozen_document: going.text,
        frozen_sha256: going.sha256,
        frozen_etag: item.etag,
        frozen_questionnaire: item.questionnaire_version_id,
      })
      .where('dossier_id', '=', row.id)
      .where('innovation_id', '=', item.innovation_id)
      .execute()
  }
  const sent_at = (caller.at ?? new Date()).toISOString()
  const sealed = canonical({ ...(await coverOf(trx, row)), sent_at, records } satisfies DossierSeal)
  await trx
    .updateTable('dossier')
    .set({
      state: 'sent',
      sent_by: callerName(caller),
      sent_at,
      sealed,
      sha256: sha256(sealed),
      logo: await findLogoPicture(trx),
      updated_at: sql`now()`,
    })
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'dossier.send',
    subject: { kind: 'dossier', id: row.id },
    detail: { sha256: sha256(sealed), records, ...(comment !== undefined && { comment }) },
  })
  return findDossier(trx, row.id)
}

function refuseUnlessAllMayGo(row: DossierRow, items: CandidateRow[]): void {
  if (items.length === 0)
    throw invalid('/items', 'required', 'Ce dossier n’a pas de fiche.', 'This dossier has no records.')
  const errors = items.flatMap((item, place): Fault[] => {
    const refusal = refusalOf(row, item)
    return refusal ? [faultFor(refusal, item.title, `/items/${place}`)] : []
  })
  if (errors.length > 0) throw problem('validation', { errors })
}
