import { mayJudgePoints, whyNotPoint } from '@essaim/shared/correction-rules.ts'
import type { CorrectionPointPatch, CorrectionPointRequest, PointState } from '@essaim/shared/corrections.ts'
import { normaliseAnswers } from '@essaim/shared/questionnaires/normalise.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, timeOf } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid } from '../lib/problem.ts'
import { refuseShape } from '../submissions/answers.ts'
import type { Desk } from '../submissions/desk.ts'
import { contentOf, type SubmissionRow } from '../submissions/queries.ts'
import { refuse, subjectOf } from '../submissions/rights.ts'
import { pointFor, recordPoint } from './commands.ts'
import { type PointRow, pointsOf } from './queries.ts'

/** Notes a point for oneself and one's colleagues: the association learns of it by the next request for changes. */
export async function notePoint(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  request: CorrectionPointRequest,
): Promise<string> {
  await refuse(trx, row, mayJudgePoints(subjectOf(row), desk.caller.actor))
  const id = await insertNote(trx, desk, row, request, '')
  await recordPoint(trx, desk.caller, row, 'note_point', { point: id, ...request })
  return id
}

/** Writes a note that is not sent yet. */
export async function changeNote(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  id: string,
  patch: CorrectionPointPatch,
): Promise<void> {
  const note = await pointFor(trx, desk.caller, row, id, 'edit')
  const { proposed, ...change } = patch
  await trx
    .updateTable('correction_point')
    .set({
      ...change,
      ...(proposed !== undefined && { proposed: await proposedOf(trx, desk, row, note.question, proposed, '') }),
      version: note.version + 1,
    })
    .where('id', '=', id)
    .execute()
  await recordPoint(trx, desk.caller, row, 'note_point', { point: id, question: note.question, ...patch })
}

/** Throws a note away. */
export async function dropNote(trx: Trx, caller: Caller, row: SubmissionRow, id: string): Promise<void> {
  const note = await pointFor(trx, caller, row, id, 'edit')
  await trx.deleteFrom('correction_point').where('id', '=', id).execute()
  await recordPoint(trx, caller, row, 'drop_point', { point: id, question: note.question })
}

/** Sends the notes of a submission with a request for changes, and the points that it names itself; gives what was sent. */
export async function sendPoints(trx: Trx, desk: Desk, row: SubmissionRow, requests: CorrectionPointRequest[]) {
  for (const [index, request] of requests.entries()) await insertNote(trx, desk, row, request, `/points/${index}`)
  const sent = await trx
    .updateTable('correction_point')
    .set((e) => ({
      state: 'open',
      sent_at: timeOf(desk.caller),
      asked_revision: row.revision,
      version: e('version', '+', 1),
    }))
    .where('submission_id', '=', row.id)
    .where('state', '=', 'note')
    .returning(['id', 'question', 'kind', 'reason', 'proposed', 'follows'])
    .execute()
  const taken = sent.flatMap(({ follows }) => follows ?? [])
  if (taken.length > 0)
    await trx
      .updateTable('correction_point')
      .set((e) => ({ state: 'reopened', version: e('version', '+', 1) }))
      .where('id', 'in', taken)
      .execute()
  return sent.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Makes notes again of what a request for changes sent, when it is taken back. */
export async function takeBackPoints(trx: Trx, submissionId: string): Promise<void> {
  const back = await trx
    .updateTable('correction_point')
    .set((e) => ({
      state: 'note',
      sent_at: null,
      asked_revision: null,
      kept_because: null,
      version: e('version', '+', 1),
    }))
    .where('submission_id', '=', submissionId)
    .where('state', '=', 'open')
    .returning('follows')
    .execute()
  const taken = back.flatMap(({ follows }) => follows ?? [])
  if (taken.length > 0)
    await trx
      .updateTable('correction_point')
      .set((e) => ({
        state: e.case().when('closed_at', 'is', null).then('answered').else('closed').end(),
        version: e('version', '+', 1),
      }))
      .where('id', 'in', taken)
      .execute()
}

/** A point that is not sent yet; its id. What is wrong with the request is told below `place`, of its body. */
async function insertNote(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  request: CorrectionPointRequest,
  place: string,
): Promise<string> {
  const { question, kind = 'incorrect', reason, follows = null } = request
  const { actor } = desk.caller
  if (follows !== null) await refuseFollower(trx, desk.caller, row, { question, follows }, place)
  const proposed = await proposedOf(trx, desk, row, question, request.proposed ?? null, place)
  const id = newId()
  await trx
    .insertInto('correction_point')
    .values({
      id,
      submission_id: row.id,
      question,
      kind,
      reason,
      proposed,
      follows,
      author_id: actor.kind === 'staff' ? actor.id : null,
      created_at: timeOf(desk.caller),
    })
    .execute()
  return id
}

/** A proposed wording as it is stored; refused where the question would not take it. */
async function proposedOf(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  question: string,
  proposed: unknown,
  place: string,
): Promise<string | null> {
  const { content } = await contentOf(trx, row)
  if (!questionMap(content).has(question))
    throw invalid(
      `${place}/question`,
      'unknown-question',
      'Le questionnaire n’a pas cette question.',
      'The questionnaire has no such question.',
    )
  if (proposed === null) return null
  await refuseShape(
    trx,
    desk,
    { association_id: row.association_id, submission_id: row.id },
    content,
    { [question]: proposed },
    (pointer) => `${place}/proposed${pointer.slice(question.length + 1)}`,
  )
  return JSON.stringify(normaliseAnswers(content, { [question]: proposed }, newId)[question])
}

async function refuseFollower(
  trx: Trx,
  { actor }: Caller,
  row: SubmissionRow,
  { question, follows }: { question: string; follows: string },
  place: string,
): Promise<void> {
  const points: PointRow[] = await pointsOf(trx, row.id, { notes: true })
  const followed = points.find(({ id }) => id === follows)
  if (followed?.question !== question)
    throw invalid(
      `${place}/follows`,
      'unknown',
      'Il n’y a pas de tel point sur cette question.',
      'There is no such point on this question.',
    )
  const isTaken = points.some((point) => point.follows === follows)
  if (isTaken || whyNotPoint(subjectOf(row), followed.state as PointState, 'reopen', actor) !== null)
    throw invalid(
      `${place}/follows`,
      'not-reopenable',
      'Ce point ne peut pas être rouvert : il est encore ouvert, ou l’a déjà été.',
      'This point cannot be reopened: it is still open, or was reopened already.',
    )
}
