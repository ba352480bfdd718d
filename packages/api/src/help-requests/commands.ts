import type { HelpAsked } from '@essaim/shared/own-invitations.ts'
import { sql } from 'kysely'
import { mayWriteFacts } from '../associations/rights.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent, timeOf, whoWas } from '../events/commands.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { respondentOf } from '../respond/invitation-queries.ts'
import { contextOf } from '../respond/queries.ts'
import { delegatesFor } from './delegates.ts'
import { findHelpRequest } from './queries.ts'

const MOST_AN_HOUR = 10

/** A respondent’s call for help: kept until answered, and mailed to its delegates. */
export async function askForHelp(trx: Trx, caller: Caller, asked: HelpAsked, mail: Jobs['mail']): Promise<string> {
  const actor = respondentOf(caller.actor)
  const { submission_id } = asked
  if (
    submission_id &&
    !(await trx
      .selectFrom('submission')
      .select('id')
      .where('id', '=', submission_id)
      .where('association_id', '=', actor.association)
      .executeTakeFirst())
  )
    throw invalid('/submission_id', 'unknown', 'Cette réponse n’existe pas.', 'There is no such submission.')
  const { n } = await trx
    .selectFrom('help_request')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('association_id', '=', actor.association)
    .where('created_at', '>', sql<Date>`now() - interval '1 hour'`)
    .executeTakeFirstOrThrow()
  if (n >= MOST_AN_HOUR) throw problem('rate-limited', { headers: { 'retry-after': '3600' } })
  const id = newId()
  await trx
    .insertInto('help_request')
    .values({
      id,
      association_id: actor.association,
      contact_id: actor.contact,
      invitation_id: actor.invitation,
      submission_id: submission_id ?? null,
      message: asked.message,
      telephone: asked.telephone ?? null,
      created_at: timeOf(caller),
    })
    .execute()
  await recordEvent(trx, caller, {
    action: 'help_request.create',
    subject: { kind: 'help_request', id },
    association_id: actor.association,
    detail: { submission_id: submission_id ?? null },
  })
  const { association, contact } = await contextOf(trx, actor.contact)
  for (const to of await delegatesFor(trx, actor.association)) {
    await mail(trx, {
      to,
      subject: `Demande d’aide de ${association.name}`,
      body: [
        'Bonjour,',
        `${contact.name ?? 'Une personne'} (${association.name}) demande de l’aide pour le recensement :`,
        asked.message,
        ...(asked.telephone ? [`Téléphone : ${asked.telephone}`] : []),
        'Une fois la personne rappelée, indiquez dans la console que vous avez répondu.',
      ].join('\n\n'),
    })
  }
  return id
}

/** Notes that somebody has answered. */
export async function answerHelpRequest(trx: Trx, caller: Caller, id: string) {
  await trx.selectFrom('help_request').select('id').where('id', '=', id).forUpdate().execute()
  const row = await findHelpRequest(trx, caller.actor, id)
  if (!mayWriteFacts(caller.actor, { id: row.association_id, department: row.department })) throw problem('forbidden')
  if (row.answered_at !== null)
    throw problem('conflict', {
      members: { state: 'answered', by: await whoWas(trx, row.answered_by), at: row.answered_at },
    })
  await trx
    .updateTable('help_request')
    .set({ answered_by: callerName(caller), answered_at: sql`now()`, version: row.version + 1 })
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'help_request.answer',
    subject: { kind: 'help_request', id },
    association_id: row.association_id,
  })
  return findHelpRequest(trx, caller.actor, id)
}
