import type { Actor } from '@essaim/shared/actors.ts'
import { profileOf, type Scores } from '@essaim/shared/evaluation-rules.ts'
import type { Evaluation, EvaluationState, EvaluationTransition, GridEvaluations } from '@essaim/shared/evaluations.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { findGridVersions, type GridVersionRow, listGridsOf, presentGrid } from '../evaluation-grids/queries.ts'
import { etag } from '../lib/etag.ts'
import { visibleTo } from '../policy.ts'

const selected = (trx: Trx, actor: Actor) =>
  trx
    .selectFrom('evaluation')
    .innerJoin('submission', 'submission.id', 'evaluation.submission_id')
    .innerJoin('staff_member', 'staff_member.id', 'evaluation.reviewer')
    .select([
      'evaluation.id',
      'evaluation.submission_id',
      'evaluation.revision',
      'evaluation.grid_id',
      'evaluation.grid_number',
      'evaluation.reviewer',
      'staff_member.name as reviewer_name',
      sql<EvaluationState>`evaluation.state`.as('state'),
      sql<Scores>`evaluation.scores`.as('scores'),
      'evaluation.comment',
      'evaluation.given_at',
      'evaluation.version',
      'evaluation.updated_at',
    ])
    .where(visibleTo(actor, 'submission'))

export type EvaluationRow = Awaited<ReturnType<ReturnType<typeof selected>['execute']>>[number]

/** What was given of these submissions, the last hand-in first; what a reviewer still writes is theirs alone. */
export const givenOf = (trx: Trx, actor: Actor, submissions: string[]): Promise<EvaluationRow[]> =>
  submissions.length === 0
    ? Promise.resolve([])
    : selected(trx, actor)
        .where('evaluation.submission_id', 'in', submissions)
        .where('evaluation.state', '=', 'given')
        .orderBy('evaluation.submission_id', 'desc')
        .orderBy('evaluation.revision', 'desc')
        .orderBy('evaluation.grid_id')
        .orderBy('evaluation.given_at')
        .execute()

/** The reviewer's own of one hand-in, given or not. */
export const ownOf = (trx: Trx, actor: Actor, submission: string, revision: number): Promise<EvaluationRow[]> =>
  actor.kind !== 'staff'
    ? Promise.resolve([])
    : selected(trx, actor)
        .where('evaluation.submission_id', '=', submission)
        .where('evaluation.revision', '=', revision)
        .where('evaluation.reviewer', '=', actor.id)
        .orderBy('evaluation.grid_id')
        .execute()

/** The submissions whose answers a record's versions were made of. */
export const submissionsBehind = async (trx: Trx, innovation: string): Promise<string[]> =>
  (
    await trx
      .selectFrom('innovation_version')
      .select('submission_id')
      .distinct()
      .where('innovation_id', '=', innovation)
      .where('submission_id', 'is not', null)
      .execute()
  ).map(({ submission_id }) => submission_id as string)

export const evaluationTag = (row: Pick<EvaluationRow, 'id' | 'version'>): string => etag(`${row.id}-${row.version}`)

const open = (row: EvaluationRow, actor: Actor): EvaluationTransition[] =>
  actor.kind === 'staff' && actor.id === row.reviewer ? [row.state === 'draft' ? 'give' : 'take_back'] : []

export const presentEvaluation = (row: EvaluationRow, actor: Actor): Evaluation => ({
  id: row.id,
  submission_id: row.submission_id,
  revision: row.revision,
  grid: { id: row.grid_id, version: row.grid_number },
  reviewer: { id: row.reviewer, name: row.reviewer_name },
  state: row.state,
  scores: row.scores,
  comment: row.comment,
  transitions: open(row, actor),
  given_at: row.given_at?.toISOString() ?? null,
  updated_at: row.updated_at.toISOString(),
})

/** Side by side what was said of one hand-in by one version of a grid. */
export async function byGrid(trx: Trx, rows: EvaluationRow[], actor: Actor): Promise<GridEvaluations[]> {
  const groups = Map.groupBy(rows, (row) => [row.submission_id, row.revision, row.grid_id, row.grid_number].join(' '))
  const firsts = [...groups.values()].map(([first]) => first as EvaluationRow)
  const grids = new Map(
    (
      await listGridsOf(
        trx,
        firsts.map((row) => row.grid_id),
      )
    ).map((grid) => [grid.id, grid]),
  )
  const versions = await findGridVersions(
    trx,
    firsts.map(({ grid_id, grid_number }) => ({ grid_id, number: grid_number })),
  )
  return [...groups.values()].map((group) => {
    const { submission_id, revision, grid_id, grid_number } = group[0] as EvaluationRow
    const version = versions.find((one) => one.grid_id === grid_id && one.number === grid_number) as GridVersionRow
    return {
      submission_id,
      revision,
      grid: presentGrid(grids.get(grid_id) as never),
      version: grid_number,
      content: version.content,
      profile: profileOf(
        version.content,
        group.map(({ scores }) => scores),
      ),
      evaluations: group.map((row) => presentEvaluation(row, actor)),
    }
  })
}
