import { sql } from 'kysely'
import { type Db, inScope } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { writeAutomaticLetters } from './automatic.ts'
import { expandSending, type Wake } from './expanding.ts'
import { prepareCampaign } from './preparing.ts'

/** What the queue `campaign` is asked to do. */
export type CampaignWork = { do: 'clock' } | { do: 'prepare'; campaign: string } | { do: 'expand'; sending: string }

const MACHINE = { kind: 'job' } as const

/** Does one piece of a campaign's work; each may be done again. */
export async function workCampaign(db: Db, work: CampaignWork, wake?: Wake): Promise<void> {
  if (work.do === 'prepare') await prepareCampaign(db, work.campaign)
  else if (work.do === 'expand') await expandSending(db, work.sending, wake)
  else await runClock(db, wake)
}

/** What the passing of time brings: openings and closings noted once, newcomers invited, and what is due sent. */
export async function runClock(db: Db, wake?: Wake): Promise<void> {
  const opened = await note(db, 'opening_noted_at', 'opens_at', 'campaign.open')
  await note(db, 'closing_noted_at', 'closes_at', 'campaign.close')
  const unprepared = await db
    .selectFrom('campaign')
    .select('id')
    .where('scheduled_at', 'is not', null)
    .where('prepared_at', 'is', null)
    .where('closes_at', '>', sql<Date>`now()`)
    .execute()
  for (const id of new Set([...opened, ...unprepared.map((row) => row.id)])) await prepareCampaign(db, id)
  const due = await db
    .selectFrom('sending')
    .innerJoin('campaign', 'campaign.id', 'sending.campaign_id')
    .select('sending.id')
    .where('sending.prepared_at', 'is', null)
    .where('sending.cancelled_at', 'is', null)
    .where('sending.due_at', '<=', sql<Date>`now()`)
    .where('campaign.scheduled_at', 'is not', null)
    .where('campaign.closes_at', '>', sql<Date>`now()`)
    .orderBy('sending.due_at')
    .orderBy('sending.id')
    .execute()
  for (const { id } of due) await expandSending(db, id, wake)
  await writeAutomaticLetters(db, wake)
}

/** Notes in the trail, once, that the date of these campaigns has come. */
function note(
  db: Db,
  noted: 'opening_noted_at' | 'closing_noted_at',
  date: 'opens_at' | 'closes_at',
  action: 'campaign.open' | 'campaign.close',
): Promise<string[]> {
  return inScope(db, MACHINE, async (trx) => {
    const rows = await trx
      .updateTable('campaign')
      .set({ [noted]: sql`now()` })
      .where('scheduled_at', 'is not', null)
      .where(date, '<=', sql<Date>`now()`)
      .where(noted, 'is', null)
      .returning(['id', 'opens_at', 'closes_at'])
      .execute()
    for (const row of rows)
      await recordEvent(
        trx,
        { actor: MACHINE },
        {
          action,
          subject: { kind: 'campaign', id: row.id },
          detail: { at: row[date]?.toISOString() ?? null },
        },
      )
    return rows.map((row) => row.id)
  })
}
