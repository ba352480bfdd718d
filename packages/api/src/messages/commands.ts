import { FINAL_AFTER_MINUTES, whyNotTakeBack, whyNotThread, whyNotWrite } from '@essaim/shared/message-rules.ts'
import type { MessageKind, ThreadTransition } from '@essaim/shared/messages.ts'
import type { Refusal } from '@essaim/shared/submission-rules.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { callerName, recordEvent, timeOf, whoWas } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Bilingual, problem } from '../lib/problem.ts'
import { takeBackNotice } from '../mail/commands.ts'
import type { Desk } from '../submissions/desk.ts'
import { writeToAssociation } from '../submissions/letters.ts'
import { findMessage, findThread, lockThread, type MessageRow, subjectOfThread, type ThreadRow } from './queries.ts'

const MOST_AN_HOUR = 20

const ACTIONS = {
  to_association: 'message.send',
  from_association: 'message.reply',
  note: 'message.note',
} as const satisfies Record<MessageKind, string>

async function refuse(trx: Trx, row: ThreadRow, refusal: Refusal | null, detail: Bilingual): Promise<void> {
  if (refusal === 'forbidden') throw problem('forbidden')
  if (refusal === 'conflict')
    throw problem('conflict', {
      detail,
      members: {
        state: row.locked_at === null ? 'open' : 'locked',
        by: await whoWas(trx, row.locked_by),
        at: row.locked_at,
      },
    })
}

/** Adds a message to the thread, and to the outbox where it goes to the association. */
export async function writeMessage(
  trx: Trx,
  desk: Pick<Desk, 'caller' | 'post'>,
  submission: string,
  kind: MessageKind,
  body: string,
): Promise<MessageRow> {
  const { caller } = desk
  const row = await lockThread(trx, caller.actor, submission)
  await refuse(trx, row, whyNotWrite(subjectOfThread(row), kind, caller.actor), {
    fr: 'Cet échange est clos : il n’accepte plus de message.',
    en: 'This exchange is closed: it takes no more messages.',
  })
  if (kind === 'from_association') await refuseTooMany(trx, submission)
  const delivery_id =
    kind === 'to_association' ? await writeToAssociation(trx, desk, row.submission, letterOf(row, body)) : null
  const id = newId()
  await trx
    .insertInto('message')
    .values({
      id,
      submission_id: submission,
      kind,
      body,
      author: callerName(caller),
      delivery_id,
      created_at: timeOf(caller),
      ...(kind !== 'from_association' && {
        final_at: sql`now() + make_interval(mins => ${FINAL_AFTER_MINUTES})`,
      }),
    })
    .execute()
  await recordEvent(trx, caller, {
    action: ACTIONS[kind],
    subject: { kind: 'submission', id: submission },
    association_id: row.submission.association_id,
    // what was written stays in one place, where it can be erased
    detail: { message_id: id },
  })
  return findMessage(trx, caller.actor, submission, id)
}

const letterOf = ({ submission }: ThreadRow, body: string) => ({
  subject: `Un message au sujet de « ${submission.title ?? 'votre réponse'} »`,
  paragraphs: [body.trim(), 'Pour y répondre, ouvrez votre réponse par le lien ci-dessous, puis « Échanges ».'],
})

async function refuseTooMany(trx: Trx, submission: string): Promise<void> {
  const { n } = await trx
    .selectFrom('message')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('submission_id', '=', submission)
    .where('kind', '=', 'from_association')
    .where('created_at', '>', sql<Date>`now() - interval '1 hour'`)
    .executeTakeFirstOrThrow()
  if (n >= MOST_AN_HOUR) throw problem('rate-limited', { headers: { 'retry-after': '3600' } })
}

/** Takes a message back as if it had not been written, while its mail waits. */
export async function takeBackMessage(
  trx: Trx,
  { caller }: Pick<Desk, 'caller'>,
  submission: string,
  id: string,
): Promise<ThreadRow> {
  const thread = await lockThread(trx, caller.actor, submission)
  const message = await findMessage(trx, caller.actor, submission, id)
  const tooLate = {
    fr: 'Ce message est parti : il ne peut plus être repris.',
    en: 'This message has left: it cannot be taken back any more.',
  }
  await refuse(trx, thread, whyNotTakeBack(message, caller.actor, new Date()), tooLate)
  if (message.delivery_id !== null && !(await takeBackNotice(trx, message.delivery_id)))
    await refuse(trx, thread, 'conflict', tooLate)
  await trx.deleteFrom('message').where('id', '=', id).execute()
  await recordEvent(trx, caller, {
    action: 'message.take_back',
    subject: { kind: 'submission', id: submission },
    association_id: thread.submission.association_id,
    detail: { message_id: id, kind: message.kind },
  })
  return findThread(trx, caller.actor, submission)
}

/** Closes or reopens a thread, or says that what the association wrote last needs no answer. */
export async function transitionThread(
  trx: Trx,
  { caller }: Pick<Desk, 'caller'>,
  submission: string,
  name: ThreadTransition,
): Promise<ThreadRow> {
  const row = await lockThread(trx, caller.actor, submission)
  await refuse(trx, row, whyNotThread(subjectOfThread(row), name, caller.actor), {
    fr: 'L’échange n’en est plus là : rechargez la page.',
    en: 'The exchange has moved on: reload the page.',
  })
  const change =
    name === 'settle'
      ? { settled_at: timeOf(caller) }
      : name === 'lock'
        ? { locked_at: timeOf(caller), locked_by: callerName(caller) }
        : { locked_at: null, locked_by: null }
  await trx
    .insertInto('thread')
    .values({ submission_id: submission, ...change })
    .onConflict((c) => c.column('submission_id').doUpdateSet(change))
    .execute()
  await recordEvent(trx, caller, {
    action: `thread.${name}`,
    subject: { kind: 'submission', id: submission },
    association_id: row.submission.association_id,
  })
  return findThread(trx, caller.actor, submission)
}
