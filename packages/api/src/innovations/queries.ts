import type { Actor } from '@essaim/shared/actors.ts'
import { CONSENT_QUESTION } from '@essaim/shared/dossiers.ts'
import type { ModeratedInnovationQuery } from '@essaim/shared/innovations.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { isOwnContact } from '../associations/own-contact.ts'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { NOT_ERASED, visibleTo } from '../policy.ts'
import type { Filter } from './filters.ts'
import { foldInflections } from './search-words.ts'

const selected = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('innovation')
    .leftJoin('association', 'association.id', 'innovation.association_id')
    .leftJoin('regional_delegation_department as covering', (join) =>
      join.on('covering.department', '=', sql<string>`coalesce(innovation.main_department, association.department)`),
    )
    .leftJoin('active_delegation as in_charge', (join) =>
      join.on('in_charge.id', '=', sql<string>`coalesce(innovation.rerouted_to, covering.regional_delegation_id)`),
    )
    .leftJoin('innovation as standing', 'standing.id', 'innovation.merged_into')
    .where(visibleTo(actor, 'innovation'))

const columns = [
  'innovation.id',
  'innovation.state',
  'innovation.title',
  'innovation.association_id',
  'innovation.published_version',
  'innovation.withdrawn_reason',
  'innovation.replaced_by',
  'innovation.merged_into',
  'innovation.merged_from',
  'innovation.split_from',
  'innovation.publish_at',
  'innovation.publish_by',
  'innovation.first_published_at',
  'innovation.published_at',
  'innovation.confirmed_at',
  'innovation.confirmation_asked_at',
  'innovation.stale_since',
  'innovation.withdrawal_announced_at',
  'innovation.state_by',
  'innovation.state_at',
  'innovation.version',
  'innovation.created_at',
  'innovation.updated_at',
  'association.name as association_name',
  'in_charge.id as in_charge_id',
  'in_charge.name as in_charge_name',
  'standing.title as merged_into_title',
] as const

const numbers = [
  sql<
    number | null
  >`(select v.number from innovation_version v where v.innovation_id = innovation.id and v.state = 'draft')`.as(
    'draft_number',
  ),
  sql<number | null>`(select max(v.number) from innovation_version v where v.innovation_id = innovation.id)`.as(
    'last_number',
  ),
  sql<boolean>`exists (select from innovation other where other.association_id = innovation.association_id
    and other.id <> innovation.id and other.state in ('draft', 'published'))`.as('has_sibling'),
] as const

const findRow = (trx: Trx, actor: Actor, id: string) =>
  selected(trx, actor)
    .select(columns)
    .select(numbers)
    .select(isOwnContact(actor, 'innovation.association_id').as('own_contact'))
    .where('innovation.id', '=', id)
    .executeTakeFirst()

/** A record as moderation sees it, with the delegation in charge and the numbers of its versions. */
export type ModeratedRow = NonNullable<Awaited<ReturnType<typeof findRow>>>

export async function findInnovation(trx: Trx, actor: Actor, id: string): Promise<ModeratedRow> {
  const row = await findRow(trx, actor, id)
  if (!row) throw problem('not-found')
  return row
}

/**
 * The same, locked until the transaction ends. Not `for update`: whoever holds the feed's head stores documents, whose
 * foreign key looks at this row, and would wait for us while we wait for the head.
 */
export async function lockInnovation(trx: Trx, actor: Actor, id: string): Promise<ModeratedRow> {
  await trx.selectFrom('innovation').select('id').where('id', '=', id).forNoKeyUpdate().executeTakeFirst()
  return findInnovation(trx, actor, id)
}

/** Locks several records, always in the same order, whether the actor may see them or not. */
export async function lockAll(trx: Trx, ids: string[]): Promise<void> {
  await trx.selectFrom('innovation').select('id').where('id', 'in', ids).orderBy('id').forNoKeyUpdate().execute()
}

/** Records whose published version, as members read it, is what is asked for; of drafts the title alone is searched. */
function publishedMatching({ q, filter }: { q: string | undefined; filter: Filter }): RawBuilder<boolean> {
  const groups = filter.groups.map((group) => sql<boolean>`shown.facets && ${group}::text[]`)
  const shown = (conditions: RawBuilder<boolean>[]) => sql<boolean>`exists (
    select from document as shown where shown.innovation_id = innovation.id and shown.current
      and shown.from_audience <= 'members' and shown.to_audience >= 'members' and ${sql.join(conditions, sql` and `)})`
  if (!q) return shown(groups)
  const found = sql<boolean>`shown.search @@ websearch_to_tsquery('essaim_french', ${foldInflections(q)})`
  const titled = sql<boolean>`strpos(lower(innovation.title), lower(${q})) > 0`
  return groups.length > 0
    ? sql<boolean>`(${shown(groups)} and (${titled} or ${shown([found])}))`
    : sql<boolean>`(${titled} or ${shown([found])})`
}

export async function listInnovations(
  trx: Trx,
  actor: Actor,
  { filter, ...query }: ModeratedInnovationQuery & { filter: Filter },
  page: PageRequest,
) {
  let list = selected(trx, actor)
  if (query.state) list = list.where('innovation.state', 'in', query.state)
  if (query.association) list = list.where('innovation.association_id', 'in', query.association)
  if (query.regional_delegation) list = list.where('in_charge.id', 'in', query.regional_delegation)
  if (query.updated_since) list = list.where('innovation.updated_at', '>=', new Date(query.updated_since))
  if (query.q || filter.groups.length > 0) list = list.where(publishedMatching({ q: query.q, filter }))
  if (query.consents_to)
    list = list.where(sql<boolean>`exists (select from innovation_version as consenting
      where consenting.innovation_id = innovation.id and consenting.number = innovation.published_version
        and consenting.answers -> ${sql.lit(CONSENT_QUESTION)} ?| ${query.consents_to}::text[])`)
  const total = query.count
    ? Number((await list.select((e) => e.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()).n)
    : undefined
  if (page.after)
    list = list.where(
      sql<SqlBool>`(innovation.updated_at, innovation.id) < (${page.after[0]}::timestamptz, ${page.after[1]}::uuid)`,
    )
  const rows = await list
    .select(columns)
    .select(numbers)
    .select(isOwnContact(actor, 'innovation.association_id').as('own_contact'))
    .select(sql<string>`innovation.updated_at::text`.as('sort_key'))
    .orderBy('innovation.updated_at', 'desc')
    .orderBy('innovation.id', 'desc')
    .limit(page.limit + 1)
    .execute()
  return { rows, total }
}

export type VersionSummaryRow = {
  innovation_id: string
  number: number
  state: string
  submission_id: string | null
  published_at: Date | null
  created_at: Date
}

/** The versions of several records in one query, oldest first. */
export async function versionsOf(trx: Trx, ids: string[]): Promise<Map<string, VersionSummaryRow[]>> {
  const versions = new Map<string, VersionSummaryRow[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return versions
  const rows = await trx
    .selectFrom('innovation_version')
    .select(['innovation_id', 'number', 'state', 'submission_id', 'published_at', 'created_at'])
    .where('innovation_id', 'in', ids)
    .orderBy('number')
    .execute()
  for (const row of rows) versions.get(row.innovation_id)?.push(row)
  return versions
}

/** The records for which these stand, in one query. */
export async function mergedInto(
  trx: Trx,
  ids: string[],
): Promise<Map<string, { id: string; title: string | null }[]>> {
  const merged = new Map<string, { id: string; title: string | null }[]>(ids.map((id) => [id, []]))
  if (ids.length === 0) return merged
  const rows = await trx
    .selectFrom('innovation')
    .select(['id', 'title', sql<string>`merged_into`.as('into')])
    .where('merged_into', 'in', ids)
    .where(NOT_ERASED)
    .orderBy('id')
    .execute()
  for (const { into, ...row } of rows) merged.get(into)?.push(row)
  return merged
}

export async function findInnovationVersion(trx: Trx, id: string, number: number) {
  const row = await trx
    .selectFrom('innovation_version')
    .innerJoin('questionnaire_version', 'questionnaire_version.id', 'innovation_version.questionnaire_version_id')
    .selectAll('innovation_version')
    .select(['questionnaire_version.questionnaire_id', 'questionnaire_version.number as questionnaire_number'])
    .where('innovation_id', '=', id)
    .where('innovation_version.number', '=', number)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}
