import type { Actor } from '@essaim/shared/actors.ts'
import type { OutdatedAnswer } from '@essaim/shared/questionnaires/drafts.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { UNDO_MINUTES } from '@essaim/shared/submission-rules.ts'
import { sql } from 'kysely'
import { isOwnContact } from '../associations/own-contact.ts'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { visibleTo } from '../policy.ts'
import { findContent } from '../questionnaires/queries.ts'
import { claimHolds, dueAt, isOurs, turn } from './handling.ts'

/** A submission with what is derived of it: its association, the delegation in charge, its questionnaire's version. */
export type SubmissionRow = NonNullable<Awaited<ReturnType<typeof findRow>>>

/** The submissions that the actor may see, with all that is told of them joined. */
export const selected = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('submission')
    .innerJoin('association', 'association.id', 'submission.association_id')
    .innerJoin('questionnaire_version', 'questionnaire_version.id', 'submission.questionnaire_version_id')
    .leftJoin('regional_delegation_department as covering', (join) =>
      join.on('covering.department', '=', sql<string>`coalesce(submission.main_department, association.department)`),
    )
    .leftJoin('active_delegation as in_charge', (join) =>
      join.on('in_charge.id', '=', sql<string>`coalesce(submission.rerouted_to, covering.regional_delegation_id)`),
    )
    .leftJoin('sign_off', (join) =>
      join.onRef('sign_off.submission_id', '=', 'submission.id').onRef('sign_off.revision', '=', 'submission.revision'),
    )
    .leftJoin('contact as signatory', 'signatory.id', 'sign_off.contact_id')
    .leftJoin('campaign', 'campaign.id', 'submission.campaign_id')
    // of the hand-in that is endorsed now
    .leftJoin('opinion', (join) =>
      join
        .onRef('opinion.submission_id', '=', 'submission.id')
        .onRef('opinion.revision', '=', 'submission.revision')
        .onRef('opinion.revision', '=', 'submission.endorsed_revision'),
    )
    .leftJoin('staff_member as assignee', (join) =>
      join.onRef('assignee.id', '=', 'submission.assignee_id').on(sql.lit(actor.kind === 'staff')),
    )
    // who reads an answer is moderation's own matter
    .leftJoin('submission_claim as claim', (join) =>
      join
        .onRef('claim.submission_id', '=', 'submission.id')
        .on(claimHolds)
        .on(sql.lit(actor.kind === 'staff')),
    )
    .leftJoin('staff_member as holder', 'holder.id', 'claim.staff_member_id')
    .where(visibleTo(actor, 'submission'))

// What was just decided can be undone: for so long, while the letter waits, and as long as nothing was built upon it.
const undoTo = sql<string | null>`case when submission.before_state is not null
  and submission.state_at > now() - make_interval(mins => ${sql.lit(UNDO_MINUTES)})
  and not exists (select from delivery where delivery.id = submission.letter_id and delivery.state <> 'waiting')
  and not exists (select from submission as copy where copy.copied_from = submission.id and copy.state <> 'withdrawn')
  and not exists (select from submission_revision as handed where handed.submission_id = submission.id
    and handed.number = submission.revision and handed.questionnaire_version_id <> submission.questionnaire_version_id)
  then submission.before_state end`

/** What is told of a submission, to this actor. */
export const columns = (actor: Actor) =>
  [
    'submission.id',
    'submission.state',
    'submission.title',
    'submission.channel',
    'submission.contact_id',
    'submission.partner_id',
    'submission.association_id',
    'submission.innovation_id',
    'submission.takes_up',
    'submission.questionnaire_version_id',
    'submission.revision',
    'submission.endorsed_revision',
    'submission.comment',
    'submission.escalated_at',
    'submission.state_by',
    'submission.state_at',
    'submission.submitted_at',
    'submission.ready_for',
    'submission.unsent',
    'submission.publishable_at',
    'submission.version',
    'submission.created_at',
    'submission.updated_at',
    'association.name as association_name',
    'association.department as association_department',
    'questionnaire_version.questionnaire_id',
    'questionnaire_version.number as questionnaire_number',
    'in_charge.id as in_charge_id',
    'in_charge.name as in_charge_name',
    'sign_off.signed_at',
    'sign_off.office as signed_as',
    'signatory.name as signed_by',
    'submission.letter_id',
    'submission.copied_from',
    sql<string | null>`(select copy.id from submission as copy
      where copy.copied_from = submission.id and copy.state <> 'withdrawn' limit 1)`.as('copied_to'),
    'campaign.second_pair_of_eyes',
    'opinion.staff_member_id as endorsed_by',
    undoTo.as('undo_to'),
    isOwnContact(actor, 'submission.association_id').as('own_contact'),
    turn.as('turn'),
    'submission.turn_since',
    dueAt.as('due_at'),
    'assignee.id as assignee_id',
    'assignee.name as assignee_name',
    'holder.id as claimed_by',
    'holder.name as claimed_by_name',
    'claim.claimed_at',
    'claim.expires_at as claimed_until',
    // what this very answer made: the record may be public while its newer version waits
    sql<string | null>`(select case when v.state = 'draft' then 'draft' else i.state end
      from innovation_version v join innovation i on i.id = v.innovation_id
      where v.innovation_id = submission.innovation_id and v.submission_id = submission.id
      order by v.number desc limit 1)`.as('innovation_state'),
    sql<string | null>`(select document.card::json ->> 'title' from document
      where document.innovation_id = submission.takes_up and document.current
        and document.from_audience <= 'members' and document.to_audience >= 'members')`.as('takes_up_title'),
    isOurs(actor).as('ours'),
  ] as const

const findRow = (trx: Trx, actor: Actor, id: string) =>
  selected(trx, actor).select(columns(actor)).where('submission.id', '=', id).executeTakeFirst()

/** One submission that the actor may see. */
export async function findSubmission(trx: Trx, actor: Actor, id: string): Promise<SubmissionRow> {
  const row = await findRow(trx, actor, id)
  if (!row) throw problem('not-found')
  return row
}

/** The same, locked until the transaction ends: writers of one submission take turns. */
export async function lockSubmission(trx: Trx, actor: Actor, id: string): Promise<SubmissionRow> {
  await trx.selectFrom('submission').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  return findSubmission(trx, actor, id)
}

export type StoredAnswer = { question: string; value: unknown; version: number; updated_at: Date }

export function answersOf(trx: Trx, submissionId: string): Promise<StoredAnswer[]> {
  return trx
    .selectFrom('answer')
    .select(['question', 'value', 'version', 'updated_at'])
    .where('submission_id', '=', submissionId)
    .orderBy('question')
    .execute()
}

// What was handed in, and is being judged or has been.
const JUDGED = ['submitted', 'endorsed', 'accepted', 'rejected']

/** The answers that stand for a submission: while it is judged, those of its last hand-in, but for the association's own eyes. */
export async function answersSeenBy(
  trx: Trx,
  actor: Actor | null,
  row: Pick<SubmissionRow, 'id' | 'state' | 'unsent' | 'revision'>,
): Promise<Record<string, unknown>> {
  if (row.unsent && JUDGED.includes(row.state) && actor?.kind !== 'respondent')
    return (await findRevision(trx, row.id, row.revision)).answers as Record<string, unknown>
  return asAnswers(await answersOf(trx, row.id))
}

/** What newer versions of the questionnaire had no place for, as it was. */
export async function outdatedAnswersOf(trx: Trx, submissionId: string): Promise<OutdatedAnswer[]> {
  const rows = await trx
    .selectFrom('outdated_answer')
    .select([
      'question',
      sql<Label>`label`.as('label'),
      'value',
      'in_words',
      sql<OutdatedAnswer['reason']>`reason`.as('reason'),
      'from_version',
      'created_at',
    ])
    .where('submission_id', '=', submissionId)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }))
}

export async function findAnswer(trx: Trx, submissionId: string, question: string): Promise<StoredAnswer | undefined> {
  return trx
    .selectFrom('answer')
    .select(['question', 'value', 'version', 'updated_at'])
    .where('submission_id', '=', submissionId)
    .where('question', '=', question)
    .executeTakeFirst()
}

/** Answers as an object, without those that were removed. */
export const asAnswers = (rows: StoredAnswer[]): Record<string, unknown> =>
  Object.fromEntries(rows.filter((row) => row.value !== null).map((row) => [row.question, row.value]))

const revisions = (trx: Trx, submissionId: string) =>
  trx
    .selectFrom('submission_revision')
    .innerJoin('questionnaire_version', 'questionnaire_version.id', 'submission_revision.questionnaire_version_id')
    .select([
      'submission_revision.number',
      'submission_revision.answers',
      'submission_revision.submitted_at',
      'questionnaire_version.questionnaire_id',
      'questionnaire_version.number as questionnaire_number',
    ])
    .where('submission_id', '=', submissionId)

/** Every hand-in, the first one first. */
export const revisionsOf = (trx: Trx, submissionId: string) =>
  revisions(trx, submissionId).orderBy('submission_revision.number').execute()

export async function findRevision(trx: Trx, submissionId: string, number: number) {
  const row = await revisions(trx, submissionId).where('submission_revision.number', '=', number).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** What the questionnaire asked in the version that a submission was begun on. */
export const contentOf = async (
  trx: Trx,
  row: { questionnaire_version_id: string },
): Promise<{ content: QuestionnaireContent }> => ({ content: await findContent(trx, row.questionnaire_version_id) })
