import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionMap } from '@essaim/shared/questionnaires/questions.ts'
import type { OwnVersionEdit, VersionEdit } from '@essaim/shared/version-edits.ts'
import type { Trx } from '../db/database.ts'
import { findContent } from '../questionnaires/queries.ts'
import type { EditRow, OwnEditRow } from './queries.ts'

/** An edit with the words of its question. */
export function presentEdit(row: EditRow, content: QuestionnaireContent): VersionEdit {
  const { innovation_id: _, number: __, ...edit } = row
  const label = questionMap(content).get(row.question)?.label ?? { fr: row.question, en: null }
  return { ...edit, label } as unknown as VersionEdit
}

/** Edits as the association reads them, each of its record. */
export async function presentOwnEdits(trx: Trx, rows: OwnEditRow[]): Promise<OwnVersionEdit[]> {
  const contents = new Map<string, QuestionnaireContent>()
  for (const { questionnaire_version_id: id } of rows)
    if (!contents.has(id)) contents.set(id, await findContent(trx, id))
  return rows.map(({ title, submission_id, questionnaire_version_id, ...row }) => ({
    ...presentEdit(row, contents.get(questionnaire_version_id) as QuestionnaireContent),
    innovation: { id: row.innovation_id, title },
    number: row.number,
    submission_id,
  }))
}
