import { sql } from 'kysely'
import { inScope, type Trx } from '../db/database.ts'
import { recordEvent } from '../events/commands.ts'
import { findFederation } from '../federation/queries.ts'
import { dayInWords } from '../letters/typography.ts'
import type { Desk } from '../submissions/desk.ts'
import { type Clock, machineDesk } from './clock.ts'
import { transitionInnovation } from './commands.ts'
import { quoted, writeToHeads } from './letters.ts'
import { publishViews } from './publication.ts'
import { lockAll } from './queries.ts'
import { type UpkeepSettings, type UpkeepStep, type UpkeepSubject, upkeepDue } from './upkeep-rules.ts'

type Due = UpkeepSubject & { id: string; title: string | null; association_id: string }

/** Has each association asked, told and, where the federation says so, withdrawn what it does not confirm: one association at a time, each once. */
export async function keepUp(app: Clock): Promise<void> {
  const desk = await machineDesk(app)
  const settings = await findFederation(app.db)
  const associations = await inScope(app.db, { kind: 'job' }, async (trx) =>
    (await listDue(trx, settings)).map(({ association_id }) => association_id),
  )
  for (const association of new Set(associations))
    await inScope(app.db, { kind: 'job' }, async (trx) => {
      await lockAll(
        trx,
        (await listDue(trx, settings, association)).map(({ id }) => id),
      )
      // read again under the lock: the association, or another process, may have been faster
      const due = Map.groupBy(await listDue(trx, settings, association), (one) => upkeepDue(one, settings, new Date()))
      for (const [step, records] of due) if (step) await STEPS[step](trx, desk, records, settings)
    })
}

/** The published records for which a step may be due: the rule decides. */
async function listDue(trx: Trx, settings: UpkeepSettings, association?: string): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select i.id, i.title, i.association_id, coalesce(i.confirmed_at, i.published_at, i.created_at) as confirmed_at,
      i.confirmation_asked_at, i.stale_since, i.withdrawal_announced_at,
      exists (select from submission s where s.innovation_id = i.id and (s.state in ('submitted', 'endorsed')
        or s.state in ('draft', 'changes_requested') and s.updated_at > now() - interval '60 days')) as renewing,
      exists (select from delivery d where d.about = i.id and d.kind = 'notice' and d.state = 'sent'
        and d.created_at >= i.withdrawal_announced_at) as told
    from innovation i
    where i.state = 'published' and (i.confirmation_asked_at is not null
        or coalesce(i.confirmed_at, i.published_at, i.created_at) < now() - make_interval(days => ${settings.confirm_after_days}::int))
      and i.association_id ${association ? sql`= ${association}` : sql`is not null`}
    order by i.association_id, i.id`.execute(trx)
  const now = new Date()
  return rows.filter((one) => upkeepDue(one, settings, now) !== null)
}

type Step = (trx: Trx, desk: Desk, records: Due[], settings: UpkeepSettings) => Promise<void>

/** What each step does with the records of one association. */
const STEPS: Record<UpkeepStep, Step> = {
  async ask(trx, desk, records) {
    const recipients = await writeToHeads(trx, desk, records[0]?.association_id ?? null, askingLetter(records))
    for (const one of records)
      await take(trx, desk, one, { confirmation_asked_at: sql`now()` }, 'ask_confirmation', { recipients })
  },
  async mark_stale(trx, desk, records) {
    for (const one of records) await take(trx, desk, one, { stale_since: sql`now()` }, 'stale', {})
    await publishViews(
      trx,
      desk.terms,
      records.map(({ id }) => id),
    )
  },
  async announce(trx, desk, records, { withdraw_after_days }) {
    const on = new Date(Date.now() + withdraw_after_days * 86_400_000)
    for (const one of records) {
      const recipients = await writeToHeads(trx, desk, one.association_id, { ...announcement(one, on), about: one.id })
      // nobody to tell it to: it stays, marked as it is
      if (recipients > 0)
        await take(trx, desk, one, { withdrawal_announced_at: sql`now()` }, 'announce_withdrawal', {
          recipients,
          on: on.toISOString(),
        })
    }
  },
  async withdraw(trx, desk, records) {
    for (const { id } of records)
      await transitionInnovation(trx, desk, id, { transition: 'withdraw', reason: 'outdated' })
  },
}

async function take(
  trx: Trx,
  { caller }: Desk,
  { id, association_id }: Due,
  change: Record<string, unknown>,
  action: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await trx
    .updateTable('innovation')
    .set((e) => ({ ...change, version: e('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: `innovation.${action}`,
    subject: { kind: 'innovation', id },
    association_id,
    detail,
  })
}

function askingLetter(records: Due[]): { subject: string; paragraphs: string[] } {
  const [first] = records
  const one = records.length === 1
  return {
    subject: one
      ? `${quoted(first?.title ?? null)} est-il toujours d’actualité ?`
      : 'Vos fiches sont-elles toujours d’actualité ?',
    paragraphs: [
      one
        ? `La fiche ${quoted(first?.title ?? null)} est lue au répertoire des innovations. Est-elle toujours d’actualité ?`
        : `Ces fiches de votre association sont lues au répertoire des innovations :\n${records.map(({ title }) => `– ${title ?? 'sans titre'}`).join('\n')}`,
      'Un clic suffit à le dire : toujours vraie, changée, arrêtée, ou reprise ailleurs. Ses lecteurs verront la date de votre réponse ; sans réponse, ils verront qu’elle n’est pas confirmée.',
    ],
  }
}

const announcement = ({ title, stale_since }: Due, on: Date): { subject: string; paragraphs: string[] } => ({
  subject: `${quoted(title)} sera retiré du répertoire le ${dayInWords(on)}`,
  paragraphs: [
    `Nous vous avons demandé si la fiche ${quoted(title)} était toujours d’actualité. Sans réponse de votre part, ses lecteurs voient depuis le ${dayInWords(stale_since ?? new Date())} qu’elle n’est pas confirmée.`,
    `Elle sera retirée du répertoire le ${dayInWords(on)}. Pour qu’elle y reste, dites d’un clic qu’elle est toujours vraie, ou mettez-la à jour.`,
  ],
})
