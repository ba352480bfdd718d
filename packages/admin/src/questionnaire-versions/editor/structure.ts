import { questionsIn } from '@essaim/shared/questionnaires/conditions.ts'
import type { Question, QuestionnaireContent, Section } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import type { Label } from '@essaim/shared/schema.ts'
import { codeFrom } from './codes.ts'
import { withQuestionCodes } from './renaming.ts'

/** What is being edited: a section or a question, by its code. */
export type Chosen = { kind: 'section' | 'question'; code: string }
export type Step = -1 | 1
type Content = QuestionnaireContent

/** The section that asks a question. */
export const sectionOf = (content: Content, code: string): Section | undefined =>
  content.sections.find(({ questions }) => questions.some((question) => question.code === code))

export const withSection = (content: Content, code: string, edit: (section: Section) => Section): Content => ({
  sections: content.sections.map((section) => (section.code === code ? edit(section) : section)),
})

export const withQuestion = (content: Content, code: string, edit: (question: Question) => Question): Content => ({
  sections: content.sections.map((section) =>
    section.questions.some((question) => question.code === code)
      ? { ...section, questions: section.questions.map((one) => (one.code === code ? edit(one) : one)) }
      : section,
  ),
})

/** The list with one of its members a place further; the same list at its end. */
export function moved<T>(list: T[], from: number, step: Step): T[] {
  const to = from + step
  if (from < 0 || to < 0 || to >= list.length) return list
  const next = [...list]
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}

export function moveSection(content: Content, code: string, step: Step): Content {
  const from = content.sections.findIndex((section) => section.code === code)
  const sections = moved(content.sections, from, step)
  return sections === content.sections ? content : { sections }
}

/** A question one place further; from the edge of its section it goes on to the next one. */
export function moveQuestion(content: Content, code: string, step: Step): Content {
  const at = content.sections.findIndex(({ questions }) => questions.some((one) => one.code === code))
  const section = content.sections[at]
  if (!section) return content
  const from = section.questions.findIndex((one) => one.code === code)
  const questions = moved(section.questions, from, step)
  if (questions !== section.questions) return withSection(content, section.code, (one) => ({ ...one, questions }))
  const neighbour = content.sections[at + step]
  if (!neighbour) return content
  return moveQuestionTo(content, code, neighbour.code, step === 1 ? null : (neighbour.questions.at(-1)?.code ?? null))
}

/** A question behind another one of a section, or at its head. */
export function moveQuestionTo(content: Content, code: string, section: string, after: string | null): Content {
  const question = questionsOf(content).find((one) => one.code === code)
  if (!question || after === code) return content
  return withSection(removeQuestion(content, code), section, (one) => ({
    ...one,
    questions: inserted(one.questions, question, after),
  }))
}

function inserted(questions: Question[], question: Question, after: string | null): Question[] {
  const at = after === null ? 0 : questions.findIndex((one) => one.code === after) + 1 || questions.length
  return [...questions.slice(0, at), question, ...questions.slice(at)]
}

const questionCodes = (content: Content): string[] => questionsOf(content).map(({ code }) => code)
const sectionCodes = (content: Content): string[] => content.sections.map(({ code }) => code)

/** A new question behind another one, else at the end of the section. */
export function addQuestion(content: Content, section: string, after: string | null, label: Label): [Content, Chosen] {
  const code = codeFrom(label.fr, '_', questionCodes(content))
  const last = content.sections.find((one) => one.code === section)?.questions.at(-1)?.code ?? null
  const question: Question = { code, kind: 'text', label, audience: 'public' }
  return [
    withSection(content, section, (one) => ({
      ...one,
      questions: inserted(one.questions, question, after ?? last),
    })),
    { kind: 'question', code },
  ]
}

/** A new section without questions, behind another one, else at the end. */
export function addSection(content: Content, after: string | null, title: Label): [Content, Chosen] {
  const code = codeFrom(title.fr, '_', sectionCodes(content))
  const at = content.sections.findIndex((one) => one.code === after) + 1 || content.sections.length
  const section: Section = { code, title, questions: [] }
  return [
    { sections: [...content.sections.slice(0, at), section, ...content.sections.slice(at)] },
    { kind: 'section', code },
  ]
}

const copied = (label: Label, mark: Label): Label => ({
  fr: `${label.fr} ${mark.fr}`,
  en: label.en && `${label.en} ${mark.en ?? mark.fr}`,
})

/** The same question again, behind the first: it feeds no member of the record, which takes one question only. */
export function duplicateQuestion(content: Content, code: string, mark: Label): [Content, Chosen] {
  const [question, section] = [questionsOf(content).find((one) => one.code === code), sectionOf(content, code)]
  if (!question || !section) return [content, { kind: 'question', code }]
  const { binding: _, ...rest } = question
  const label = copied(question.label, mark)
  const copy = { ...rest, code: codeFrom(label.fr, '_', questionCodes(content)), label }
  return [
    withSection(content, section.code, (one) => ({ ...one, questions: inserted(one.questions, copy, code) })),
    { kind: 'question', code: copy.code },
  ]
}

/** The same section again, behind the first; its conditions look at its own questions. */
export function duplicateSection(content: Content, code: string, mark: Label): [Content, Chosen] {
  const at = content.sections.findIndex((section) => section.code === code)
  const section = content.sections[at]
  if (!section) return [content, { kind: 'section', code }]
  const taken = questionCodes(content)
  const codes = new Map<string, string>()
  for (const question of section.questions) {
    const next = codeFrom(question.code, '_', taken)
    taken.push(next)
    codes.set(question.code, next)
  }
  const bare = section.questions.map(({ binding: _, ...question }) => question)
  const title = copied(section.title, mark)
  const copy: Section = {
    ...section,
    code: codeFrom(title.fr, '_', sectionCodes(content)),
    title,
    questions: bare.map((question) => withQuestionCodes(question, (one) => codes.get(one) ?? one)),
  }
  return [
    { sections: [...content.sections.slice(0, at + 1), copy, ...content.sections.slice(at + 1)] },
    { kind: 'section', code: copy.code },
  ]
}

export const removeQuestion = (content: Content, code: string): Content => ({
  sections: content.sections.map((section) =>
    section.questions.some((one) => one.code === code)
      ? { ...section, questions: section.questions.filter((one) => one.code !== code) }
      : section,
  ),
})

export const removeSection = (content: Content, code: string): Content => ({
  sections: content.sections.filter((section) => section.code !== code),
})

/** What to choose once this is gone: what follows it, else what precedes it. */
export function neighbourOf(content: Content, { kind, code }: Chosen): Chosen | null {
  if (kind === 'section') {
    const at = content.sections.findIndex((section) => section.code === code)
    const next = content.sections[at + 1] ?? content.sections[at - 1]
    return next ? { kind, code: next.code } : null
  }
  const section = sectionOf(content, code)
  const at = section?.questions.findIndex((one) => one.code === code) ?? -1
  const next = section?.questions[at + 1] ?? section?.questions[at - 1]
  if (next) return { kind, code: next.code }
  return section ? { kind: 'section', code: section.code } : null
}

/** The questions that look at one of these: by their condition, or for their audience. */
export function dependentsOf(content: Content, codes: string[]): Question[] {
  return questionsOf(content).filter(
    ({ code, condition, audience }) =>
      !codes.includes(code) &&
      ((condition && questionsIn(condition).some((one) => codes.includes(one))) ||
        (typeof audience === 'object' && codes.includes(audience.from))),
  )
}

/** As it may be sent: sections without questions are left out, and lists without members. */
export const sendable = (content: Content): Content => ({
  sections: content.sections
    .filter(({ questions }) => questions.length > 0)
    .map((section) => ({ ...section, questions: section.questions.map(withoutEmptyLists) })),
})

function withoutEmptyLists(question: Question): Question {
  const { options, fields, ...rest } = question
  return {
    ...rest,
    ...(options && options.length > 0 && { options }),
    ...(fields &&
      fields.length > 0 && {
        fields: fields.map(({ options: own, ...field }) => ({
          ...field,
          ...(own && own.length > 0 && { options: own }),
        })),
      }),
  }
}
