import type { FastifyInstance } from 'fastify'
import { type Db, inScope, type Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { Refusal } from '../lib/problem.ts'
import type { Desk } from '../submissions/desk.ts'
import { transitionInnovation } from './commands.ts'
import { lockInnovation, type ModeratedRow } from './queries.ts'
import { UNSCHEDULED } from './schedule.ts'

const MACHINE = { kind: 'job' } as const

/** What the clock needs of the application. */
export type Clock = Pick<FastifyInstance, 'db' | 'terms' | 'jobs' | 'publicUrl'>

/** The desk of the machine, which writes letters as whoever decided would. */
export const machineDesk = async (app: Clock): Promise<Desk> => ({
  caller: { actor: MACHINE },
  terms: await app.terms.current(),
  post: { mail: app.jobs.mail, publicUrl: app.publicUrl() },
})

/** Publishes what is due, each in a transaction of its own and by the path of every publication; what is refused then is told by its event, and its date taken away. */
export async function publishDue(app: Clock): Promise<void> {
  const desk = await machineDesk(app)
  for (const id of await listDue(app.db)) {
    try {
      await ifDue(app.db, id, (trx) => transitionInnovation(trx, desk, id, { transition: 'publish' }))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await ifDue(app.db, id, (trx, row) => noteRefused(trx, row, error))
    }
  }
}

const listDue = (db: Db) =>
  inScope(db, MACHINE, async (trx) =>
    (
      await trx
        .selectFrom('innovation')
        .select('id')
        .where('publish_at', '<=', new Date())
        .orderBy('publish_at')
        .orderBy('id')
        .execute()
    ).map(({ id }) => id),
  )

/** Another process, or whoever cancelled it, may have been faster. */
const ifDue = (db: Db, id: string, work: (trx: Trx, row: ModeratedRow) => Promise<unknown>) =>
  inScope(db, MACHINE, async (trx) => {
    const row = await lockInnovation(trx, MACHINE, id)
    if (row.publish_at !== null && row.publish_at <= new Date()) await work(trx, row)
  })

async function noteRefused(trx: Trx, row: ModeratedRow, { slug, options: { errors = [] } }: Refusal): Promise<void> {
  await trx
    .updateTable('innovation')
    .set((e) => ({ ...UNSCHEDULED, version: e('version', '+', 1) }))
    .where('id', '=', row.id)
    .execute()
  await recordEvent(
    trx,
    { actor: MACHINE },
    {
      action: 'innovation.publish_refused',
      subject: { kind: 'innovation', id: row.id },
      association_id: row.association_id,
      detail: {
        at: row.publish_at?.toISOString(),
        decided_by: row.publish_by,
        problem: slug,
        errors: errors.map(({ pointer, code }) => ({ pointer, code })),
      },
    },
  )
}
