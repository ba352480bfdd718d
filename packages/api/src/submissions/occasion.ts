import type { Actor } from '@essaim/shared/actors.ts'
import type { Trx } from '../db/database.ts'
import { invalid } from '../lib/problem.ts'
import { currentVersion, currentVersionId, findVersion, type VersionRow } from '../questionnaires/queries.ts'
import { openCampaignAsking, openCampaignOf } from '../respond/invitation-queries.ts'

type Beginning = { association_id: string; questionnaire_version_id?: string | undefined }

/**
 * The campaign that this answers, with what it asks: the one that the association came through or, where staff or a
 * script write for it, the open one that asks it. Another questionnaire answers none.
 */
export async function occasionOf(trx: Trx, actor: Actor, input: Beginning) {
  const own = await openCampaignOf(trx, actor)
  if (own) return { campaign: own, version: await findVersion(trx, own.questionnaire_version_id) }
  const named = input.questionnaire_version_id
  const asking = await openCampaignAsking(trx, actor, input.association_id)
  const version =
    asking && named === undefined
      ? await findVersion(trx, asking.questionnaire_version_id)
      : await versionFor(trx, named)
  return { campaign: asking?.questionnaire_id === version.questionnaire_id ? asking : null, version }
}

/**
 * The occasion of the rejected answer that is taken up again: its campaign, though it may be over by now, and what its
 * questionnaire asks today.
 */
export async function occasionOfCopy(
  trx: Trx,
  row: { id: string; questionnaire_id: string; questionnaire_version_id: string },
) {
  const { campaign_id, invitation_id, participant_id } = await trx
    .selectFrom('submission')
    .select(['campaign_id', 'invitation_id', 'participant_id'])
    .where('id', '=', row.id)
    .executeTakeFirstOrThrow()
  const version = await currentVersionId(trx, row.questionnaire_id)
  return {
    campaign: campaign_id && invitation_id ? { id: campaign_id, invitation_id, participant_id } : null,
    version: await findVersion(trx, version ?? row.questionnaire_version_id),
  }
}

async function versionFor(trx: Trx, id: string | undefined): Promise<VersionRow> {
  if (id === undefined) return currentVersion(trx)
  const named = await trx
    .selectFrom('questionnaire_version')
    .select('id')
    .where('id', '=', id)
    .where('state', '=', 'published')
    .executeTakeFirst()
  if (!named)
    throw invalid(
      '/questionnaire_version_id',
      'not-published',
      'Ce n’est pas une version publiée.',
      'This is no published version.',
    )
  return findVersion(trx, named.id)
}
