import { HEADS } from '@essaim/shared/submissions.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'

/** The heads of an association who may be written to, one for each address. */
export async function headsToWriteTo(trx: Trx, association: string) {
  const heads = await trx
    .selectFrom('contact')
    .select(['id', 'association_id', 'office', 'civility', 'name', 'objected_at', sql<string>`email`.as('email')])
    .where('association_id', '=', association)
    .where('office', 'in', HEADS)
    .where('email', 'is not', null)
    .where('objected_at', 'is', null)
    .where('bounced_at', 'is', null)
    .orderBy('office', 'desc')
    .execute()
  return [...new Map(heads.map((one) => [one.email.toLowerCase(), one])).values()]
}
