import { CAMPAIGN_STATES, INVITATION_STATES } from '@essaim/shared/campaigns.ts'
import { DELIVERY_KINDS, DELIVERY_STATES } from '@essaim/shared/deliveries.ts'
import { DOSSIER_STATES } from '@essaim/shared/dossiers.ts'
import { TURNS } from '@essaim/shared/handling.ts'
import { HELP_STATES } from '@essaim/shared/help-requests.ts'
import { TOPIC_NAMES, type Topic } from '@essaim/shared/history.ts'
import { IMPORT_OUTCOMES } from '@essaim/shared/imports.ts'
import { INNOVATION_STATES } from '@essaim/shared/innovations.ts'
import { NOTIFICATION_STATES } from '@essaim/shared/notifications.ts'
import { ASSOCIATION_SIZES } from '@essaim/shared/participation.ts'
import { CLAIM_HOLDERS, QUEUE_SORTS } from '@essaim/shared/queue.ts'
import { SUBMISSION_STATES } from '@essaim/shared/submissions.ts'
import { SUCCESSION_STATES } from '@essaim/shared/successions.ts'
import { WEBHOOK_DELIVERY_STATES, WEBHOOK_TYPES } from '@essaim/shared/webhooks.ts'
import { many, one, oneOf, type Search } from './lib/search.ts'

// What each list keeps in its address; what is not known is left out.

export type QueueSearch = {
  q?: string | undefined
  state?: (typeof SUBMISSION_STATES)[number][] | undefined
  turn?: (typeof TURNS)[number][] | undefined
  ours?: 'true' | undefined
  assignee?: string[] | undefined
  claimed?: (typeof CLAIM_HOLDERS)[number][] | undefined
  escalated?: 'true' | undefined
  corrected?: 'true' | undefined
  ready_to_publish?: 'true' | undefined
  late?: 'true' | undefined
  waits_days?: string | undefined
  regional_delegation?: string | undefined
  association?: string | undefined
  campaign?: string | undefined
  sort?: (typeof QUEUE_SORTS)[number] | undefined
  cursor?: string | undefined
}
const isTrue = (search: Search, name: string) => oneOf(search, name, ['true'])
export const queueSearch = (search: Search): QueueSearch => ({
  q: one(search, 'q'),
  state: many(search, 'state', SUBMISSION_STATES),
  turn: many(search, 'turn', TURNS),
  ours: isTrue(search, 'ours'),
  assignee: many(search, 'assignee'),
  claimed: many(search, 'claimed', CLAIM_HOLDERS),
  escalated: isTrue(search, 'escalated'),
  corrected: isTrue(search, 'corrected'),
  ready_to_publish: isTrue(search, 'ready_to_publish'),
  late: isTrue(search, 'late'),
  waits_days: one(search, 'waits_days'),
  regional_delegation: one(search, 'regional_delegation'),
  association: one(search, 'association'),
  campaign: one(search, 'campaign'),
  sort: oneOf(search, 'sort', QUEUE_SORTS),
  cursor: one(search, 'cursor'),
})
type RecordsSearch = {
  q?: string | undefined
  state?: (typeof INNOVATION_STATES)[number][] | undefined
  regional_delegation?: string | undefined
  association?: string | undefined
  theme?: string | undefined
  public?: string | undefined
  consents_to?: string | undefined
  cursor?: string | undefined
}
export const recordsSearch = (search: Search): RecordsSearch => ({
  q: one(search, 'q'),
  state: many(search, 'state', INNOVATION_STATES),
  regional_delegation: one(search, 'regional_delegation'),
  association: one(search, 'association'),
  theme: one(search, 'theme'),
  public: one(search, 'public'),
  consents_to: one(search, 'consents_to'),
  cursor: one(search, 'cursor'),
})
type DossiersSearch = { state?: (typeof DOSSIER_STATES)[number][] | undefined; cursor?: string | undefined }
export const dossiersSearch = (search: Search): DossiersSearch => ({
  state: many(search, 'state', DOSSIER_STATES),
  cursor: one(search, 'cursor'),
})
type ListSearch = { q?: string | undefined; regional_delegation?: string | undefined; cursor?: string | undefined }
export const listSearch = (search: Search): ListSearch => ({
  q: one(search, 'q'),
  regional_delegation: one(search, 'regional_delegation'),
  cursor: one(search, 'cursor'),
})
export type HistorySearch = { topic?: Topic | undefined; cursor?: string | undefined }
export const historySearch = (search: Search): HistorySearch => ({
  topic: oneOf(search, 'topic', TOPIC_NAMES),
  cursor: one(search, 'cursor'),
})
type CampaignsSearch = { state?: (typeof CAMPAIGN_STATES)[number][] | undefined; cursor?: string | undefined }
export const campaignsSearch = (search: Search): CampaignsSearch => ({
  state: many(search, 'state', CAMPAIGN_STATES),
  cursor: one(search, 'cursor'),
})
type InvitationsSearch = {
  state?: (typeof INVITATION_STATES)[number][] | undefined
  regional_delegation?: string | undefined
  field?: string | undefined
  category?: string | undefined
  region?: string | undefined
  size?: (typeof ASSOCIATION_SIZES)[number] | undefined
  association?: string | undefined
  cursor?: string | undefined
}
export const invitationsSearch = (search: Search): InvitationsSearch => ({
  state: many(search, 'state', INVITATION_STATES),
  regional_delegation: one(search, 'regional_delegation'),
  field: one(search, 'field'),
  category: one(search, 'category'),
  region: one(search, 'region'),
  size: oneOf(search, 'size', ASSOCIATION_SIZES),
  association: one(search, 'association'),
  cursor: one(search, 'cursor'),
})
type SuccessionsSearch = { state?: (typeof SUCCESSION_STATES)[number][] | undefined; cursor?: string | undefined }
export const successionsSearch = (search: Search): SuccessionsSearch => ({
  state: many(search, 'state', SUCCESSION_STATES),
  cursor: one(search, 'cursor'),
})
type HelpSearch = { state?: (typeof HELP_STATES)[number][] | undefined; cursor?: string | undefined }
export const helpSearch = (search: Search): HelpSearch => ({
  state: many(search, 'state', HELP_STATES),
  cursor: one(search, 'cursor'),
})
type DeliveriesSearch = {
  state?: (typeof DELIVERY_STATES)[number][] | undefined
  kind?: (typeof DELIVERY_KINDS)[number] | undefined
  campaign?: string | undefined
  recipient?: string | undefined
  cursor?: string | undefined
}
export const deliveriesSearch = (search: Search): DeliveriesSearch => ({
  state: many(search, 'state', DELIVERY_STATES),
  kind: oneOf(search, 'kind', DELIVERY_KINDS),
  campaign: one(search, 'campaign'),
  recipient: one(search, 'recipient'),
  cursor: one(search, 'cursor'),
})
type MessagesSearch = {
  state?: (typeof WEBHOOK_DELIVERY_STATES)[number][] | undefined
  type?: (typeof WEBHOOK_TYPES)[number] | undefined
  cursor?: string | undefined
}
export const messagesSearch = (search: Search): MessagesSearch => ({
  state: many(search, 'state', WEBHOOK_DELIVERY_STATES),
  type: oneOf(search, 'type', WEBHOOK_TYPES),
  cursor: one(search, 'cursor'),
})
type AssociationSearch = { contact?: string | undefined }
export const associationSearch = (search: Search): AssociationSearch => ({ contact: one(search, 'contact') })
type CallsSearch = {
  state?: (typeof INVITATION_STATES)[number][] | undefined
  regional_delegation?: string | undefined
  due?: 'true' | undefined
  cursor?: string | undefined
}
export const callsSearch = (search: Search): CallsSearch => ({
  state: many(search, 'state', INVITATION_STATES),
  regional_delegation: one(search, 'regional_delegation'),
  due: oneOf(search, 'due', ['true']),
  cursor: one(search, 'cursor'),
})
type CreationSearch = { association?: string | undefined; innovation?: string | undefined }
export const creationSearch = (search: Search): CreationSearch => ({
  association: one(search, 'association'),
  innovation: one(search, 'innovation'),
})
type ImportSearch = { outcome?: (typeof IMPORT_OUTCOMES)[number] | undefined; cursor?: string | undefined }
export const importSearch = (search: Search): ImportSearch => ({
  outcome: oneOf(search, 'outcome', IMPORT_OUTCOMES),
  cursor: one(search, 'cursor'),
})
type EventsSearch = {
  action?: string | undefined
  actor_id?: string | undefined
  subject_kind?: string | undefined
  subject_id?: string | undefined
  cursor?: string | undefined
}
export const eventsSearch = (search: Search): EventsSearch => ({
  action: one(search, 'action'),
  actor_id: one(search, 'actor_id'),
  subject_kind: one(search, 'subject_kind'),
  subject_id: one(search, 'subject_id'),
  cursor: one(search, 'cursor'),
})
type TermsSearch = { q?: string | undefined }
export const termsSearch = (search: Search): TermsSearch => ({ q: one(search, 'q') })
type NotificationsSearch = { state?: (typeof NOTIFICATION_STATES)[number] | undefined; cursor?: string | undefined }
export const notificationsSearch = (search: Search): NotificationsSearch => ({
  state: oneOf(search, 'state', NOTIFICATION_STATES),
  cursor: one(search, 'cursor'),
})
