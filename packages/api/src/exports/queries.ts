import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { sql } from 'kysely'
import type { Db } from '../db/database.ts'
import { type DetailColumn, detailColumns } from './columns.ts'

/** The columns of the answers: of every version that was ever published, the newest first. */
export async function findDetailColumns(db: Db): Promise<DetailColumn[]> {
  const rows = await db
    .selectFrom('questionnaire_version')
    .select('content')
    .where('state', '<>', 'draft')
    .orderBy(sql`published_at desc nulls last`)
    .orderBy('id', 'desc')
    .execute()
  return detailColumns(rows.map(({ content }) => content as unknown as QuestionnaireContent))
}
