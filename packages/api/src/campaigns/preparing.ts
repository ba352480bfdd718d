import { sql } from 'kysely'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { lockCampaign } from './queries.ts'
import { isRecipient } from './recipients.ts'

// small enough that whoever waits for the lock never waits as long as it may
const BATCH = 100
const MACHINE = { kind: 'job' } as const

/**
 * Writes the invitations and the participants of a campaign, batch by batch, each in a transaction of its own: done
 * twice, at once or after a crash, it writes nobody twice.
 */
export async function prepareCampaign(db: Db, id: string): Promise<void> {
  let after: string | null = ''
  while (after !== null) {
    const from: string = after
    after = await inScope(db, MACHINE, (trx) => prepareBatch(trx, id, from))
  }
}

/** The last association of the batch; null when there are no more. */
export async function prepareBatch(trx: Trx, id: string, after: string): Promise<string | null> {
  const known = await trx.selectFrom('campaign').select('id').where('id', '=', id).executeTakeFirst()
  if (!known) return null
  const campaign = await lockCampaign(trx, id)
  if (campaign.state !== 'scheduled' && campaign.state !== 'open') return null
  const { rows } = await sql<{ id: string }>`
    select association.id from association
    where ${isRecipient(campaign)} and ${after === '' ? sql`true` : sql`association.id > ${after}::uuid`}
    order by association.id limit ${BATCH}`.execute(trx)
  if (rows.length > 0)
    await trx
      .insertInto('invitation')
      .values(rows.map((row) => ({ id: newId(), campaign_id: id, association_id: row.id })))
      .onConflict((c) => c.columns(['campaign_id', 'association_id']).doNothing())
      .execute()
  await writeParticipants(
    trx,
    id,
    rows.map((row) => row.id),
  )
  if (rows.length === BATCH) return rows.at(-1)?.id ?? null
  const first = campaign.prepared_at === null
  await trx.updateTable('campaign').set({ prepared_at: sql`now()` }).where('id', '=', id).execute()
  if (first)
    await recordEvent(trx, { actor: MACHINE }, { action: 'campaign.prepare', subject: { kind: 'campaign', id } })
  return null
}

/** The officers of today are asked; who has left the office is not written to any more. */
async function writeParticipants(trx: Trx, campaign: string, associations: string[]): Promise<void> {
  const { rows } = await sql<{ invitation_id: string; contact_id: string }>`
    select i.id as invitation_id, c.id as contact_id from invitation i
    join contact c on c.association_id = i.association_id and c.office in ('president', 'general_director')
    where i.campaign_id = ${campaign} and i.association_id = any (${associations}::uuid[])
      and not exists (select from participant p where p.invitation_id = i.id and p.contact_id = c.id)`.execute(trx)
  if (rows.length > 0)
    await trx
      .insertInto('participant')
      .values(rows.map((row) => ({ id: newId(), ...row })))
      .onConflict((c) => c.columns(['invitation_id', 'contact_id']).doNothing())
      .execute()
  await sql`update participant p set ended_at = now() from invitation i, contact c
    where i.id = p.invitation_id and c.id = p.contact_id and i.campaign_id = ${campaign}
      and i.association_id = any (${associations}::uuid[])
      and p.ended_at is null and p.invited_by is null and c.office = 'other'`.execute(trx)
}

/** Takes back the invitations of a campaign that nothing has come of. */
export async function withdrawInvitations(trx: Trx, campaign: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select i.id from invitation i where i.campaign_id = ${campaign}
      and not exists (select from call where call.invitation_id = i.id)
      and not exists (select from submission s where s.invitation_id = i.id)
      and not exists (select from succession s where s.invitation_id = i.id)
      and not exists (select from help_request h where h.invitation_id = i.id)
      and not exists (select from participant p where p.invitation_id = i.id and (p.printed_at is not null
        or exists (select from delivery_participant dp where dp.participant_id = p.id)
        or exists (select from token t where t.resource = p.id)))`.execute(trx)
  const ids = rows.map((row) => row.id)
  await sql`delete from participant where invitation_id = any (${ids}::uuid[])`.execute(trx)
  await sql`delete from invitation where id = any (${ids}::uuid[])`.execute(trx)
}
