import { checkContent } from '@essaim/shared/questionnaires/check.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { newId } from '../lib/id.ts'

/** Publishes the questionnaire as its version 1, unless one of this code exists. Returns whether it did. */
export async function storeQuestionnaire(
  trx: Trx,
  { code, title, content }: { code: string; title: Label; content: QuestionnaireContent },
): Promise<boolean> {
  const id = newId()
  const inserted = await trx
    .insertInto('questionnaire')
    .values({ id, code, title: JSON.stringify(title) })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!inserted) return false
  const vocabularies = new Set((await trx.selectFrom('vocabulary').select('code').execute()).map((row) => row.code))
  const faults = checkContent(content, (vocabulary) => vocabulary === 'communes' || vocabularies.has(vocabulary))
  if (faults.length > 0) {
    throw new Error(
      `questionnaire ${code} cannot be published:\n${faults.map(({ pointer, detail }) => `${pointer}: ${detail.en}`).join('\n')}`,
    )
  }
  await trx
    .insertInto('questionnaire_version')
    .values({
      id: newId(),
      questionnaire_id: id,
      number: 1,
      state: 'published',
      content: JSON.stringify(content),
      published_at: sql`now()`,
    })
    .execute()
  return true
}
