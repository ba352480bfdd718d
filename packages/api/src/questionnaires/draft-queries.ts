import type {
  OptionMapping,
  QuestionnaireDraft,
  QuestionnaireVersionCard,
} from '@essaim/shared/questionnaires/drafts.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'
import { whoWas } from '../events/commands.ts'
import { etag } from '../lib/etag.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'
import { type VersionRow, versionOf } from './queries.ts'

export type QuestionnaireRow = { id: string; code: string; title: Label }

/** The draft with all that it says. */
export type DraftRow = {
  id: string
  number: number
  content: QuestionnaireContent
  mappings: OptionMapping[]
  version: number
  updated_at: Date
  updated_by: string | null
}

const one = (db: Db | Trx, id: string) =>
  db
    .selectFrom('questionnaire')
    .select(['id', 'code', sql<Label>`title`.as('title')])
    .where('id', '=', id)

/** A questionnaire, or 404. */
export async function findQuestionnaire(db: Db | Trx, id: string): Promise<QuestionnaireRow> {
  const row = await one(db, id).executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The same, locked until the transaction ends: its draft has one writer at a time, and no submission begins meanwhile. */
export async function lockQuestionnaire(trx: Trx, id: string): Promise<QuestionnaireRow> {
  const row = await one(trx, id).forUpdate().executeTakeFirst()
  if (!row) throw problem('not-found')
  return row
}

/** The draft, if there is one. */
export const draftOf = (db: Db | Trx, questionnaire: string): Promise<DraftRow | undefined> =>
  db
    .selectFrom('questionnaire_version')
    .select([
      'id',
      'number',
      sql<QuestionnaireContent>`content`.as('content'),
      sql<OptionMapping[]>`mappings`.as('mappings'),
      'version',
      'updated_at',
      'updated_by',
    ])
    .where('questionnaire_id', '=', questionnaire)
    .where('state', '=', 'draft')
    .executeTakeFirst()

/** The draft, or 404. */
export async function findDraft(db: Db | Trx, questionnaire: string): Promise<DraftRow> {
  const row = await draftOf(db, questionnaire)
  if (!row) throw problem('not-found')
  return row
}

export const draftTag = (draft: DraftRow): string => etag(`${draft.id}-${draft.version}`)

export const presentDraft = async (
  trx: Trx,
  questionnaire: QuestionnaireRow,
  draft: DraftRow,
): Promise<QuestionnaireDraft> => ({
  id: draft.id,
  questionnaire,
  number: draft.number,
  content: draft.content,
  mappings: draft.mappings,
  updated_at: draft.updated_at.toISOString(),
  updated_by: await whoWas(trx, draft.updated_by),
})

/** The published version of a questionnaire that new answers are written to; none before its first publication. */
export async function currentOf(db: Db | Trx, questionnaire: string): Promise<VersionRow | null> {
  const row = await db
    .selectFrom('questionnaire_version')
    .select((e) => e.fn.max('number').as('number'))
    .where('questionnaire_id', '=', questionnaire)
    .where('state', '=', 'published')
    .executeTakeFirst()
  return row?.number ? versionOf(db, questionnaire, row.number) : null
}

type CardRow = Omit<QuestionnaireVersionCard, 'published_at' | 'retired_at'> & {
  published_at: Date | null
  retired_at: Date | null
}

/** The versions that were published, the newest first. */
export async function listVersions(db: Db | Trx, questionnaire: string, page: PageRequest): Promise<CardRow[]> {
  let list = db
    .selectFrom('questionnaire_version as v')
    .select([
      'v.id',
      'v.number',
      sql<CardRow['state']>`v.state`.as('state'),
      sql<boolean>`v.state = 'published' and not exists (select from questionnaire_version newer
        where newer.questionnaire_id = v.questionnaire_id and newer.state = 'published' and newer.number > v.number)`.as(
        'current',
      ),
      'v.published_at',
      'v.retired_at',
    ])
    .where('v.questionnaire_id', '=', questionnaire)
    .where('v.state', '<>', 'draft')
    .orderBy('v.number', 'desc')
    .limit(page.limit + 1)
  if (page.after) list = list.where('v.number', '<', Number(page.after[0]))
  return list.execute()
}

export const countVersions = async (db: Db | Trx, questionnaire: string): Promise<number> =>
  (
    await db
      .selectFrom('questionnaire_version')
      .select(sql<number>`count(*)::int`.as('total'))
      .where('questionnaire_id', '=', questionnaire)
      .where('state', '<>', 'draft')
      .executeTakeFirstOrThrow()
  ).total

export const presentCard = (row: CardRow): QuestionnaireVersionCard => ({
  ...row,
  published_at: row.published_at?.toISOString() ?? null,
  retired_at: row.retired_at?.toISOString() ?? null,
})
