import type { DossierQuery, DossierState } from '@essaim/shared/dossiers.ts'
import { CONSENT_QUESTION } from '@essaim/shared/dossiers.ts'
import type { Coded, Label } from '@essaim/shared/schema.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

const selected = (trx: Trx) =>
  trx
    .selectFrom('dossier')
    .leftJoin('staff_member as maker', (join) =>
      join.on('dossier.created_by', '=', sql<string>`'staff:' || maker.id::text`),
    )
    .leftJoin('staff_member as sender', (join) =>
      join.on('dossier.sent_by', '=', sql<string>`'staff:' || sender.id::text`),
    )
    .select([
      'dossier.id',
      sql<string>`'D-' || lpad(dossier.number::text, greatest(4, length(dossier.number::text)), '0')`.as('reference'),
      'dossier.title',
      'dossier.recipient',
      'dossier.recipient_kind',
      sql<'public' | 'partners'>`dossier.audience`.as('audience'),
      'dossier.purpose',
      'dossier.introduction',
      sql<DossierState>`dossier.state`.as('state'),
      'dossier.sent_at',
      'dossier.sent_by',
      'dossier.sealed',
      'dossier.sha256',
      'dossier.created_at',
      'dossier.updated_at',
      'maker.id as maker_id',
      'maker.name as maker_name',
      'sender.id as sender_id',
      'sender.name as sender_name',
    ])

/** One dossier, without its records. */
export async function findDossier(trx: Trx, id: string) {
  const row = await selected(trx).where('dossier.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}
export type DossierRow = Awaited<ReturnType<typeof findDossier>>

/** The dossier, locked until the end of the transaction. */
export async function lockDossier(trx: Trx, id: string): Promise<DossierRow> {
  await trx.selectFrom('dossier').select('id').where('id', '=', id).forUpdate().execute()
  return findDossier(trx, id)
}

/** A page of dossiers, the last made first, one more than asked. */
export async function listDossiers(trx: Trx, query: DossierQuery, page: PageRequest) {
  let list = selected(trx)
  if (query.state) list = list.where('dossier.state', 'in', query.state)
  if (query.recipient_kind) list = list.where('dossier.recipient_kind', 'in', query.recipient_kind)
  const { innovation } = query
  if (innovation)
    list = list.where((e) =>
      e.exists(
        e
          .selectFrom('dossier_item as held')
          .select('held.position')
          .whereRef('held.dossier_id', '=', 'dossier.id')
          .where('held.innovation_id', 'in', innovation),
      ),
    )
  const total = query.count
    ? (await trx.selectFrom(list.as('matching')).select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()).n
    : undefined
  if (page.after)
    list = list.where(
      sql<SqlBool>`(dossier.created_at, dossier.id) < (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`,
    )
  const rows = await list
    .select(sql<string>`dossier.created_at::text`.as('sort_key'))
    .orderBy('dossier.created_at', 'desc')
    .orderBy('dossier.id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return { rows, total }
}

export type ItemRow = {
  dossier_id: string
  innovation_id: string
  note: string | null
  title: string | null
  association_id: string | null
  association_name: string | null
  published: boolean
  published_version: number | null
  /** The answer of the published version to the question of consent. */
  consent: unknown
  /** Whether the dossier's audience has a document of the record. */
  let_out: boolean
  frozen_version: number | null
  frozen_sha256: string | null
  /** The frozen version as the audience may read it today; null where it is as it was sent, or not to be read at all. */
  frozen_body_today: string | null
  same_as_sent: boolean
}

/** The records of dossiers in their order, and how each stands today: all of it as of one instant. */
export async function itemsOf(trx: Trx, dossiers: string[], innovation?: string): Promise<ItemRow[]> {
  if (dossiers.length === 0) return []
  let items = standing(trx)
    .select([
      sql<boolean>`as_sent.etag is not distinct from item.frozen_etag`.as('same_as_sent'),
      sql<string | null>`case when as_sent.etag is distinct from item.frozen_etag then as_sent.body end`.as(
        'frozen_body_today',
      ),
    ])
    .leftJoin('document as as_sent', (join) =>
      join
        .onRef('as_sent.innovation_id', '=', 'item.innovation_id')
        .onRef('as_sent.version', '=', 'item.frozen_version')
        .on(sql<boolean>`dossier.audience between as_sent.from_audience and as_sent.to_audience`),
    )
    .where('item.dossier_id', 'in', dossiers)
  if (innovation) items = items.where('item.innovation_id', '=', innovation)
  return items.orderBy('item.dossier_id').orderBy('item.position').execute()
}

/** The same of one dossier with what would go today, word for word. */
export async function itemsWithDocuments(trx: Trx, dossier: string, innovation?: string) {
  let items = standing(trx)
    .select(['now.body', 'now.etag', 'now.version', 'published.questionnaire_version_id'])
    .where('item.dossier_id', '=', dossier)
  if (innovation) items = items.where('item.innovation_id', '=', innovation)
  return items.orderBy('item.position').execute()
}
export type CandidateRow = Awaited<ReturnType<typeof itemsWithDocuments>>[number]

const standing = (trx: Trx) =>
  trx
    .selectFrom('dossier_item as item')
    .innerJoin('dossier', 'dossier.id', 'item.dossier_id')
    .innerJoin('innovation', 'innovation.id', 'item.innovation_id')
    .leftJoin('association', 'association.id', 'innovation.association_id')
    .leftJoin('innovation_version as published', (join) =>
      join
        .onRef('published.innovation_id', '=', 'innovation.id')
        .onRef('published.number', '=', 'innovation.published_version'),
    )
    .leftJoin('document as now', (join) =>
      join
        .onRef('now.innovation_id', '=', 'innovation.id')
        .on('now.current', '=', true)
        .on(sql<boolean>`dossier.audience between now.from_audience and now.to_audience`),
    )
    .select([
      'item.dossier_id',
      'item.innovation_id',
      'item.note',
      'item.frozen_version',
      'item.frozen_sha256',
      sql<string | null>`coalesce(item.frozen_document::jsonb ->> 'title', innovation.title)`.as('title'),
      'association.id as association_id',
      'association.name as association_name',
      sql<boolean>`innovation.state = 'published'`.as('published'),
      'innovation.published_version',
      sql<unknown>`published.answers -> ${sql.lit(CONSENT_QUESTION)}`.as('consent'),
      sql<boolean>`now.body is not null`.as('let_out'),
    ])

/** What was sent, word for word. */
export const frozenItems = (trx: Trx, dossier: string) =>
  trx
    .selectFrom('dossier_item')
    .select(['innovation_id', 'frozen_version', 'frozen_document', 'frozen_sha256', 'frozen_questionnaire'])
    .where('dossier_id', '=', dossier)
    .orderBy('position')
    .execute()

/** The kinds of recipients that any questionnaire ever asked about, as the newest calls them. */
export async function recipientKinds(trx: Trx): Promise<Map<string, Coded>> {
  const { rows } = await sql<{ code: string; label: Label }>`
    select distinct on (kind ->> 'code') kind ->> 'code' as code, kind -> 'label' as label
    from questionnaire_version v, jsonb_path_query(v.content,
      '$.sections[*].questions[*] ? (@.code == $asked).options[*]', ${JSON.stringify({ asked: CONSENT_QUESTION })}::jsonb) as kind
    where v.state <> 'draft' order by kind ->> 'code', v.published_at desc nulls last`.execute(trx)
  return new Map(rows.map((row) => [row.code, row]))
}
