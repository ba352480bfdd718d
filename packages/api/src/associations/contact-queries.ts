import type { Contact } from '@essaim/shared/associations.ts'
import { type SqlBool, sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

const list = (trx: Trx) =>
  trx
    .selectFrom('contact')
    .selectAll('contact')
    .select(
      sql<
        Contact['links']
      >`coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'created_at', ${instant('t.created_at')},
        'expires_at', ${instant('t.expires_at')}, 'used_at', ${instant('t.used_at')}, 'revoked_at', ${instant('t.revoked_at')}) order by t.id desc)
      from (select * from token where token.kind = 'respondent_link' and token.subject = contact.id order by id desc limit 100) t), '[]')`.as(
        'links',
      ),
    )

// within JSON, dates would be written in PostgreSQL's own way
const instant = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

export type ContactRow = Awaited<ReturnType<typeof findContact>>

/** The contact, if it is of that association. */
export async function findContact(trx: Trx, association: string, id: string) {
  const row = await list(trx)
    .where('contact.id', '=', id)
    .where('contact.association_id', '=', association)
    .executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The contact, locked until the end of the transaction. */
export async function lockContact(trx: Trx, association: string, id: string): Promise<ContactRow> {
  await trx.selectFrom('contact').select('id').where('id', '=', id).forUpdate().execute()
  return findContact(trx, association, id)
}

/** A page of an association's contacts, one more than asked: oldest first, officers as they come. */
export async function listContacts(trx: Trx, association: string, page: PageRequest): Promise<ContactRow[]> {
  let rows = list(trx).where('contact.association_id', '=', association)
  if (page.after) rows = rows.where(sql<SqlBool>`contact.id > ${page.after[0]}::uuid`)
  return rows
    .orderBy('contact.id')
    .limit(page.limit + 1)
    .execute()
}

export async function countContacts(trx: Trx, association: string): Promise<number> {
  const { total } = await trx
    .selectFrom('contact')
    .select(sql<number>`count(*)`.as('total'))
    .where('association_id', '=', association)
    .executeTakeFirstOrThrow()
  return total
}

export const presentContact = (row: ContactRow) => ({
  id: row.id,
  office: row.office as Contact['office'],
  civility: row.civility as Contact['civility'],
  name: row.name,
  function: row.function,
  email: row.email,
  telephone: row.telephone,
  objected_at: row.objected_at,
  bounced_at: row.bounced_at,
  bounce_reason: row.bounce_reason,
  links: row.links,
  created_at: row.created_at,
  updated_at: row.updated_at,
})

/** As whom a campaign that is not over asks this contact; of several, the one that opened last. */
export const findCurrentParticipant = (
  trx: Trx,
  contact: string,
): Promise<{ participant: string; closes_at: Date | null } | undefined> =>
  trx
    .selectFrom('participant')
    .innerJoin('invitation', 'invitation.id', 'participant.invitation_id')
    .innerJoin('campaign', 'campaign.id', 'invitation.campaign_id')
    .select(['participant.id as participant', 'campaign.closes_at'])
    .where('participant.contact_id', '=', contact)
    .where('participant.ended_at', 'is', null)
    .where('campaign.scheduled_at', 'is not', null)
    .where('campaign.closes_at', '>', sql<Date>`now()`)
    .orderBy('campaign.opens_at', 'desc')
    .limit(1)
    .executeTakeFirst()
