import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Questionnaire, QuestionnaireVersion } from '@essaim/shared/questionnaires/resources.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Db, Trx } from '../db/database.ts'
import type { PageRequest } from '../lib/lists.ts'
import { problem } from '../lib/problem.ts'

export type VersionRow = {
  id: string
  questionnaire_id: string
  number: number
  state: QuestionnaireVersion['state']
  published_at: Date | null
  questionnaire_code: string
  title: Label
  content: QuestionnaireContent
}

// A published version's content never changes, so each process reads it once; what may change is read each time.
const contents = new LRUCache<string, QuestionnaireContent>({ max: 100 })

const selectVersions = (db: Db | Trx) =>
  db
    .selectFrom('questionnaire_version as v')
    .innerJoin('questionnaire as q', 'q.id', 'v.questionnaire_id')
    .select([
      'v.id',
      'v.questionnaire_id',
      'v.number',
      sql<VersionRow['state']>`v.state`.as('state'),
      'v.published_at',
      'q.code as questionnaire_code',
      sql<Label>`q.title`.as('title'),
    ])

async function withContent(db: Db | Trx, found: Omit<VersionRow, 'content'> | undefined): Promise<VersionRow> {
  if (!found) throw problem('not-found')
  const known = contents.get(found.id)
  if (known) return { ...found, content: known }
  const row = await db
    .selectFrom('questionnaire_version')
    .select(['content', 'state'])
    .where('id', '=', found.id)
    .executeTakeFirstOrThrow()
  const content = row.content as unknown as QuestionnaireContent
  if (row.state !== 'draft') contents.set(found.id, content)
  return { ...found, content }
}

/** What a version asks: read once per process where it can change no more. */
export const findContent = async (db: Db | Trx, id: string): Promise<QuestionnaireContent> =>
  contents.get(id) ?? (await findVersion(db, id)).content

/** A version with its content, by its own id. */
export const findVersion = async (db: Db | Trx, id: string): Promise<VersionRow> =>
  withContent(db, await selectVersions(db).where('v.id', '=', id).executeTakeFirst())

/** A version with its content, by its number in its questionnaire. */
export const versionOf = async (db: Db | Trx, questionnaire: string, number: number): Promise<VersionRow> =>
  withContent(
    db,
    await selectVersions(db)
      .where('v.questionnaire_id', '=', questionnaire)
      .where('v.number', '=', number)
      // the draft has an address of its own
      .where('v.state', '<>', 'draft')
      .executeTakeFirst(),
  )

/** The questionnaire that a census asks when none is named. */
export const CENSUS = 'recensement'

const lastPublished = (db: Db | Trx, questionnaire: string | null) =>
  selectVersions(db)
    .where('v.state', '=', 'published')
    .where((e) => (questionnaire === null ? e('q.code', '=', CENSUS) : e('q.id', '=', questionnaire)))
    .orderBy('v.number', 'desc')
    .limit(1)
    .executeTakeFirst()

/** The version that new answers are written to: of the published ones of this questionnaire, or of the census, the last. */
export const currentVersion = async (db: Db | Trx, questionnaire: string | null = null): Promise<VersionRow> =>
  withContent(db, await lastPublished(db, questionnaire))

/** The id of that version, where there is one. */
export const currentVersionId = async (db: Db | Trx, questionnaire: string | null): Promise<string | undefined> =>
  (await lastPublished(db, questionnaire))?.id

export async function listQuestionnaires(db: Db, page: PageRequest): Promise<Questionnaire[]> {
  let query = db
    .selectFrom('questionnaire as q')
    .select([
      'q.id',
      'q.code',
      sql<Label>`q.title`.as('title'),
      sql<Questionnaire['current_version']>`(select max(v.number) from questionnaire_version v
        where v.questionnaire_id = q.id and v.state = 'published')`.as('current_version'),
      sql<Questionnaire['draft_version']>`(select v.number from questionnaire_version v
        where v.questionnaire_id = q.id and v.state = 'draft')`.as('draft_version'),
    ])
    .orderBy('q.code')
    .limit(page.limit + 1)
  if (page.after) query = query.where('q.code', '>', String(page.after[0]))
  return query.execute()
}

export const countQuestionnaires = async (db: Db): Promise<number> =>
  (await db.selectFrom('questionnaire').select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow()).total
