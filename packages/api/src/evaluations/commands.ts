import type { StaffActor } from '@essaim/shared/actors.ts'
import { missingScores, type ScoreFault, scoreFaults } from '@essaim/shared/evaluation-rules.ts'
import type { EvaluationPut, EvaluationTransition } from '@essaim/shared/evaluations.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { findGrid, findGridVersion } from '../evaluation-grids/queries.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import type { SubmissionRow } from '../submissions/queries.ts'
import { type EvaluationRow, ownOf } from './queries.ts'

type Desk = { caller: Caller; actor: StaffActor }

const DETAIL: Record<ScoreFault['code'], { fr: string; en: string }> = {
  'unknown-criterion': { fr: 'La grille n’a pas ce critère.', en: 'The grid has no such criterion.' },
  'off-scale': { fr: 'Cette valeur n’est pas de l’échelle.', en: 'This value is not of the scale.' },
  missing: {
    fr: 'Ce critère n’est pas jugé ; « sans objet » se dit par null.',
    en: 'This criterion is not judged; “without object” is said by null.',
  },
}
const refuseFaults = (faults: ScoreFault[]): void => {
  if (faults.length > 0)
    throw problem('validation', {
      errors: faults.map(({ criterion, code }) => ({ pointer: `/scores/${criterion}`, code, detail: DETAIL[code] })),
    })
}

/** The reviewer's own evaluation of the last hand-in by this grid, if it was begun. */
export const ownByGrid = async (trx: Trx, { actor }: Desk, row: SubmissionRow, grid: string) =>
  (await ownOf(trx, actor, row.id, row.revision)).find((one) => one.grid_id === grid)

/** Begins or rewrites one's own evaluation of the last hand-in; what was given is taken back first. */
export async function writeEvaluation(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  grid_id: string,
  before: EvaluationRow | undefined,
  { scores, comment }: EvaluationPut,
): Promise<EvaluationRow> {
  if (row.revision === 0)
    throw problem('conflict', {
      detail: {
        fr: 'Cette réponse n’a pas encore été envoyée : il n’y a rien à évaluer.',
        en: 'This answer was not handed in yet: there is nothing to evaluate.',
      },
      members: { state: row.state },
    })
  if (before?.state === 'given')
    throw problem('conflict', {
      detail: {
        fr: 'Cette évaluation est rendue : reprenez-la pour la changer.',
        en: 'This evaluation is given: take it back to change it.',
      },
      members: { state: before.state },
    })
  const number = before?.grid_number ?? (await findGrid(trx, grid_id)).current_version
  if (number === null)
    throw problem('conflict', {
      detail: { fr: 'Aucune version de cette grille n’est en usage.', en: 'No version of this grid is in use.' },
    })
  const { content } = await findGridVersion(trx, grid_id, number)
  refuseFaults(scoreFaults(content, scores))
  const said = { scores: JSON.stringify(scores), comment: comment ?? null }
  await trx
    .insertInto('evaluation')
    .values({
      id: newId(),
      submission_id: row.id,
      revision: row.revision,
      grid_id,
      grid_number: number,
      reviewer: desk.actor.id,
      ...said,
    })
    .onConflict((c) =>
      c.columns(['submission_id', 'revision', 'grid_id', 'reviewer']).doUpdateSet({
        ...said,
        version: sql`evaluation.version + 1`,
        updated_at: sql`now()`,
      }),
    )
    .execute()
  const after = (await ownByGrid(trx, desk, row, grid_id)) as EvaluationRow
  // a draft is its reviewer's own paper: the trail says that it was begun, not each stroke
  if (!before) await trail(trx, desk, row, after, 'begin')
  return after
}

/** Gives one's evaluation to the other staff, once each criterion is judged; or takes it back. */
export async function transitionEvaluation(
  trx: Trx,
  desk: Desk,
  row: SubmissionRow,
  own: EvaluationRow,
  transition: EvaluationTransition,
): Promise<EvaluationRow> {
  if ((transition === 'give') !== (own.state === 'draft')) throw problem('conflict', { members: { state: own.state } })
  if (transition === 'give') {
    const { content } = await findGridVersion(trx, own.grid_id, own.grid_number)
    refuseFaults(missingScores(content, own.scores))
  }
  await trx
    .updateTable('evaluation')
    .set((e) => ({
      state: transition === 'give' ? 'given' : 'draft',
      given_at: transition === 'give' ? sql`now()` : null,
      version: e('version', '+', 1),
      updated_at: sql`now()`,
    }))
    .where('id', '=', own.id)
    .execute()
  await trail(trx, desk, row, own, transition)
  return (await ownByGrid(trx, desk, row, own.grid_id)) as EvaluationRow
}

const trail = (trx: Trx, { caller }: Desk, row: SubmissionRow, own: EvaluationRow, what: string) =>
  recordEvent(trx, caller, {
    action: `evaluation.${what}`,
    subject: { kind: 'submission', id: row.id },
    association_id: row.association_id,
    detail: { evaluation: own.id, grid: own.grid_id, version: own.grid_number, revision: own.revision },
  })
