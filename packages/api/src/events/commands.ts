import { createHash, randomBytes } from 'node:crypto'
import type { Actor } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'

/** Who does something, and by which request: what every command is told; and when, for what is told afterwards. */
export type Caller = { actor: Actor; request_id?: string | undefined; at?: Date | undefined }

/** When it happens: now, unless it is told afterwards. */
export const timeOf = ({ at }: Caller) => at ?? sql<Date>`now()`

export type Happening = {
  action: string
  subject: { kind: string; id: string | null }
  association_id?: string | null | undefined
  detail?: Record<string, unknown>
}

/** sha256(salt || detail): proves the detail while it exists, and says nothing once it is erased. */
export const commitmentOf = (salt: Buffer, detail: string): Buffer =>
  createHash('sha256').update(salt).update(detail).digest()

/** Adds an entry to the trail, in the transaction of what happened. */
export async function recordEvent(trx: Trx, caller: Caller, happening: Happening): Promise<void> {
  const { actor } = caller
  const id = newId()
  const salt = randomBytes(16)
  const detail = JSON.stringify(happening.detail ?? {})
  // one statement for both rows
  await trx
    .with('entry', (q) =>
      q.insertInto('event').values({
        id,
        at: timeOf(caller),
        actor_kind: actor.kind,
        actor_id: actorId(actor),
        actor_roles: actor.kind === 'staff' ? actor.roles : [],
        action: happening.action,
        subject_kind: happening.subject.kind,
        subject_id: happening.subject.id,
        association_id: happening.association_id ?? null,
        request_id: caller.request_id ?? null,
        commitment: commitmentOf(salt, detail),
      }),
    )
    .insertInto('event_detail')
    .values({ event_id: id, salt, detail })
    .execute()
}

const actorId = (actor: Actor): string | null =>
  actor.kind === 'respondent' ? actor.contact : 'id' in actor ? actor.id : null

/** The caller as a column such as `state_by` keeps it: a kind and an id, never a name. */
export const callerName = ({ actor }: Caller): string => [actor.kind, actorId(actor)].filter(Boolean).join(':')

/** Who that was, for people: the member of staff, the partner, the association; null for the machine itself. */
export async function whoWas(trx: Trx, kept: string | null): Promise<{ id: string; name: string } | null> {
  const [kind, id] = (kept ?? '').split(':')
  if (!id) return null
  const found =
    kind === 'staff'
      ? await trx.selectFrom('staff_member').select(['id', 'name']).where('id', '=', id).executeTakeFirst()
      : kind === 'key'
        ? await trx
            .selectFrom('credential')
            .innerJoin('partner', 'partner.id', 'credential.partner_id')
            .select(['partner.id', 'partner.name'])
            .where('credential.id', '=', id)
            .executeTakeFirst()
        : await trx
            .selectFrom('contact')
            .innerJoin('association', 'association.id', 'contact.association_id')
            .select(['association.id', 'association.name'])
            .where('contact.id', '=', id)
            .executeTakeFirst()
  return found ?? null
}

/** The caller behind a request. */
export const callerFor = (request: { actor: Actor; id: string }): Caller => ({
  actor: request.actor,
  request_id: request.id,
})

/** Adds many entries to the trail at once, for what changes many things. */
export async function recordEvents(trx: Trx, caller: Caller, happenings: Happening[]): Promise<void> {
  if (happenings.length === 0) return
  const { actor } = caller
  const entries = happenings.map((happening) => ({
    ...happening,
    id: newId(),
    salt: randomBytes(16),
    detail: JSON.stringify(happening.detail ?? {}),
  }))
  await trx
    .insertInto('event')
    .values(
      entries.map(({ id, salt, detail, action, subject, association_id }) => ({
        id,
        at: timeOf(caller),
        actor_kind: actor.kind,
        actor_id: actorId(actor),
        actor_roles: actor.kind === 'staff' ? actor.roles : [],
        action,
        subject_kind: subject.kind,
        subject_id: subject.id,
        association_id: association_id ?? null,
        request_id: caller.request_id ?? null,
        commitment: commitmentOf(salt, detail),
      })),
    )
    .execute()
  await trx
    .insertInto('event_detail')
    .values(entries.map(({ id, salt, detail }) => ({ event_id: id, salt, detail })))
    .execute()
}
