import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { DossierSeal } from '@essaim/shared/dossiers.ts'
import type { Trx } from '../db/database.ts'
import { findLogoPicture } from '../federation/logo.ts'
import { findContent } from '../questionnaires/queries.ts'
import type { PaperRecord, Papers } from './papers.ts'
import { refusalOf } from './presentation.ts'
import { type DossierRow, frozenItems, itemsWithDocuments } from './queries.ts'
import { coverOf, goingOf } from './sending.ts'

type Facts = { papers: Papers; logo: Buffer | null }

/** What the papers of a dossier are made of: what was frozen, or of a draft what would go today. */
export const paperFacts = (trx: Trx, row: DossierRow): Promise<Facts> =>
  row.sealed === null ? factsOfDraft(trx, row) : factsSealed(trx, row, JSON.parse(row.sealed))

const textOf = async (trx: Trx, document: string, questionnaire: string): Promise<PaperRecord['text']> => ({
  document: JSON.parse(document) as InnovationDocument,
  content: await findContent(trx, questionnaire),
})

async function factsSealed(trx: Trx, row: DossierRow, sealed: DossierSeal): Promise<Facts> {
  const { sent_at, records, ...cover } = sealed
  const frozen = new Map((await frozenItems(trx, row.id)).map((item) => [item.innovation_id, item]))
  const { logo } = await trx.selectFrom('dossier').select('logo').where('id', '=', row.id).executeTakeFirstOrThrow()
  return {
    papers: {
      cover,
      sent: { at: sent_at, sha256: row.sha256 as string },
      records: await Promise.all(
        records.map(async (record): Promise<PaperRecord> => {
          const item = frozen.get(record.id)
          const isThere = item?.frozen_document && item.frozen_questionnaire
          return {
            ...record,
            text: isThere
              ? await textOf(trx, item.frozen_document as string, item.frozen_questionnaire as string)
              : null,
          }
        }),
      ),
      left_out: 0,
    },
    logo,
  }
}

async function factsOfDraft(trx: Trx, row: DossierRow): Promise<Facts> {
  const items = await itemsWithDocuments(trx, row.id)
  const going = items.filter((item) => refusalOf(row, item) === null)
  return {
    papers: {
      cover: await coverOf(trx, row),
      sent: null,
      records: await Promise.all(
        going.map(async (item): Promise<PaperRecord> => {
          const { version, text, sha256 } = goingOf(item)
          return {
            id: item.innovation_id,
            version,
            sha256,
            text: await textOf(trx, text, item.questionnaire_version_id as string),
          }
        }),
      ),
      left_out: items.length - going.length,
    },
    logo: await findLogoPicture(trx),
  }
}
