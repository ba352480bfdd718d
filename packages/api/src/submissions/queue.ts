import type { Actor } from '@essaim/shared/actors.ts'
import type { QueueFilters, QueueSort } from '@essaim/shared/queue.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { foldInflections } from '../innovations/search-words.ts'
import type { Position } from '../lib/cursor.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { visibleTo } from '../policy.ts'
import { claimHolds, IS_TURN_OF, isInCharge, isLate, isOurs } from './handling.ts'
import { columns, type SubmissionRow, selected } from './queries.ts'

type Condition = RawBuilder<SqlBool>

/** A filter that asks whether something holds, or that it does not. */
const whether = (asked: boolean | undefined, holds: Condition): Condition[] =>
  asked === undefined ? [] : [asked ? holds : sql<SqlBool>`(${holds}) is not true`]

const some = <T>(asked: readonly T[] | undefined, holds: (asked: readonly T[]) => Condition): Condition[] =>
  asked === undefined ? [] : [holds(asked)]

const claimedBy = (actor: Actor) => {
  // who reads an answer is moderation's own matter
  const held = sql`select from submission_claim claim where claim.submission_id = submission.id and ${claimHolds}
    and ${sql.lit(actor.kind === 'staff')}`
  const me = actor.kind === 'staff' ? actor.id : null
  return {
    me: sql<SqlBool>`exists (${held} and claim.staff_member_id = ${me}::uuid)`,
    others: sql<SqlBool>`exists (${held} and claim.staff_member_id <> ${me}::uuid)`,
    nobody: sql<SqlBool>`not exists (${held})`,
  }
}

const followedBy = (actor: Actor, who: string): Condition => {
  if (who === 'none') return sql<SqlBool>`submission.assignee_id is null`
  return sql<SqlBool>`submission.assignee_id = ${who !== 'me' ? who : actor.kind === 'staff' ? actor.id : null}::uuid`
}

const either = (conditions: Condition[]): Condition => sql<SqlBool>`(${sql.join(conditions, sql` or `)})`

const asked = (q: string) => sql`websearch_to_tsquery('essaim_french', ${foldInflections(q)})`

// What is rare is looked up; what is frequent is met soon by whoever walks along the list.
const says = (q: string, frequent: boolean): Condition =>
  frequent
    ? sql<SqlBool>`submission_says(submission.id, ${asked(q)})`
    : sql<SqlBool>`submission.id in (select submissions_with(${asked(q)}))`

const FREQUENT = 1000

async function isFrequent(trx: Trx, q: string | undefined): Promise<boolean> {
  if (!q) return false
  const { rows } = await sql<{ n: number }>`select count(*)::int as n
    from (select submissions_with(${asked(q)}) limit ${sql.lit(FREQUENT)}) as found`.execute(trx)
  return rows[0]?.n === FREQUENT
}

/** What a view looks for, as conditions on the submissions alone. */
export function conditionsOf(actor: Actor, query: QueueFilters, frequent = false): Condition[] {
  const claimed = claimedBy(actor)
  return [
    ...some(query.state, (states) => sql<SqlBool>`submission.state = any (${states})`),
    ...some(query.association, (ids) => sql<SqlBool>`submission.association_id = any (${ids}::uuid[])`),
    ...some(query.innovation, (ids) => sql<SqlBool>`submission.innovation_id = any (${ids}::uuid[])`),
    ...some(query.regional_delegation, (ids) => isInCharge(ids)),
    ...some(
      query.department,
      (codes) => sql<SqlBool>`(submission.departments && ${codes} or submission.association_id in (
        select a.id from association a where a.department = any (${codes})))`,
    ),
    ...(query.updated_since ? [sql<SqlBool>`submission.updated_at >= ${query.updated_since}::timestamptz`] : []),
    ...(query.q ? [says(query.q, frequent)] : []),
    ...some(query.turn, (turns) => either(turns.map((one) => IS_TURN_OF[one]))),
    ...whether(query.ours, isOurs(actor)),
    ...some(query.assignee, (who) => either(who.map((one) => followedBy(actor, one)))),
    ...some(query.claimed, (who) => either(who.map((one) => claimed[one]))),
    ...whether(query.escalated, sql<SqlBool>`submission.escalated_at is not null`),
    ...whether(query.corrected, sql<SqlBool>`submission.state = 'submitted' and submission.revision > 1`),
    ...whether(
      query.ready_to_publish,
      sql<SqlBool>`submission.state = 'accepted' and submission.ready_for = 'publish' and submission.id in (
        select v.submission_id from innovation_version v where v.state = 'draft' and v.submission_id is not null)`,
    ),
    ...whether(query.late, isLate),
    ...(query.waits_days === undefined
      ? []
      : [
          sql<SqlBool>`submission.queue_order < 2 and submission.turn_since <= now() - make_interval(days => ${query.waits_days})`,
        ]),
    ...some(query.campaign, (ids) => sql<SqlBool>`submission.campaign_id = any (${ids}::uuid[])`),
    ...some(
      query.questionnaire,
      (ids) => sql<SqlBool>`submission.questionnaire_version_id in (
      select q.id from questionnaire_version q where q.questionnaire_id = any (${ids}::uuid[]))`,
    ),
  ]
}

const matching = (trx: Trx, actor: Actor, query: QueueFilters, frequent = false) =>
  trx
    .selectFrom('submission')
    .where(
      sql<SqlBool>`${sql.join([visibleTo(actor, 'submission'), ...conditionsOf(actor, query, frequent)], sql` and `)}`,
    )

type Column = { name: string; type: string }
type Sort = { by: Column[]; direction: 'asc' | 'desc' }
const ID = { name: 'id', type: 'uuid' }
const WAITING: Sort = {
  by: [{ name: 'queue_order', type: 'smallint' }, { name: 'turn_since', type: 'timestamptz' }, ID],
  direction: 'asc',
}
// every level of moderation has the same number of days: what waits longest is due first
const SORTS: Record<QueueSort, Sort> = {
  updated: { by: [{ name: 'updated_at', type: 'timestamptz' }, ID], direction: 'desc' },
  age: WAITING,
  due: WAITING,
  title: { by: [{ name: 'title_key', type: 'text' }, ID], direction: 'asc' },
}
const columnOf = ({ name }: Column) => sql.ref(`submission.${name}`)

/** What comes after a place in the list, in the order of the sort; backwards, what comes before it. */
function beyond({ by, direction }: Sort, place: Position, backwards = false): Condition {
  const than = sql.raw((direction === 'asc') === backwards ? '<' : '>')
  return sql<SqlBool>`(${sql.join(by.map(columnOf))}) ${than} (${sql.join(
    by.map(({ type }, i) => sql`${place[i]}::${sql.raw(type)}`),
  )})`
}

// as text: a Date would lose the microseconds that a cursor needs
const placeOf = ({ by }: Sort) => sql<string[]>`array[${sql.join(by.map((one) => sql`${columnOf(one)}::text`))}]`

/** These submissions with all that is told of them, in this order. */
async function inFull(trx: Trx, actor: Actor, ids: string[]): Promise<SubmissionRow[]> {
  if (ids.length === 0) return []
  const rows = await selected(trx, actor).select(columns(actor)).where('submission.id', 'in', ids).execute()
  const known = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => known.get(id) ?? [])
}

async function countOf(trx: Trx, actor: Actor, query: QueueFilters): Promise<number> {
  const counted = matching(trx, actor, query).select((e) => e.fn.countAll<number>().as('n'))
  return Number((await counted.executeTakeFirstOrThrow()).n)
}

/** A page of the submissions that the actor may see: first which, by an index, then all that is told of them. */
export async function listSubmissions(
  trx: Trx,
  actor: Actor,
  query: QueueFilters & { count?: 'exact' | undefined },
  page: PageRequest,
) {
  const sort = SORTS[query.sort ?? 'updated']
  const total = query.count ? await countOf(trx, actor, query) : undefined
  let list = matching(trx, actor, query, await isFrequent(trx, query.q))
  if (page.after) list = list.where(beyond(sort, page.after))
  for (const column of sort.by) list = list.orderBy(columnOf(column), sort.direction)
  const found = await list
    .select(['submission.id', placeOf(sort).as('place')])
    .limit(page.limit + 1)
    .execute()
  const places = new Map(found.map(({ id, place }) => [id, place]))
  const rows = (await inFull(trx, actor, [...places.keys()])).map((row) => ({
    ...row,
    place: places.get(row.id) ?? [],
  }))
  return { rows, total }
}

/** All that a view holds, in its order: read page by page, so that no statement takes long however much that is. */
export async function wholeView(trx: Trx, actor: Actor, query: QueueFilters, step = 500): Promise<SubmissionRow[]> {
  const all: SubmissionRow[] = []
  let after: Position | null = null
  for (;;) {
    const { rows } = await listSubmissions(trx, actor, query, { limit: step, after, name: '' })
    all.push(...rows.slice(0, step))
    if (rows.length <= step) return all
    after = rows[step - 1]?.place ?? null
  }
}

/** How many submissions each of several views holds, in one query. */
export async function countViews(trx: Trx, actor: Actor, views: { view: string; filters: QueueFilters }[]) {
  if (views.length === 0) return []
  const counts = views.map(({ filters }) => {
    const counted = matching(trx, actor, filters).select((e) => e.fn.countAll<number>().as('n'))
    return sql`(${counted})::int`
  })
  const { rows } = await sql<{ counts: number[] }>`select array[${sql.join(counts)}] as counts`.execute(trx)
  return views.map(({ view }, i) => ({ view, count: rows[0]?.counts[i] ?? 0 }))
}

/** The submissions before and after one in a view, whether it is in the view itself or has just left it. */
export async function neighboursOf(trx: Trx, actor: Actor, id: string, query: QueueFilters) {
  const sort = SORTS[query.sort ?? 'updated']
  const here = await trx
    .selectFrom('submission')
    .select(placeOf(sort).as('place'))
    .where('id', '=', id)
    .where(visibleTo(actor, 'submission'))
    .executeTakeFirst()
  if (!here) throw problem('not-found')
  const nearest = async (backwards: boolean) => {
    let list = matching(trx, actor, query).where(beyond(sort, here.place, backwards))
    const direction = backwards === (sort.direction === 'asc') ? 'desc' : 'asc'
    for (const column of sort.by) list = list.orderBy(columnOf(column), direction)
    const found = await list.select('submission.id').limit(1).executeTakeFirst()
    return (found && (await inFull(trx, actor, [found.id]))[0]) ?? null
  }
  return { before: await nearest(true), after: await nearest(false) }
}
