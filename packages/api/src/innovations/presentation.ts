import type { Actor } from '@essaim/shared/actors.ts'
import { openInnovationTransitions } from '@essaim/shared/innovation-rules.ts'
import type {
  InnovationState,
  InnovationVersion,
  ModeratedInnovation,
  Restriction,
} from '@essaim/shared/innovations.ts'
import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import type { Trx } from '../db/database.ts'
import { etag } from '../lib/etag.ts'
import type { Language } from '../lib/problem.ts'
import { findVersion } from '../questionnaires/queries.ts'
import { presentIssues } from '../submissions/presentation.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { findInnovationVersion, type ModeratedRow, type VersionSummaryRow, versionsOf } from './queries.ts'
import { restrictionsOf } from './restrictions.ts'

/** A record as moderation sees it, with what the actor may do now. */
export function presentInnovation(
  row: ModeratedRow,
  versions: VersionSummaryRow[],
  restrictions: Restriction[],
  actor: Actor,
) {
  return {
    id: row.id,
    state: row.state,
    title: row.title,
    association: row.association_id ? { id: row.association_id, name: row.association_name ?? '' } : null,
    regional_delegation: row.in_charge_id ? { id: row.in_charge_id, name: row.in_charge_name ?? '' } : null,
    published_version: row.published_version,
    versions: versions.map(({ innovation_id: _, ...version }) => version),
    transitions: openInnovationTransitions(
      { state: row.state as InnovationState, has_draft: row.draft_number !== null },
      actor,
    ),
    restrictions,
    withdrawn_reason: row.withdrawn_reason,
    replaced_by: row.replaced_by,
    first_published_at: row.first_published_at,
    published_at: row.published_at,
    confirmed_at: row.confirmed_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  } as unknown as ModeratedInnovation
}

/** A record with its versions and restrictions, read for it alone. */
export const presentOne = async (trx: Trx, row: ModeratedRow, actor: Actor) =>
  presentInnovation(
    row,
    (await versionsOf(trx, [row.id])).get(row.id) ?? [],
    (await restrictionsOf(trx, [row.id])).get(row.id) ?? [],
    actor,
  )

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
    published_at: row.published_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  } as unknown as InnovationVersion
  return { body, tag: etag(`${row.version}.${row.state}`) }
}
