import type { Actor } from '@essaim/shared/actors.ts'
import type { OwnRecord, PublishedOwnRecord } from '@essaim/shared/own-records.ts'
import type { SeenBy } from '@essaim/shared/usage.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { siteText } from '../innovations/site-text.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { visibleTo } from '../policy.ts'
import { seenBy } from '../usage/queries.ts'

const selected = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('innovation')
    .leftJoin('document', (join) =>
      join
        .onRef('document.innovation_id', '=', 'innovation.id')
        .on('document.current', '=', true)
        .on('document.from_audience', '<=', 'members')
        .on('document.to_audience', '>=', 'members'),
    )
    .leftJoinLateral(
      (e) =>
        e
          .selectFrom('record_confirmation as c')
          .select(['c.answer', 'c.note', 'c.created_at'])
          .whereRef('c.innovation_id', '=', 'innovation.id')
          .orderBy('c.created_at', 'desc')
          .limit(1)
          .as('said'),
      (join) => join.onTrue(),
    )
    .select([
      'innovation.id',
      'innovation.title',
      'innovation.state',
      'innovation.published_at',
      'innovation.confirmed_at',
      'innovation.stale_since',
      'document.card',
      'said.answer',
      'said.note',
      'said.created_at as said_at',
      sql<OwnRecord['sent_to']>`(select coalesce(jsonb_agg(jsonb_build_object(
          'recipient', dossier.recipient,
          'sent_at', to_char(dossier.sent_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'version', item.frozen_version) order by dossier.sent_at desc), '[]')
        from dossier_item item join dossier on dossier.id = item.dossier_id
        where item.innovation_id = innovation.id and dossier.state = 'sent')`.as('sent_to'),
    ])
    .where(visibleTo(actor, 'innovation'))

type Row = Awaited<ReturnType<typeof listOwnRecords>>[number]
type Card = { title: string | null; pitch: string | null; url: string; canonical_url: string }

/** The association's published records, the newest first; one more than asked. */
export function listOwnRecords(trx: Trx, actor: Actor, page: PageRequest) {
  let list = selected(trx, actor).where('innovation.state', '=', 'published')
  if (page.after) list = list.where(sql<boolean>`innovation.id < ${page.after[0]}::uuid`)
  return list
    .orderBy('innovation.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** One of the association's records, published or not any more. */
export async function findOwnRecord(trx: Trx, actor: Actor, id: string): Promise<Row> {
  const row = await selected(trx, actor).where('innovation.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

const cardOf = (row: Row): Card | null =>
  row.state === 'published' && row.card !== null ? (JSON.parse(row.card) as Card) : null

/** Records as their association finds them in its list. */
export async function presentOwnRecords(trx: Trx, rows: Row[]): Promise<OwnRecord[]> {
  const seen = await seenBy(
    trx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => presentOwnRecord(row, seen.get(row.id) ?? []))
}

function presentOwnRecord(row: Row, seen_by: SeenBy[]): OwnRecord {
  const card = cardOf(row)
  return {
    id: row.id,
    title: row.title,
    state: row.state,
    url: card?.url ?? null,
    canonical_url: card?.canonical_url ?? null,
    published_at: row.published_at,
    confirmed_at: row.confirmed_at,
    stale_since: row.stale_since,
    last_answer: row.answer && { answer: row.answer, note: row.note, at: row.said_at },
    seen_by,
    sent_to: row.sent_to,
  } as unknown as OwnRecord
}

/** The same with a few words for the association's own site. */
export async function presentForItsSite(trx: Trx, row: Row): Promise<PublishedOwnRecord> {
  const card = cardOf(row)
  const federation = await trx.selectFrom('federation').select('name').executeTakeFirst()
  const text =
    card &&
    siteText(federation?.name ?? 'sa fédération', {
      title: card.title ?? row.title,
      pitch: card.pitch,
      url: card.canonical_url,
    })
  const [record] = await presentOwnRecords(trx, [row])
  return { ...(record as OwnRecord), text }
}
