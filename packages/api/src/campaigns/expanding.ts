import { maySend } from '@essaim/shared/campaign-rules.ts'
import type { PlannedLetter } from '@essaim/shared/campaigns.ts'
import { sql } from 'kysely'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Person, whoIsDue } from './due.ts'
import { lockCampaign } from './queries.ts'

// small enough that whoever waits for the lock never waits as long as it may
const BATCH = 100
const MACHINE = { kind: 'job' } as const

/** Tells who sends mail, in the transaction that wrote some. */
export type Wake = (trx: Trx) => Promise<void>

/**
 * Writes the deliveries of a sending, batch by batch: one mail per address, whoever stands behind it. Done twice, at
 * once or after a crash, no address gets two.
 */
export async function expandSending(db: Db, id: string, wake?: Wake): Promise<void> {
  let after: string | null = ''
  while (after !== null) {
    const from: string = after
    after = await inScope(db, MACHINE, async (trx) => {
      const { last, written } = await expandBatch(trx, id, from)
      if (written > 0) await wake?.(trx)
      return last
    })
  }
}

const OVER = { last: null, written: 0 }

/** How many mails were written, and the last address of the batch: null when there are no more, or the sending is not to be gone on with. */
export async function expandBatch(
  trx: Trx,
  id: string,
  after: string,
): Promise<{ last: string | null; written: number }> {
  const found = await trx.selectFrom('sending').select('campaign_id').where('id', '=', id).executeTakeFirst()
  if (!found) return OVER
  // expansions of all campaigns take turns, so that no reminder crosses another on its way to one address
  await sql`select pg_advisory_xact_lock(hashtext('essaim.expanding'))`.execute(trx)
  const campaign = await lockCampaign(trx, found.campaign_id)
  const sending = await trx
    .selectFrom('sending')
    .selectAll()
    .where('id', '=', id)
    .where('prepared_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!sending || !maySend(sending.letter as PlannedLetter, campaign.state)) return OVER
  const { rows } = await sql<{ address: string }>`
    select distinct lower(c.email) as address from participant p
    join invitation i on i.id = p.invitation_id
    join contact c on c.id = p.contact_id
    where i.campaign_id = ${campaign.id} and lower(c.email) > ${after}
      ${sending.invitations === null ? sql`` : sql`and i.id = any (${sending.invitations}::uuid[])`}
    order by 1 limit ${BATCH}`.execute(trx)
  const people = await whoIsDue(trx, {
    letter: sending.letter as PlannedLetter,
    campaign: campaign.id,
    invitations: sending.invitations,
    addresses: rows.map((row) => row.address),
    spanDays: campaign.reminder_span_days,
  })
  const written = await writeDeliveries(trx, sending, byAddress(people))
  if (rows.length === BATCH) return { last: rows.at(-1)?.address ?? null, written }
  await trx
    .updateTable('sending')
    .set((e) => ({ prepared_at: sql`now()`, version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  await recordEvent(
    trx,
    { actor: MACHINE },
    { action: 'sending.prepare', subject: { kind: 'sending', id }, detail: { letter: sending.letter } },
  )
  return { last: null, written }
}

/** Those who are due, by the address that they share. */
export function byAddress(people: Person[]): Map<string, Person[]> {
  const groups = new Map<string, Person[]>()
  for (const person of people)
    if (person.reason === null && person.address !== null)
      groups.set(person.address, [...(groups.get(person.address) ?? []), person])
  return groups
}

async function writeDeliveries(
  trx: Trx,
  sending: { id: string; campaign_id: string; letter: string },
  groups: Map<string, Person[]>,
): Promise<number> {
  if (groups.size === 0) return 0
  const written = await trx
    .insertInto('delivery')
    .values(
      [...groups.values()].map(([first]) => ({
        id: newId(),
        kind: sending.letter,
        recipient: first?.email ?? '',
        campaign_id: sending.campaign_id,
        sending_id: sending.id,
      })),
    )
    .onConflict((c) => c.doNothing())
    .returning(['id', 'recipient'])
    .execute()
  const links = written.flatMap(({ id, recipient }) =>
    (groups.get(recipient.toLowerCase()) ?? []).map(({ participant_id }) => ({ delivery_id: id, participant_id })),
  )
  if (links.length > 0) await trx.insertInto('delivery_participant').values(links).execute()
  return written.length
}
