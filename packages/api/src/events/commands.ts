import { createHash, randomBytes } from 'node:crypto'
import type { Actor } from '@essaim/shared/actors.ts'
import type { Origin } from '@essaim/shared/events.ts'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { onBehalfOf } from '../absences/on-behalf.ts'
import type { Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'
import { originOf } from './origin.ts'

/** Who does something, by which request and from where: what every command is told; and when, for what is told afterwards. */
export type Caller = {
  actor: Actor
  request_id?: string | undefined
  origin?: Origin | undefined
  at?: Date | undefined
}

/** When it happens: now, unless it is told afterwards. */
export const timeOf = ({ at }: Caller) => at ?? sql<Date>`now()`

export type Happening = {
  action: string
  subject: { kind: string; id: string | null }
  association_id?: string | null | undefined
  detail?: Record<string, unknown>
}

/** sha256(salt || detail || origin): proves what it was made of while that exists, and says nothing once it is erased. */
export const commitmentOf = ({
  salt,
  detail,
  origin,
}: {
  salt: Buffer
  detail: string
  origin: string | null
}): Buffer =>
  createHash('sha256')
    .update(salt)
    .update(detail)
    .update(origin ?? '')
    .digest()

/** Adds an entry to the trail, in the transaction of what happened. */
export const recordEvent = (trx: Trx, caller: Caller, happening: Happening): Promise<void> =>
  recordEvents(trx, caller, [happening])

/** Adds many entries to the trail at once, for what changes many things. */
export async function recordEvents(trx: Trx, caller: Caller, happenings: Happening[]): Promise<void> {
  if (happenings.length === 0) return
  const { actor } = caller
  const origin = caller.origin ? JSON.stringify(caller.origin) : null
  const entries = await Promise.all(
    happenings.map(async ({ detail, ...happening }) => {
      const on_behalf_of = await onBehalfOf(trx, actor, happening.subject)
      return {
        ...happening,
        id: newId(),
        salt: randomBytes(16),
        detail: JSON.stringify({ ...detail, ...(on_behalf_of && { on_behalf_of }) }),
      }
    }),
  )
  // one statement for all rows
  await trx
    .with('entry', (q) =>
      q.insertInto('event').values(
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
          commitment: commitmentOf({ salt, detail, origin }),
        })),
      ),
    )
    .insertInto('event_detail')
    .values(entries.map(({ id, salt, detail }) => ({ event_id: id, salt, detail, origin })))
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

/** The caller behind a request; another actor where the request itself says who it is. */
export const callerFor = (
  request: Pick<FastifyRequest, 'actor' | 'id' | 'ip' | 'headers'>,
  actor: Actor = request.actor,
): Caller => ({ actor, request_id: request.id, origin: originOf(request) })
