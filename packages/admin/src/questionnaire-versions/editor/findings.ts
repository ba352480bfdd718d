import { askedAt } from '@essaim/shared/questionnaires/check-draft.ts'
import type { Field, Option, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import type { Label } from '@essaim/shared/schema.ts'
import type { Chosen } from './structure.ts'

/** What a pointer into the content names: a question, a section, or nothing of the sort. */
export function chosenAt(content: QuestionnaireContent, pointer: string): Chosen | null {
  const [, , s, , q] = pointer.split('/')
  const section = s === undefined ? undefined : content.sections[Number(s)]
  if (!section) return null
  const question = q === undefined ? undefined : section.questions[Number(q)]
  return question ? { kind: 'question', code: question.code } : { kind: 'section', code: section.code }
}

/** How many findings there are at each section and question, under `kind:code`. */
export function countByPlace(content: QuestionnaireContent, findings: { pointer: string }[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { pointer } of findings) {
    const chosen = chosenAt(content, pointer)
    if (!chosen) continue
    const key = `${chosen.kind}:${chosen.code}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

/** A finding with the words of the questions that it names by their code. */
export function inWords(
  detail: string,
  contents: (QuestionnaireContent | null)[],
  name: (label: Label) => string,
): string {
  const labels = new Map(
    contents.flatMap((content) => (content ? questionsOf(content) : [])).map(({ code, label }) => [code, name(label)]),
  )
  return detail.replaceAll(/([«“]\s?)([a-z][a-z0-9_]*)(\s?[»”])/g, (all, open: string, code: string, close: string) => {
    const label = labels.get(code)
    return label ? open + label + close : all
  })
}

/** An option that answers may name and that is no longer offered. */
export type GoneOption = { place: string; option: Option; asked: Question | Field }

/** The published options that a question, or a column, which is still of its kind offers no more. */
export function goneOptions(base: QuestionnaireContent, content: QuestionnaireContent): GoneOption[] {
  return questionsOf(base).flatMap((question) => [
    ...goneAt(content, question.code, question),
    ...(question.fields ?? []).flatMap((field) => goneAt(content, `${question.code}.${field.code}`, field)),
  ])
}

function goneAt(content: QuestionnaireContent, place: string, before: Question | Field): GoneOption[] {
  const asked = askedAt(content, place)
  if (!asked?.options || asked.kind !== before.kind) return []
  const kept = new Set(asked.options.map(({ code }) => code))
  return (before.options ?? []).flatMap((option) => (kept.has(option.code) ? [] : [{ place, option, asked }]))
}
