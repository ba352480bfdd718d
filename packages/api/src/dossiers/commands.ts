import { audienceFor } from '@essaim/shared/dossier-rules.ts'
import { type DossierCreation, type DossierPatch, MOST_RECORDS, type Refusal } from '@essaim/shared/dossiers.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent, whoWas } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Bilingual, invalid, invalidParameter, problem } from '../lib/problem.ts'
import { refusalOf } from './presentation.ts'
import { type DossierRow, findDossier, itemsOf, recipientKinds } from './queries.ts'

async function checkKind(trx: Trx, kind: string): Promise<void> {
  if (!(await recipientKinds(trx)).has(kind))
    throw invalid(
      '/recipient_kind',
      'unknown-code',
      `Aucun questionnaire ne demande l’accord pour ce destinataire : ${kind}.`,
      `No questionnaire asks for consent to this recipient: ${kind}.`,
    )
}

/** Refuses a filter by a kind of recipient that nobody was asked about. */
export async function refuseUnknownKinds(trx: Trx, codes: string[]): Promise<void> {
  const kinds = await recipientKinds(trx)
  for (const code of codes)
    if (!kinds.has(code))
      throw invalidParameter('consents_to', 'unknown-code', `Code inconnu : ${code}.`, `Unknown code: ${code}.`)
}

/** What was sent never changes: told with who sent it, and when. */
export async function requireDraft(trx: Trx, { state, sent_by, sent_at }: DossierRow): Promise<void> {
  if (state !== 'draft') throw problem('conflict', { members: { state, by: await whoWas(trx, sent_by), at: sent_at } })
}

export async function createDossier(trx: Trx, caller: Caller, body: DossierCreation): Promise<DossierRow> {
  await checkKind(trx, body.recipient_kind)
  const id = newId()
  await trx
    .insertInto('dossier')
    .values({ id, ...body, audience: audienceFor(body.recipient_kind), created_by: callerName(caller) })
    .execute()
  await recordEvent(trx, caller, {
    action: 'dossier.create',
    subject: { kind: 'dossier', id },
    detail: { title: body.title, recipient: body.recipient, recipient_kind: body.recipient_kind },
  })
  return findDossier(trx, id)
}

/** Changes a draft; another kind of recipient is another consent: its records are marked that do not give it. */
export async function changeDossier(
  trx: Trx,
  caller: Caller,
  row: DossierRow,
  body: DossierPatch,
): Promise<DossierRow> {
  await requireDraft(trx, row)
  if (body.recipient_kind) await checkKind(trx, body.recipient_kind)
  await touch(trx, row.id, {
    ...body,
    ...(body.recipient_kind && { audience: audienceFor(body.recipient_kind) }),
  })
  await recordEvent(trx, caller, {
    action: 'dossier.change',
    subject: { kind: 'dossier', id: row.id },
    detail: { members: Object.keys(body) },
  })
  return findDossier(trx, row.id)
}

const touch = (trx: Trx, id: string, values: Partial<DossierPatch> & { audience?: 'public' | 'partners' } = {}) =>
  trx
    .updateTable('dossier')
    .set({ ...values, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()

export async function deleteDossier(trx: Trx, caller: Caller, row: DossierRow): Promise<void> {
  await requireDraft(trx, row)
  await trx.deleteFrom('dossier').where('id', '=', row.id).execute()
  await recordEvent(trx, caller, {
    action: 'dossier.delete',
    subject: { kind: 'dossier', id: row.id },
    detail: { title: row.title },
  })
}

const REASONS: Record<Refusal, (title: string) => Bilingual> = {
  not_published: (title) => ({ fr: `« ${title} » n’est pas publiée.`, en: `“${title}” is not published.` }),
  no_consent: (title) => ({
    fr: `L’association n’a pas accepté que « ${title} » soit proposée à ce destinataire.`,
    en: `The association has not agreed that “${title}” be proposed to this recipient.`,
  }),
  not_let_out: (title) => ({
    fr: `La diffusion de « ${title} » s’arrête au réseau : ce destinataire ne peut pas la lire.`,
    en: `“${title}” stays within the network: this recipient may not read it.`,
  }),
}

/** One fault for one record that cannot go. */
export const faultFor = (refusal: Refusal, title: string | null, pointer: string) => ({
  pointer,
  code: refusal.replaceAll('_', '-'),
  detail: REASONS[refusal](title ?? '…'),
})

/** Puts a record into a locked draft, at a place; refused when it could not go. One that is there already stays where it is. */
export async function addRecord(
  trx: Trx,
  caller: Caller,
  row: DossierRow,
  { id, position }: { id: string; position: number },
): Promise<void> {
  const record = await trx.selectFrom('innovation').select('association_id').where('id', '=', id).executeTakeFirst()
  if (!record) throw problem('not-found')
  const added = await trx
    .insertInto('dossier_item')
    .values({ dossier_id: row.id, innovation_id: id, position })
    .onConflict((c) => c.columns(['dossier_id', 'innovation_id']).doNothing())
    .returning('position')
    .executeTakeFirst()
  if (!added) return
  const { n } = await trx
    .selectFrom('dossier_item')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('dossier_id', '=', row.id)
    .executeTakeFirstOrThrow()
  if (n > MOST_RECORDS)
    throw invalid(
      '/ids',
      'too-many',
      `Un dossier compte au plus ${MOST_RECORDS} fiches.`,
      `A dossier has at most ${MOST_RECORDS} records.`,
    )
  const [item] = await itemsOf(trx, [row.id], id)
  const refusal = item && refusalOf(row, item)
  if (item && refusal) throw problem('validation', { errors: [faultFor(refusal, item.title, '/ids')] })
  await touch(trx, row.id)
  await recordEvent(trx, caller, {
    action: 'dossier.add',
    subject: { kind: 'dossier', id: row.id },
    association_id: record.association_id,
    detail: { innovation_id: id },
  })
}

/** The place after the last one of a dossier. */
export async function nextPosition(trx: Trx, id: string): Promise<number> {
  const { last } = await trx
    .selectFrom('dossier_item')
    .select(sql<number>`coalesce(max(position), 0)`.as('last'))
    .where('dossier_id', '=', id)
    .executeTakeFirstOrThrow()
  return last + 1
}

export async function removeRecord(trx: Trx, caller: Caller, row: DossierRow, innovation: string): Promise<void> {
  await requireDraft(trx, row)
  const removed = await trx
    .deleteFrom('dossier_item')
    .where('dossier_id', '=', row.id)
    .where('innovation_id', '=', innovation)
    .returning('innovation_id')
    .executeTakeFirst()
  if (!removed) throw problem('not-found')
  await touch(trx, row.id)
  await recordEvent(trx, caller, {
    action: 'dossier.remove',
    subject: { kind: 'dossier', id: row.id },
    detail: { innovation_id: innovation },
  })
}

/** Writes what staff want to remember of a record; also of one that was sent, since it is on no paper. */
export async function noteRecord(
  trx: Trx,
  caller: Caller,
  row: DossierRow,
  innovation: string,
  note: string | null,
): Promise<void> {
  const noted = await trx
    .updateTable('dossier_item')
    .set({ note })
    .where('dossier_id', '=', row.id)
    .where('innovation_id', '=', innovation)
    .returning('innovation_id')
    .executeTakeFirst()
  if (!noted) throw problem('not-found')
  await recordEvent(trx, caller, {
    action: 'dossier.note',
    subject: { kind: 'dossier', id: row.id },
    detail: { innovation_id: innovation },
  })
}

/** Puts the records of a draft in this order; all of them are named. */
export async function orderRecords(trx: Trx, caller: Caller, row: DossierRow, ids: string[]): Promise<void> {
  await requireDraft(trx, row)
  const held = (await itemsOf(trx, [row.id])).map(({ innovation_id }) => innovation_id)
  if (held.length !== ids.length || held.some((id) => !ids.includes(id)))
    throw invalid(
      '/ids',
      'not-all',
      'L’ordre nomme toutes les fiches du dossier, chacune une fois.',
      'The order names all records of the dossier, each once.',
    )
  await sql`update dossier_item set position = wanted.place from unnest(${ids}::uuid[]) with ordinality as wanted (id, place)
    where dossier_id = ${row.id} and innovation_id = wanted.id`.execute(trx)
  await touch(trx, row.id)
  await recordEvent(trx, caller, {
    action: 'dossier.order',
    subject: { kind: 'dossier', id: row.id },
    detail: { ids },
  })
}
