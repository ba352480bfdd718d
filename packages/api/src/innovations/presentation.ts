import type { Actor } from '@essaim/shared/actors.ts'
import { openInnovationTransitions } from '@essaim/shared/innovation-rules.ts'
import type { InnovationVersion, ModeratedInnovation } from '@essaim/shared/innovations.ts'
import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import type { Trx } from '../db/database.ts'
import { etag, etagBeside } from '../lib/etag.ts'
import type { Language } from '../lib/problem.ts'
import { findVersion } from '../questionnaires/queries.ts'
import { presentIssues } from '../submissions/presentation.ts'
import { presentEdit } from '../version-edits/presentation.ts'
import { editsOf } from '../version-edits/queries.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { findInnovationVersion, type ModeratedRow, mergedInto, versionsOf } from './queries.ts'
import { restrictionsOf } from './restrictions.ts'
import { subjectOf } from './rights.ts'

/** What is shown of several records beside themselves, read for all at once. */
export async function aroundOf(trx: Trx, rows: ModeratedRow[]) {
  const ids = rows.map(({ id }) => id)
  return {
    versions: await versionsOf(trx, ids),
    restrictions: await restrictionsOf(trx, ids),
    merged: await mergedInto(trx, ids),
  }
}

/** A record as moderation sees it, with what the actor may do now. */
export function presentInnovation(
  row: ModeratedRow,
  { versions, restrictions, merged }: Awaited<ReturnType<typeof aroundOf>>,
  actor: Actor,
): ModeratedInnovation {
  return {
    id: row.id,
    state: row.state,
    title: row.title,
    association: row.association_id ? { id: row.association_id, name: row.association_name ?? '' } : null,
    regional_delegation: row.in_charge_id ? { id: row.in_charge_id, name: row.in_charge_name ?? '' } : null,
    published_version: row.published_version,
    versions: (versions.get(row.id) ?? []).map(({ innovation_id: _, ...version }) => version),
    transitions: openInnovationTransitions(subjectOf(row), actor),
    restrictions: restrictions.get(row.id) ?? [],
    withdrawn_reason: row.withdrawn_reason,
    replaced_by: row.merged_into ?? row.replaced_by,
    merged_into: row.merged_into && { id: row.merged_into, title: row.merged_into_title },
    merged: merged.get(row.id) ?? [],
    split_from: row.split_from,
    publish_at: row.publish_at,
    first_published_at: row.first_published_at,
    published_at: row.published_at,
    confirmed_at: row.confirmed_at,
    confirmation_asked_at: row.confirmation_asked_at,
    stale_since: row.stale_since,
    withdrawal_announced_at: row.withdrawal_announced_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  } as unknown as ModeratedInnovation
}

/** The tag of all that is shown of a record, what may be done with it included. */
export const tagOf = ({ version, has_sibling }: ModeratedRow): string => etagBeside(version, [has_sibling])

/** The same, read for it alone. */
export const presentOne = async (trx: Trx, row: ModeratedRow, actor: Actor): Promise<ModeratedInnovation> =>
  presentInnovation(row, await aroundOf(trx, [row]), actor)

/** A version of a record, and the tag under which it is edited. */
export async function presentVersion(trx: Trx, terms: Terms, language: Language, id: string, number: number) {
  const row = await findInnovationVersion(trx, id, number)
  const questionnaire = await findVersion(trx, row.questionnaire_version_id)
  const answers = row.answers as Answers
  const body = {
    innovation_id: row.innovation_id,
    number: row.number,
    state: row.state,
    questionnaire: { id: row.questionnaire_id, version: row.questionnaire_number },
    submission_id: row.submission_id,
    answers,
    issues:
      row.state === 'draft' ? presentIssues(contentIssues(questionnaire.content, answers, terms.has), language) : [],
    edits: (await editsOf(trx, id, number)).map((edit) => presentEdit(edit, questionnaire.content)),
    published_at: row.published_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  } as unknown as InnovationVersion
  return { body, tag: etag(`${row.version}.${row.state}`) }
}
