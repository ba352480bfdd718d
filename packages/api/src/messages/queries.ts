import type { Actor } from '@essaim/shared/actors.ts'
import {
  openThreadTransitions,
  type ThreadSubject,
  whyNotTakeBack,
  writableKinds,
} from '@essaim/shared/message-rules.ts'
import type { Message, MessageKind, Thread } from '@essaim/shared/messages.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { findSubmission, lockSubmission, type SubmissionRow } from '../submissions/queries.ts'
import { subjectOf } from '../submissions/rights.ts'

const MOST = 1000

// of a person of an association, the association's name where the person was erased or has none
const authorName = sql<string | null>`case split_part(message.author, ':', 1)
  when 'staff' then (select m.name from staff_member m where m.id::text = split_part(message.author, ':', 2))
  else coalesce(
    (select c.name from contact c where c.id::text = split_part(message.author, ':', 2)),
    (select a.name from submission s join association a on a.id = s.association_id where s.id = message.submission_id))
  end`

/** The messages that the actor may read: to the association, neither notes nor what can still be taken back. */
function selected(trx: Trx, actor: Actor, submission: string) {
  let query = trx
    .selectFrom('message')
    .leftJoin('delivery', 'delivery.id', 'message.delivery_id')
    .select([
      'message.id',
      'message.submission_id',
      sql<MessageKind>`message.kind`.as('kind'),
      'message.body',
      'message.author',
      'message.delivery_id',
      'message.created_at',
      'message.final_at',
      sql<Message['mail']>`delivery.state`.as('mail'),
      authorName.as('author_name'),
    ])
    .where('message.submission_id', '=', submission)
  if (actor.kind === 'respondent')
    query = query.where('message.kind', '<>', 'note').where('message.final_at', '<=', sql<Date>`now()`)
  return query
}
export type MessageRow = Awaited<ReturnType<typeof findMessage>>

/** One message that the actor may read. */
export async function findMessage(trx: Trx, actor: Actor, submission: string, id: string) {
  const row = await selected(trx, actor, submission).where('message.id', '=', id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

export type ThreadRow = {
  submission: SubmissionRow
  locked_at: Date | null
  locked_by: string | null
  unanswered_since: Date | null
}

async function threadOf(trx: Trx, submission: SubmissionRow): Promise<ThreadRow> {
  const row = await trx
    .selectFrom('submission')
    .leftJoin('thread', 'thread.submission_id', 'submission.id')
    .leftJoin('unanswered_message', 'unanswered_message.submission_id', 'submission.id')
    .select(['thread.locked_at', 'thread.locked_by', 'unanswered_message.since as unanswered_since'])
    .where('submission.id', '=', submission.id)
    .executeTakeFirstOrThrow()
  return { submission, ...row }
}

/** The thread of a submission that the actor may see. */
export const findThread = async (trx: Trx, actor: Actor, submission: string): Promise<ThreadRow> =>
  threadOf(trx, await findSubmission(trx, actor, submission))

/** The same, locked with its submission: who writes and who locks take turns. */
export const lockThread = async (trx: Trx, actor: Actor, submission: string): Promise<ThreadRow> =>
  threadOf(trx, await lockSubmission(trx, actor, submission))

/** What the rules look at. */
export const subjectOfThread = (row: ThreadRow): ThreadSubject => ({
  submission: subjectOf(row.submission),
  locked: row.locked_at !== null,
  unanswered: row.unanswered_since !== null,
})

/** A message as the actor reads it. */
export function presentMessage(row: MessageRow, actor: Actor): Message {
  const [kind, id] = row.author.split(':')
  const me = actor.kind === 'staff' ? actor.id : actor.kind === 'respondent' ? actor.contact : null
  return {
    id: row.id,
    kind: row.kind,
    body: row.body,
    author: { kind: kind === 'staff' ? 'staff' : 'association', name: row.author_name },
    mine: id === me,
    created_at: row.created_at,
    final_at: row.final_at,
    mail: actor.kind === 'respondent' ? null : row.mail,
    transitions: whyNotTakeBack(row, actor, new Date()) === null ? ['take_back'] : [],
  } as unknown as Message
}

/** A thread with its messages, as the actor reads it: the newest, if there are too many to read. */
export async function presentThread(trx: Trx, actor: Actor, row: ThreadRow): Promise<Thread> {
  const messages = await selected(trx, actor, row.submission.id).orderBy('message.id', 'desc').limit(MOST).execute()
  const [kind, id] = (row.locked_by ?? '').split(':')
  const locker =
    kind === 'staff' && id && actor.kind === 'staff'
      ? await trx.selectFrom('staff_member').select('name').where('id', '=', id).executeTakeFirst()
      : undefined
  const subject = subjectOfThread(row)
  return {
    state: subject.locked ? 'locked' : 'open',
    locked_at: row.locked_at,
    locked_by: locker?.name ?? null,
    unanswered_since: row.unanswered_since,
    may_write: writableKinds(subject, actor),
    transitions: openThreadTransitions(subject, actor),
    messages: messages.reverse().map((message) => presentMessage(message, actor)),
  } as unknown as Thread
}
