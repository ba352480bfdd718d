import type { Actor } from '@essaim/shared/actors.ts'
import { mayJudgePoints, openPointActions } from '@essaim/shared/correction-rules.ts'
import type { CorrectionPoint, CorrectionPointList, PointState } from '@essaim/shared/corrections.ts'
import { answerOfPoint } from '@essaim/shared/point-answers.ts'
import type { SubmissionSubject } from '@essaim/shared/submission-rules.ts'
import type { Trx } from '../db/database.ts'
import { etag } from '../lib/etag.ts'
import { problem } from '../lib/problem.ts'
import { answersSeenBy, type SubmissionRow } from '../submissions/queries.ts'
import { subjectOf } from '../submissions/rights.ts'
import { answersOfRevisions, type PointRow, pointsOf } from './queries.ts'

type Answers = Record<string, unknown>

/** Moderation's notes are the staff's: neither the association nor its scripts see them. */
export const seesNotes = (actor: Actor) => ({ notes: actor.kind === 'staff' })

export const pointTag = (row: Pick<PointRow, 'version'>) => etag(row.version)

/** What the answer was that a point is about, and what it has become; `standing` are the answers as they stand. */
export function courseOf(row: PointRow, revisions: Map<number, Answers>, standing: Answers) {
  const at = (revision: number | null) =>
    (revision === null ? standing : (revisions.get(revision) ?? {}))[row.question] ?? null
  return { before: at(row.asked_revision), after: row.state === 'note' ? null : at(row.answered_revision) }
}

function presentPoint(
  row: PointRow,
  course: { before: unknown; after: unknown },
  subject: SubmissionSubject,
  actor: Actor,
  followed: boolean,
): CorrectionPoint {
  const { notes } = seesNotes(actor)
  return {
    id: row.id,
    question: row.question,
    kind: row.kind,
    reason: row.reason,
    proposed: row.proposed,
    state: row.state,
    answer: row.state === 'note' ? null : answerOfPoint({ ...row, ...course }),
    kept_because: row.kept_because,
    ...course,
    follows: row.follows,
    author: notes && row.author_id ? { id: row.author_id, name: row.author_name ?? '' } : null,
    // a point is taken up again once
    actions: openPointActions(subject, row.state as PointState, actor).filter((one) => one !== 'reopen' || !followed),
    created_at: row.created_at,
    sent_at: row.sent_at,
    answered_at: row.answered_at,
    closed_at: row.closed_at,
  } as unknown as CorrectionPoint
}

/** The points of a submission, as the actor may see them. */
export async function presentPoints(trx: Trx, row: SubmissionRow, actor: Actor): Promise<CorrectionPointList> {
  const points = await pointsOf(trx, row.id, seesNotes(actor))
  const revisions = await answersOfRevisions(trx, row.id, points)
  const standing = points.length > 0 ? await answersSeenBy(trx, actor, row) : {}
  const subject = subjectOf(row)
  const followed = new Set(points.map(({ follows }) => follows))
  return {
    items: points.map((point) => ({
      ...presentPoint(point, courseOf(point, revisions, standing), subject, actor, followed.has(point.id)),
      etag: pointTag(point),
    })),
    may_note: mayJudgePoints(subject, actor) === null,
    next: null,
  }
}

/** One of them, and the tag under which it is written. */
export async function presentOnePoint(trx: Trx, row: SubmissionRow, id: string, actor: Actor) {
  const found = (await presentPoints(trx, row, actor)).items.find((one) => one.id === id)
  if (!found) throw problem('not-found')
  const { etag: tag, ...body } = found
  return { body, tag }
}
