import type { StaffActor } from '@essaim/shared/actors.ts'
import {
  NOTICE_KINDS,
  type NoticeKind,
  type Notification,
  type NotificationQuery,
  type NotificationSettings,
  type NotificationSettingsPatch,
  type Pace,
} from '@essaim/shared/notifications.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { visibleTo } from '../policy.ts'
import { NOTICES } from './notices.ts'

/** A person's notifications of what they may still see: who lost the sight of a thing is not reminded of it. */
const selected = (trx: Trx, actor: StaffActor) =>
  trx
    .selectFrom('notification')
    .leftJoin('submission', 'submission.id', 'notification.submission_id')
    .leftJoin('innovation', 'innovation.id', 'notification.innovation_id')
    .leftJoin('association', (join) =>
      join.on('association.id', '=', sql<string>`coalesce(submission.association_id, innovation.association_id)`),
    )
    .where('notification.staff_member_id', '=', actor.id)
    .where(
      sql<boolean>`((submission.id is not null and ${visibleTo(actor, 'submission')})
        or (innovation.id is not null and ${visibleTo(actor, 'innovation')}))`,
    )

const inState = (state: NotificationQuery['state']) =>
  state === undefined
    ? sql<boolean>`true`
    : state === 'read'
      ? sql<boolean>`notification.read_at is not null`
      : sql<boolean>`notification.read_at is null`

type Filters = { state?: NotificationQuery['state']; ids?: string[] }

/** A page of a person's notifications, the newest first, one more than asked. */
export function listNotifications(
  trx: Trx,
  actor: StaffActor,
  page: Pick<PageRequest, 'limit'> & Partial<PageRequest>,
  { state, ids }: Filters,
) {
  let list = selected(trx, actor).where(inState(state))
  if (ids) list = list.where('notification.id', 'in', ids)
  if (page.after) list = list.where('notification.id', '<', String(page.after[0]))
  return list
    .select([
      'notification.id',
      'notification.kind',
      'notification.submission_id',
      'notification.innovation_id',
      'notification.created_at',
      'notification.read_at',
      'association.id as association_id',
      'association.name as association_name',
      sql<string | null>`coalesce(submission.title, innovation.title)`.as('title'),
      sql<string | null>`case split_part(notification.by, ':', 1)
        when 'staff' then (select m.name from staff_member m where m.id::text = split_part(notification.by, ':', 2))
        when 'respondent' then association.name
      end`.as('by_name'),
    ])
    .orderBy('notification.id', 'desc')
    .limit(page.limit + 1)
    .execute()
}
export type NotificationRow = Awaited<ReturnType<typeof listNotifications>>[number]

export const countNotifications = async (trx: Trx, actor: StaffActor, state: NotificationQuery['state']) =>
  (
    await selected(trx, actor)
      .where(inState(state))
      .select(sql<number>`count(*)::int`.as('total'))
      .executeTakeFirstOrThrow()
  ).total

/** Marks a person's own as read or not: these, or all. */
export async function markNotifications(
  trx: Trx,
  actor: StaffActor,
  transition: 'read' | 'unread',
  ids: string[] | undefined,
): Promise<void> {
  let mine = trx
    .updateTable('notification')
    .set({ read_at: transition === 'read' ? sql`coalesce(read_at, now())` : null })
    .where('staff_member_id', '=', actor.id)
  if (ids) mine = mine.where('id', 'in', ids)
  await mine.execute()
}

const subjectOf = (id: string | null, title: string | null) => (id === null ? null : { id, title })

export const presentNotification = (row: NotificationRow): Notification => ({
  id: row.id,
  kind: row.kind as NoticeKind,
  state: row.read_at === null ? 'unread' : 'read',
  submission: subjectOf(row.submission_id, row.title),
  innovation: subjectOf(row.innovation_id, row.title),
  association: row.association_id === null ? null : { id: row.association_id, name: row.association_name ?? '' },
  by: row.by_name,
  created_at: row.created_at.toISOString(),
})

/** How a person is mailed each kind. */
export async function settingsOf(trx: Trx, staff: string): Promise<NotificationSettings> {
  const rows = await trx
    .selectFrom('notification_setting')
    .select(['kind', sql<Pace>`mail`.as('mail')])
    .where('staff_member_id', '=', staff)
    .execute()
  const chosen = new Map(rows.map(({ kind, mail }) => [kind, mail]))
  return Object.fromEntries(
    NOTICE_KINDS.map((kind) => [kind, chosen.get(kind) ?? NOTICES[kind].mail]),
  ) as NotificationSettings
}

/** The same, locked with its person until the transaction ends. */
export async function lockSettings(trx: Trx, staff: string): Promise<NotificationSettings> {
  await trx.selectFrom('staff_member').select('id').where('id', '=', staff).forUpdate().execute()
  return settingsOf(trx, staff)
}

export async function saveSettings(trx: Trx, staff: string, changes: NotificationSettingsPatch): Promise<void> {
  const rows = Object.entries(changes).map(([kind, mail]) => ({ staff_member_id: staff, kind, mail }))
  if (rows.length === 0) return
  await trx
    .insertInto('notification_setting')
    .values(rows)
    .onConflict((c) => c.columns(['staff_member_id', 'kind']).doUpdateSet((e) => ({ mail: e.ref('excluded.mail') })))
    .execute()
}
