import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { sameValue } from '@essaim/shared/questionnaires/same-value.ts'
import type { EditNature } from '@essaim/shared/version-edits.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Fault, problem } from '../lib/problem.ts'
import { editsOf, undecidedEdits } from './queries.ts'

type Version = { innovation_id: string; number: number; answers: Answers }

/** Traces what was written into a version on the association's behalf: applied already, or kept beside until it has decided. */
export async function traceEdits(
  trx: Trx,
  caller: Caller,
  version: Version,
  edits: Record<string, unknown>,
  { nature, reason }: { nature: EditNature; reason: string | null },
): Promise<void> {
  const questions = Object.keys(edits)
  if (questions.length === 0) return
  // a new proposal takes the place of the one that waits
  await withdrawEdits(trx, caller, version, questions)
  const goesOn = nature === 'editorial' ? await takeUpStyle(trx, version, questions) : new Map<string, unknown>()
  const rows = questions.map((question) => ({
    id: newId(),
    innovation_id: version.innovation_id,
    number: version.number,
    question,
    nature,
    reason,
    before: goesOn.has(question) ? goesOn.get(question) : (version.answers[question] ?? null),
    after: edits[question] ?? null,
    state: nature === 'editorial' ? ('applied' as const) : ('proposed' as const),
    edited_by: callerName(caller),
  }))
  const kept = rows.filter(({ before, after }) => !sameValue(before, after))
  if (kept.length === 0) return
  await trx
    .insertInto('version_edit')
    .values(kept.map((row) => ({ ...row, before: JSON.stringify(row.before), after: JSON.stringify(row.after) })))
    .execute()
}

/** Style is written key by key: of an answer that is still being touched up, what the association had said is kept, and no step between. */
async function takeUpStyle(trx: Trx, version: Version, questions: string[]): Promise<Map<string, unknown>> {
  const last = new Map((await editsOf(trx, version.innovation_id, version.number)).map((edit) => [edit.question, edit]))
  const taken = questions.flatMap((question) => {
    const edit = last.get(question)
    return edit?.state === 'applied' ? [edit] : []
  })
  if (taken.length > 0)
    await trx
      .deleteFrom('version_edit')
      .where(
        'id',
        'in',
        taken.map(({ id }) => id),
      )
      .execute()
  return new Map(taken.map(({ question, before }) => [question, before]))
}

/** Takes back the edits of a version that wait for the association: all of them, or those of some questions. */
export async function withdrawEdits(
  trx: Trx,
  caller: Caller,
  { innovation_id, number }: Pick<Version, 'innovation_id' | 'number'>,
  questions?: string[],
): Promise<void> {
  let withdrawn = trx
    .updateTable('version_edit')
    .set({ state: 'withdrawn', decided_by: callerName(caller), decided_at: sql`now()` })
    .where('innovation_id', '=', innovation_id)
    .where('number', '=', number)
    .where('state', '=', 'proposed')
  if (questions) withdrawn = withdrawn.where('question', 'in', questions)
  await withdrawn.execute()
}

/** Refuses an edit of style over one of sense that the association has not decided on: its acceptance would undo it unseen. */
export async function refuseOverUndecided(trx: Trx, version: Version, questions: string[]): Promise<void> {
  const faults = (await faultsOfUndecided(trx, version)).filter(({ pointer }) =>
    questions.some((question) => pointer === `/answers/${question}`),
  )
  if (faults.length > 0) throw problem('validation', { errors: faults })
}

/** What keeps a version from being published while the association has not decided: one fault for each edit. */
export async function faultsOfUndecided(
  trx: Trx,
  { innovation_id, number }: Pick<Version, 'innovation_id' | 'number'>,
): Promise<Fault[]> {
  return (await undecidedEdits(trx, innovation_id, number)).map(({ question }) => ({
    pointer: `/answers/${question}`,
    code: 'undecided-edit',
    detail: {
      fr: 'Une modification de fond est proposée à l’association, qui n’a pas encore répondu.',
      en: 'A change of substance is proposed to the association, which has not answered yet.',
    },
  }))
}
