import type { Actor } from '@essaim/shared/actors.ts'
import { consents, openDossierTransitions, tellsLess, whatChanged, whyNotSent } from '@essaim/shared/dossier-rules.ts'
import { type Dossier, type DossierItem, type DossierSummary, SINCE, type Since } from '@essaim/shared/dossiers.ts'
import type { Coded } from '@essaim/shared/schema.ts'
import type { Trx } from '../db/database.ts'
import { sha256 } from '../lib/canonical.ts'
import { etag } from '../lib/etag.ts'
import { type CandidateRow, type DossierRow, type ItemRow, itemsOf, recipientKinds } from './queries.ts'

const named = (id: string | null, name: string | null) => (id === null ? null : { id, name: name ?? '' })

/** Why the record cannot go to the dossier's recipient today. */
export const refusalOf = ({ recipient_kind }: Pick<DossierRow, 'recipient_kind'>, row: ItemRow | CandidateRow) =>
  whyNotSent({ ...row, consents: consents(row.consent, recipient_kind) })

/** A record of a dossier, at its place. `frozen` is the text that was sent, where it has to be compared. */
export function presentItem(dossier: DossierRow, row: ItemRow, place: number, frozen: string | null): DossierItem {
  return {
    innovation: { id: row.innovation_id, title: row.title },
    association: named(row.association_id, row.association_name),
    position: place + 1,
    note: row.note,
    published_version: row.published ? row.published_version : null,
    refusal: refusalOf(dossier, row),
    version: row.frozen_version,
    sha256: row.frozen_sha256,
    since: sinceOf(dossier, row, frozen),
  }
}

function sinceOf({ recipient_kind }: DossierRow, row: ItemRow, frozen: string | null): Since | null {
  if (row.frozen_version === null) return null
  const lost =
    !row.same_as_sent &&
    (row.frozen_body_today === null ||
      (frozen !== null && tellsLess(JSON.parse(frozen), JSON.parse(row.frozen_body_today))))
  return whatChanged({
    ...row,
    frozen_version: row.frozen_version,
    consents: consents(row.consent, recipient_kind),
    lost,
  })
}

/** The frozen texts of the records whose readers have another one today: the others need no comparing. */
async function textsToCompare(trx: Trx, items: ItemRow[]): Promise<(item: ItemRow) => string | null> {
  const moved = items.filter(({ frozen_version, same_as_sent }) => frozen_version !== null && !same_as_sent)
  if (moved.length === 0) return () => null
  const rows = await trx
    .selectFrom('dossier_item')
    .select(['dossier_id', 'innovation_id', 'frozen_document'])
    .where('dossier_id', 'in', [...new Set(moved.map(({ dossier_id }) => dossier_id))])
    .where('innovation_id', 'in', [...new Set(moved.map(({ innovation_id }) => innovation_id))])
    .execute()
  const key = ({ dossier_id, innovation_id }: Pick<ItemRow, 'dossier_id' | 'innovation_id'>) =>
    `${dossier_id} ${innovation_id}`
  const texts = new Map(rows.map((row) => [key(row), row.frozen_document]))
  return (item) => texts.get(key(item)) ?? null
}

function summaryOf(row: DossierRow, items: DossierItem[], kinds: Map<string, Coded>, actor: Actor): DossierSummary {
  return {
    id: row.id,
    reference: row.reference,
    title: row.title,
    recipient: row.recipient,
    recipient_kind: kinds.get(row.recipient_kind) ?? {
      code: row.recipient_kind,
      label: { fr: row.recipient_kind, en: null },
    },
    purpose: row.purpose,
    introduction: row.introduction,
    state: row.state,
    audience: row.audience,
    records: items.length,
    refused: items.filter(({ refusal }) => refusal !== null).length,
    since:
      row.state === 'sent'
        ? (Object.fromEntries(
            SINCE.map((name) => [name, items.filter(({ since }) => since === name).length]),
          ) as DossierSummary['since'])
        : null,
    sent_at: row.sent_at,
    sent_by: named(row.sender_id, row.sender_name),
    sha256: row.sha256,
    created_by: named(row.maker_id, row.maker_name),
    created_at: row.created_at,
    updated_at: row.updated_at,
    transitions: openDossierTransitions(row.state, actor),
  } as unknown as DossierSummary
}

/** Dossiers with their records as each stands now; one reading for all of them. */
export async function presentDossiers(trx: Trx, rows: DossierRow[], actor: Actor): Promise<Dossier[]> {
  const all = await itemsOf(
    trx,
    rows.map(({ id }) => id),
  )
  const textOf = await textsToCompare(trx, all)
  const kinds = await recipientKinds(trx)
  return rows.map((row) => {
    const items = all
      .filter(({ dossier_id }) => dossier_id === row.id)
      .map((item, place) => presentItem(row, item, place, textOf(item)))
    return {
      ...summaryOf(row, items, kinds, actor),
      items,
      sealed: row.sealed === null ? null : JSON.parse(row.sealed),
    }
  })
}

/** A dossier with its records, and the tag under which it is changed: it moves with the records too. */
export async function presentDossier(trx: Trx, row: DossierRow, actor: Actor): Promise<{ body: Dossier; tag: string }> {
  const [body] = (await presentDossiers(trx, [row], actor)) as [Dossier]
  return { body, tag: etag(sha256(JSON.stringify(body)).slice(0, 22)) }
}

/** What a list tells of a dossier. */
export const inList = ({ items: _, sealed: __, ...summary }: Dossier): DossierSummary => summary
