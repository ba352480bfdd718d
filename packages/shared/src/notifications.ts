import { type Static, type TOptional, type TUnsafe, Type } from '@sinclair/typebox'
import { closed, Instant, Named, nullable, oneOf, PageQuery, pageOf, ref, Uuid } from './schema.ts'

/** What staff are told of. */
export const NOTICE_KINDS = [
  'message_received',
  'note_written',
  'submission_assigned',
  'submission_received',
  'corrections_answered',
  'submission_rerouted',
  'submission_overdue',
  'submission_escalated',
  'submission_endorsed',
  'submission_decided',
  'submission_withdrawn',
  'edit_answered',
  'record_restricted',
  'record_withdrawn',
  'publication_refused',
  'withdrawal_announced',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** How a kind is mailed; in the console everything is found. */
export const PACES = ['at_once', 'daily', 'never'] as const
export type Pace = (typeof PACES)[number]

export const NOTIFICATION_STATES = ['unread', 'read'] as const

const Subject = closed(
  { id: Uuid, title: nullable(Type.String({ maxLength: 20000 })) },
  { $id: 'NotificationSubject', description: 'A submission or a record, by its title of today.' },
)

export { Subject as NotificationSubject }

export const Notification = closed(
  {
    id: Uuid,
    kind: oneOf(NOTICE_KINDS),
    state: oneOf(NOTIFICATION_STATES),
    submission: nullable(ref(Subject)),
    innovation: nullable(ref(Subject)),
    association: nullable(ref(Named)),
    by: nullable(Type.String({ maxLength: 500 }), {
      description: 'Who did it: a member of staff, the association; null: the machine itself.',
    }),
    created_at: Instant,
  },
  { $id: 'Notification', description: 'Something that happened, told to one member of staff.' },
)
export type Notification = Static<typeof Notification>
export const NotificationPage = pageOf(Notification, 'NotificationPage')
export type NotificationPage = Static<typeof NotificationPage>
export const NotificationQuery = closed({
  ...PageQuery,
  state: Type.Optional(oneOf(NOTIFICATION_STATES)),
})
export type NotificationQuery = Static<typeof NotificationQuery>

export const NotificationTransitionRequest = closed(
  {
    transition: oneOf(['read', 'unread']),
    ids: Type.Optional(
      Type.Array(Uuid, { minItems: 1, maxItems: 200, uniqueItems: true, description: 'Without: all of them.' }),
    ),
  },
  { $id: 'NotificationTransitionRequest' },
)

export const UnreadNotifications = closed({ unread: Type.Integer({ minimum: 0 }) }, { $id: 'UnreadNotifications' })

const settings = Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, oneOf(PACES)])) as Record<
  NoticeKind,
  TUnsafe<Pace>
>
export const NotificationSettings = closed(settings, {
  $id: 'NotificationSettings',
  description: 'How the caller is mailed what happens, by kind.',
})
export type NotificationSettings = Static<typeof NotificationSettings>

const changes = Object.fromEntries(
  NOTICE_KINDS.map((kind) => [kind, Type.Optional(oneOf(PACES))]),
) as unknown as Record<NoticeKind, TOptional<TUnsafe<Pace>>>
export const NotificationSettingsPatch = closed(changes, { $id: 'NotificationSettingsPatch' })
export type NotificationSettingsPatch = Static<typeof NotificationSettingsPatch>
