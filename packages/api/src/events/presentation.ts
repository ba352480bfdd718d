import type { Actor } from '@essaim/shared/actors.ts'
import type { Event } from '@essaim/shared/events.ts'
import type { EventRow } from './queries.ts'

/** An entry as its reader may know it: from where things are done is for administrators. */
export const presentEvent =
  (reader: Actor) =>
  (row: EventRow): Event => ({
    id: row.id,
    at: row.at.toISOString(),
    actor: {
      kind: row.actor_kind,
      id: row.actor_id,
      name: row.actor_name,
      roles: row.actor_roles,
      on_behalf_of: row.on_behalf_of,
    },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    detail: row.detail,
    origin: reader.kind === 'staff' && reader.roles.includes('admin') ? row.origin : null,
  })
