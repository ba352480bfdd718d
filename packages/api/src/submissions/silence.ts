import { whyNotSubmission } from '@essaim/shared/submission-rules.ts'
import { sql } from 'kysely'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { findFederation } from '../federation/queries.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { transitionSubmission } from './commands.ts'
import { lockSubmission } from './queries.ts'
import { subjectOf } from './rights.ts'

const MACHINE = { kind: 'job' } as const
const BATCH = 200

type Silence = { id: string; days: number }

/**
 * Reminds each delegation, once, of an answer that it leaves lying, and hands it to headquarters when that does not help;
 * after the days that the federation says. Whatever is done again is done once.
 */
export async function watchSilence(db: Db, terms: Terms): Promise<void> {
  const { delegation_reminder_days, delegation_escalation_days } = await findFederation(db)
  await overEach(db, delegation_escalation_days, 'escalate', async (trx, { id, days }) => {
    await transitionSubmission(trx, { caller: { actor: MACHINE }, terms }, id, {
      transition: 'escalate',
      comment: `Sans suite de la délégation depuis ${days} jours.`,
    })
  })
  await overEach(db, delegation_reminder_days, 'remind', remind)
}

async function remind(trx: Trx, { id, days }: Silence): Promise<void> {
  const reminded = await trx
    .updateTable('submission')
    .set({ reminded_at: sql`now()` })
    .where('id', '=', id)
    .where('reminded_at', 'is', null)
    .returning('association_id')
    .executeTakeFirst()
  if (!reminded) return
  await recordEvent(
    trx,
    { actor: MACHINE },
    {
      action: 'submission.remind',
      subject: { kind: 'submission', id },
      association_id: reminded.association_id,
      detail: { days },
    },
  )
}

/** Each of the answers that wait for so long, in a transaction of its own, if it still waits then. */
async function overEach(
  db: Db,
  after: number | null,
  step: 'remind' | 'escalate',
  work: (trx: Trx, one: Silence) => Promise<void>,
): Promise<void> {
  if (after === null) return
  const silent = await inScope(db, MACHINE, (trx) => listSilent(trx, after, step))
  for (const one of silent)
    await inScope(db, MACHINE, async (trx) => {
      const row = await lockSubmission(trx, MACHINE, one.id)
      // decided, or left without a delegation, since it was listed
      if (whyNotSubmission(subjectOf(row), 'escalate', MACHINE) === null) await work(trx, one)
    })
}

async function listSilent(trx: Trx, after: number, step: 'remind' | 'escalate'): Promise<Silence[]> {
  const { rows } = await sql<Silence>`
    select s.id, extract(day from now() - s.state_at)::int as days
    from submission s
    join association a on a.id = s.association_id
    left join regional_delegation_department covering on covering.department = coalesce(s.main_department, a.department)
    -- where there is no delegation, headquarters has it already
    join active_delegation d on d.id = coalesce(s.rerouted_to, covering.regional_delegation_id)
    where s.state = 'submitted' and s.escalated_at is null and s.state_at < now() - make_interval(days => ${after})
      and (${step} = 'escalate' or s.reminded_at is null)
    order by s.state_at limit ${BATCH}`.execute(trx)
  return rows
}
