import type { DocumentFile } from '@essaim/shared/documents.ts'
import { shownQuestions } from '@essaim/shared/questionnaires/conditions.ts'
import { filesIn } from '@essaim/shared/questionnaires/file-answers.ts'
import type { Field, Question } from '@essaim/shared/questionnaires/model.ts'
import type { RecordFacts } from './record-facts.ts'

/** The question or field whose answer stands for a file where it cannot be seen. */
const altCodes = (code: string) => [`${code}_alt`, `${code}_alternative`, 'titre', 'title']

/**
 * The files that a reader of the record gets, with what tells of each. A version of before shows only what today's
 * still holds: a file that was taken out is out.
 */
export function filesOf(
  facts: RecordFacts,
  mayRead: (question: Question) => boolean,
  mayReadField: (field: Field, group: Question) => boolean,
): DocumentFile[] {
  const { content, answers, current, files } = facts
  const shown = new Map(shownQuestions(content, answers).map((question) => [question.code, question]))
  const today = new Set(filesIn(current.content, current.answers).map(({ id }) => id))
  return filesIn(content, answers).flatMap(({ id, asked, question, line }): DocumentFile[] => {
    const file = files.get(id)
    if (!file || !today.has(id) || !shown.has(question.code)) return []
    if (line ? !mayReadField(asked as Field, question) : !mayRead(question)) return []
    const beside = (suffixes: string[]): string | null => {
      for (const code of suffixes) {
        const other = line ? question.fields?.find((field) => field.code === code) : shown.get(code)
        if (!other || !(line ? mayReadField(other as Field, question) : mayRead(other as Question))) continue
        const text = textOf((line ?? answers)[code])
        if (text) return text
      }
      return null
    }
    return [
      {
        id,
        url: `${facts.base_url}/v1/files/${id}`,
        question: line ? `${question.code}.${asked.code}` : question.code,
        name: file.name,
        media_type: file.media_type,
        size: file.bytes,
        sha256: file.sha256,
        alternative_text: beside(line ? altCodes(asked.code) : altCodes(asked.code).slice(0, 2)),
        credit: beside([`${asked.code}_credit`]),
        // the licence of the texts says nothing of a photo
        license: null,
      },
    ]
  })
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value.slice(0, 500) : null)
