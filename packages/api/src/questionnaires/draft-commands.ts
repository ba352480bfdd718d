import type { OptionMapping } from '@essaim/shared/questionnaires/drafts.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { type Bilingual, problem } from '../lib/problem.ts'
import { checkDraft } from './draft-check.ts'
import { currentOf, type DraftRow, draftOf, findDraft, type QuestionnaireRow } from './draft-queries.ts'
import { type VersionRow, versionOf } from './queries.ts'

type Written = { content: QuestionnaireContent; mappings: OptionMapping[] }
const taken = (fr: string, en: string) => problem('conflict', { detail: { fr, en } })

/** A questionnaire without any version yet; 409 when the code is another's. */
export async function createQuestionnaire(
  trx: Trx,
  caller: Caller,
  input: { code: string; title: Label },
): Promise<QuestionnaireRow> {
  const id = newId()
  const inserted = await trx
    .insertInto('questionnaire')
    .values({ id, code: input.code, title: JSON.stringify(input.title) })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) throw taken('Un questionnaire porte déjà ce code.', 'A questionnaire has this code already.')
  await recordEvent(trx, caller, {
    action: 'questionnaire.create',
    subject: { kind: 'questionnaire', id },
    detail: { code: input.code },
  })
  return { id, ...input }
}

/** Begins the draft of a locked questionnaire, or writes it whole. */
export async function writeDraft(trx: Trx, caller: Caller, questionnaire: string, written: Written): Promise<DraftRow> {
  const values = {
    content: JSON.stringify(written.content),
    mappings: JSON.stringify(written.mappings),
    updated_by: callerName(caller),
  }
  const before = await draftOf(trx, questionnaire)
  if (before)
    await trx
      .updateTable('questionnaire_version')
      .set({ ...values, version: before.version + 1, updated_at: sql`now()` })
      .where('id', '=', before.id)
      .execute()
  else
    await trx
      .insertInto('questionnaire_version')
      .values({
        ...values,
        id: newId(),
        questionnaire_id: questionnaire,
        number: sql<number>`(select coalesce(max(number), 0) + 1 from questionnaire_version
          where questionnaire_id = ${questionnaire})`,
        state: 'draft',
      })
      .execute()
  const draft = await findDraft(trx, questionnaire)
  await recordEvent(trx, caller, {
    action: before ? 'questionnaire.draft.save' : 'questionnaire.draft.create',
    subject: { kind: 'questionnaire', id: questionnaire },
    detail: { number: draft.number, version: draft.version },
  })
  return draft
}

/** Begins the draft as a copy of the current version; 409 when there is a draft, or nothing to copy. */
export async function copyToDraft(trx: Trx, caller: Caller, questionnaire: string): Promise<DraftRow> {
  if (await draftOf(trx, questionnaire))
    throw taken('Ce questionnaire a déjà un brouillon.', 'This questionnaire has a draft already.')
  const current = await currentOf(trx, questionnaire)
  if (!current)
    throw taken('Aucune version n’est publiée : rien à copier.', 'No version is published: nothing to copy.')
  return writeDraft(trx, caller, questionnaire, { content: current.content, mappings: [] })
}

/** Gives the draft up. */
export async function deleteDraft(trx: Trx, caller: Caller, questionnaire: string, draft: DraftRow): Promise<void> {
  await trx.deleteFrom('questionnaire_version').where('id', '=', draft.id).where('state', '=', 'draft').execute()
  await recordEvent(trx, caller, {
    action: 'questionnaire.draft.delete',
    subject: { kind: 'questionnaire', id: questionnaire },
    detail: { number: draft.number, content: draft.content, mappings: draft.mappings },
  })
}

/**
 * Publishes the draft of a locked questionnaire; campaigns that are not over go on with it. What is wrong refuses it, and
 * what it does to answers must have been accepted.
 */
export async function publishDraft(
  trx: Trx,
  caller: Caller,
  questionnaire: string,
  acceptWarnings: boolean,
): Promise<VersionRow> {
  const draft = await findDraft(trx, questionnaire)
  const { faults, warnings, affected } = await checkDraft(trx, questionnaire, draft)
  const errors = (found: typeof faults) =>
    found.map(({ pointer, code, detail }) => ({ pointer: `/content${pointer}`, code, detail: detail as Bilingual }))
  if (faults.length > 0) throw problem('validation', { errors: errors(faults) })
  if (warnings.length > 0 && !acceptWarnings)
    throw problem('conflict', {
      detail: {
        fr: 'Cette version change la place de réponses existantes : confirmez en connaissance de cause.',
        en: 'This version changes the place of answers that exist: confirm that you know.',
      },
      errors: errors(warnings),
    })
  await trx
    .updateTable('questionnaire_version')
    .set({ state: 'published', published_at: sql`now()`, updated_at: sql`now()` })
    .where('id', '=', draft.id)
    .execute()
  const campaigns = await trx
    .updateTable('campaign')
    .set({ questionnaire_version_id: draft.id, version: sql`version + 1`, updated_at: sql`now()` })
    .where('questionnaire_version_id', 'in', (e) =>
      e
        .selectFrom('questionnaire_version')
        .select('id')
        .where('questionnaire_id', '=', questionnaire)
        .where('id', '<>', draft.id),
    )
    .where(sql<boolean>`campaign_state(scheduled_at, opens_at, closes_at) <> 'closed'`)
    .returning('id')
    .execute()
  await recordEvent(trx, caller, {
    action: 'questionnaire.publish',
    subject: { kind: 'questionnaire', id: questionnaire },
    detail: { number: draft.number, affected, campaigns: campaigns.map(({ id }) => id) },
  })
  return versionOf(trx, questionnaire, draft.number)
}

/** Retires a published version that a newer one has replaced. */
export async function retireVersion(
  trx: Trx,
  caller: Caller,
  questionnaire: string,
  number: number,
): Promise<VersionRow> {
  const version = await versionOf(trx, questionnaire, number)
  const current = await currentOf(trx, questionnaire)
  if (version.state !== 'published' || current?.number === number)
    throw problem('conflict', {
      detail: {
        fr: 'Seule une version publiée qu’une autre a remplacée peut être retirée.',
        en: 'Only a published version that another has replaced can be retired.',
      },
      members: { state: version.state },
    })
  await trx
    .updateTable('questionnaire_version')
    .set({ state: 'retired', retired_at: sql`now()`, updated_at: sql`now()` })
    .where('id', '=', version.id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'questionnaire.retire',
    subject: { kind: 'questionnaire', id: questionnaire },
    detail: { number },
  })
  return { ...version, state: 'retired' }
}
