import { isModerator } from '@essaim/shared/actors.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { normaliseAnswers } from '@essaim/shared/questionnaires/normalise.ts'
import { startAnswers } from '@essaim/shared/questionnaires/prefill.ts'
import { stateAfter, whyNotSubmission } from '@essaim/shared/submission-rules.ts'
import type { Channel, SubmissionTransitionRequest } from '@essaim/shared/submissions.ts'
import { sql } from 'kysely'
import { sendPoints } from '../corrections/note-commands.ts'
import type { Trx } from '../db/database.ts'
import { answerChanges } from '../events/answer-changes.ts'
import { type Caller, callerName, recordEvent, timeOf } from '../events/commands.ts'
import { renewVersion } from '../innovations/commands.ts'
import { newId } from '../lib/id.ts'
import { invalid, problem } from '../lib/problem.ts'
import { takeBackNotice } from '../mail/commands.ts'
import { mayManageAssociation } from '../policy.ts'
import { takeBackForAnswer } from '../respond/commands.ts'
import { insertAnswers, refuseShape } from './answers.ts'
import { answersOfCopy, answersOfRecord, knownOf } from './beginnings.ts'
import { announceDecision, giveOpinion, refuseRequest, undoDecision } from './decisions.ts'
import { derive } from './derived.ts'
import type { Desk } from './desk.ts'
import { handIn } from './hand-in.ts'
import { occasionOf, occasionOfCopy } from './occasion.ts'
import { answersSeenBy, contentOf, findSubmission, lockSubmission, type SubmissionRow } from './queries.ts'
import { readyFor } from './readiness.ts'
import { refuse, subjectOf } from './rights.ts'
import { askForSignOff } from './sign-off.ts'

const TODAY = sql`(now() at time zone 'Europe/Paris')::date`

/** What a submission is begun with. */
export type NewSubmission = {
  association_id: string
  channel: Channel
  answers?: Answers | undefined
  innovation_id?: string | null | undefined
  questionnaire_version_id?: string | undefined
  contact_id?: string | undefined
  /** The rejected answer that it takes up again. */
  copies?: SubmissionRow | undefined
}

/**
 * A draft; pre-filled from the record that it renews or the rejected answer that it takes up again and, at the
 * association's own link, from what is known of it.
 */
export async function createSubmission(trx: Trx, desk: Desk, input: NewSubmission): Promise<SubmissionRow> {
  const { actor } = desk.caller
  const association = await trx
    .selectFrom('association')
    .selectAll()
    .where('id', '=', input.association_id)
    .executeTakeFirst()
  if (!association)
    throw invalid('/association_id', 'unknown', 'Cette association n’existe pas.', 'There is no such association.')
  if (!mayManageAssociation(actor, association))
    throw problem('forbidden', {
      detail: {
        fr: 'Cette association n’est pas de vos délégations.',
        en: 'This association is not of your delegations.',
      },
    })
  // publication and beginnings take turns: what begins on a version is seen by the move away from it
  await trx.selectFrom('questionnaire').select('id').orderBy('id').forShare().execute()
  const { copies } = input
  const { campaign, version } = copies ? await occasionOfCopy(trx, copies) : await occasionOf(trx, actor, input)
  if (campaign) await takeBackForAnswer(trx, desk.caller, campaign.invitation_id)
  const { content } = version

  const renewed = input.innovation_id
    ? await answersOfRecord(trx, desk, input.innovation_id, input.association_id, content)
    : {}
  const copied = copies ? await answersOfCopy(trx, desk, copies, content) : {}
  const given = input.answers ?? {}
  await refuseShape(trx, desk, { association_id: input.association_id }, content, given)
  // only who sees the form sees what was filled in for them: others say what they mean
  const start = input.channel === 'link' ? startAnswers(content, await knownOf(trx, association, input.contact_id)) : {}
  const answers = normaliseAnswers(content, { ...start, ...renewed, ...copied, ...given }, newId)
  const kept = Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== null))

  const id = newId()
  await trx
    .insertInto('submission')
    .values({
      id,
      association_id: input.association_id,
      innovation_id: input.innovation_id ?? null,
      questionnaire_version_id: version.id,
      channel: input.channel,
      contact_id: input.contact_id ?? null,
      copied_from: copies?.id ?? null,
      takes_up: copies?.takes_up ?? null,
      partner_id: actor.kind === 'key' ? actor.partner : null,
      ...(campaign && {
        campaign_id: campaign.id,
        invitation_id: campaign.invitation_id,
        participant_id: campaign.participant_id,
      }),
      state_by: callerName(desk.caller),
      state_at: timeOf(desk.caller),
      created_at: timeOf(desk.caller),
      updated_at: timeOf(desk.caller),
      ...derive(content, kept),
      ready_for: readyFor(content, kept, desk.terms.has),
    })
    .execute()
  await insertAnswers(trx, id, kept, callerName(desk.caller))
  await recordEvent(trx, desk.caller, {
    action: 'submission.create',
    subject: { kind: 'submission', id },
    association_id: input.association_id,
    detail: {
      channel: input.channel,
      innovation_id: input.innovation_id ?? null,
      ...(copies && { copied_from: copies.id }),
      changes: answerChanges({}, kept),
    },
  })
  return findSubmission(trx, actor, id)
}

/** Moves a submission by the rules of `TRANSITIONS`: the row, its event and what follows, together. */
export async function transitionSubmission(
  trx: Trx,
  desk: Desk,
  id: string,
  request: SubmissionTransitionRequest,
): Promise<SubmissionRow> {
  const { caller } = desk
  const { transition: name, comment } = request
  const row = await lockSubmission(trx, caller.actor, id)
  const subject = subjectOf(row)
  await refuse(trx, row, whyNotSubmission(subject, name, caller.actor))
  refuseRequest(request)

  const to = stateAfter(subject, name)
  const change: Record<string, unknown> = { state: to, state_by: callerName(caller), state_at: timeOf(caller) }
  const detail: Record<string, unknown> = { from: row.state, to, revision: row.revision, ...(comment && { comment }) }
  // what an earlier letter tells no longer holds
  if ((name === 'submit' || name === 'withdraw') && row.letter_id) await takeBackNotice(trx, row.letter_id)
  if (name === 'submit') {
    Object.assign(change, await handIn(trx, desk, row), { escalated_at: null, reminded_at: null })
    detail.revision = change.revision
  }
  if (name === 'endorse') {
    change.endorsed_revision = row.revision
    detail.opinion = request.opinion ?? 'favourable'
    await giveOpinion(trx, desk, row, request)
  }
  if (name === 'request_changes' || name === 'reject') change.comment = comment
  if (name === 'request_changes') detail.points = await sendPoints(trx, desk, row, request.points ?? [])
  if (name === 'accept') {
    const endorsed = row.endorsed_revision === row.revision
    if (!endorsed) detail.endorsement_skipped = true
    change.innovation_id = await renewVersion(trx, caller, {
      ...row,
      answers: await answersSeenBy(trx, null, row),
      content: (await contentOf(trx, row)).content,
    })
    detail.innovation_id = change.innovation_id
  }
  if (name === 'escalate') change.escalated_at = TODAY
  if (name === 'give_back') Object.assign(change, { escalated_at: null, reminded_at: null })
  await recordEvent(trx, caller, {
    action: `submission.${name}`,
    subject: { kind: 'submission', id },
    association_id: row.association_id,
    detail,
  })
  // who asks for changes is whom the letter names from then on
  Object.assign(
    change,
    name === 'undo' ? await undoDecision(trx, row) : await announceDecision(trx, desk, row, request),
  )
  await trx
    .updateTable('submission')
    .set({ ...change, updated_at: timeOf(caller), version: row.version + 1 })
    .where('id', '=', id)
    .execute()
  const moved = await findSubmission(trx, caller.actor, id)
  if (name !== 'submit') return moved
  await askForSignOff(trx, desk, moved)
  return findSubmission(trx, caller.actor, id)
}

/** Gives a submission to another delegation than its départements say, with the reason; null gives it back to them. */
export async function reroute(
  trx: Trx,
  caller: Caller,
  id: string,
  to: string | null,
  reason: string,
): Promise<SubmissionRow> {
  const row = await lockSubmission(trx, caller.actor, id)
  if (!isModerator(caller.actor)) throw problem('forbidden')
  if (
    to !== null &&
    !(await trx.selectFrom('regional_delegation').select('id').where('id', '=', to).executeTakeFirst())
  ) {
    throw invalid('/regional_delegation', 'unknown', 'Cette délégation n’existe pas.', 'There is no such delegation.')
  }
  await trx
    .updateTable('submission')
    .set({ rerouted_to: to, rerouted_because: reason, version: row.version + 1, updated_at: sql`now()` })
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'submission.reroute',
    subject: { kind: 'submission', id },
    association_id: row.association_id,
    detail: { from: row.in_charge_id, to, reason },
  })
  return findSubmission(trx, caller.actor, id)
}
