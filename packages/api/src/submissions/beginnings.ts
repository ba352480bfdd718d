import type { Answers, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { type Known, knownContact } from '@essaim/shared/questionnaires/prefill.ts'
import { shapeFaults } from '@essaim/shared/questionnaires/shape.ts'
import type { Trx } from '../db/database.ts'
import { knownFiles, withFiles } from '../files/queries.ts'
import { answersToContinue } from '../innovations/commands.ts'
import { invalid } from '../lib/problem.ts'
import type { Desk } from './desk.ts'
import { answersSeenBy, type SubmissionRow } from './queries.ts'

/** The association, and who answers for it, as the form knows them. */
export async function knownOf(trx: Trx, association: Known, contact_id: string | undefined): Promise<Known> {
  const contact =
    contact_id && (await trx.selectFrom('contact').selectAll().where('id', '=', contact_id).executeTakeFirst())
  return { ...association, ...(contact && knownContact(contact)) }
}

/** The answers of a record of the association, as far as today's questionnaire takes them. */
export async function answersOfRecord(
  trx: Trx,
  desk: Desk,
  innovationId: string,
  associationId: string,
  content: QuestionnaireContent,
): Promise<Answers> {
  const answers = await answersToContinue(trx, desk.caller.actor, innovationId, associationId)
  if (!answers)
    throw invalid(
      '/innovation_id',
      'unknown',
      'Cette association n’a pas cette fiche.',
      'This association has no such record.',
    )
  return fitting(trx, desk, associationId, content, answers)
}

/** What a rejected answer says to who takes it up again, as far as today's questionnaire takes it. */
export async function answersOfCopy(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  content: QuestionnaireContent,
): Promise<Answers> {
  const answers = (await answersSeenBy(trx, desk.caller.actor, row)) as Answers
  return fitting(trx, desk, row.association_id, content, answers)
}

// A renewed questionnaire may have dropped a question or a code: what no longer fits is left behind.
async function fitting(
  trx: Trx,
  desk: Desk,
  association_id: string,
  content: QuestionnaireContent,
  answers: Answers,
): Promise<Answers> {
  const files = await knownFiles(trx, { kind: 'job' }, { association_id }, answers)
  const lookup = withFiles(desk.terms.has, files)
  return Object.fromEntries(
    Object.entries(answers).filter(([code, value]) => shapeFaults(content, { [code]: value }, lookup).length === 0),
  )
}
