import type { OptionMapping } from '@essaim/shared/questionnaires/drafts.ts'
import type { Condition, Field, Option, Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'

type Renamed = (code: string) => string
/** What is written as one: the content, and the options that go on under another code. */
export type Written = { content: QuestionnaireContent; mappings: OptionMapping[] }

const mapQuestions = (content: QuestionnaireContent, edit: (question: Question) => Question): QuestionnaireContent => ({
  sections: content.sections.map((section) => ({ ...section, questions: section.questions.map(edit) })),
})

/** A question with the codes of questions in it put otherwise: its own, those that its condition and its audience look at. */
export function withQuestionCodes(question: Question, renamed: Renamed): Question {
  const { code, condition, audience } = question
  return {
    ...question,
    code: renamed(code),
    ...(condition && { condition: leaves(condition, (leaf) => ({ ...leaf, question: renamed(leaf.question) })) }),
    ...(typeof audience === 'object' && { audience: { ...audience, from: renamed(audience.from) } }),
  }
}

type Leaf = Extract<Condition, { question: string }>

function leaves(condition: Condition, edit: (leaf: Leaf) => Leaf): Condition {
  if (condition.op === 'all' || condition.op === 'any')
    return { ...condition, conditions: condition.conditions.map((one) => leaves(one, edit)) }
  if (condition.op === 'not') return { ...condition, condition: leaves(condition.condition, edit) }
  return edit(condition as Leaf)
}

const inPlace = (place: string, from: string, to: string) =>
  place === from ? to : place.startsWith(`${from}.`) ? to + place.slice(from.length) : place

/** Gives a question another code, everywhere. */
export const renameQuestion = ({ content, mappings }: Written, from: string, to: string): Written => ({
  content: mapQuestions(content, (question) => withQuestionCodes(question, (code) => (code === from ? to : code))),
  mappings: mappings.map((mapping) => ({ ...mapping, question: inPlace(mapping.question, from, to) })),
})

/** Gives an option another code, everywhere: in the question or column, its default, and the conditions that name it. */
export function renameOption(
  content: QuestionnaireContent,
  place: string,
  from: string,
  to: string,
): QuestionnaireContent {
  const [code = '', column] = place.split('.')
  const put = (value: unknown) => (value === from ? to : value)
  const own = <T extends Question | Field>(asked: T): T => ({
    ...asked,
    ...(asked.options && {
      options: asked.options.map((option) => (option.code === from ? { ...option, code: to } : option)),
    }),
    ...(asked.default !== undefined && {
      default: Array.isArray(asked.default) ? asked.default.map(put) : put(asked.default),
    }),
  })
  return mapQuestions(content, (question) => {
    if (question.code === code && column)
      return { ...question, fields: question.fields?.map((one) => (one.code === column ? own(one) : one)) ?? [] }
    const mine = question.code === code ? own(question) : question
    if (!mine.condition || column) return mine
    const condition = leaves(mine.condition, (leaf) => {
      if (leaf.question !== code || !('value' in leaf)) return leaf
      const value = Array.isArray(leaf.value) ? leaf.value.map(put) : put(leaf.value)
      return { ...leaf, value } as Leaf
    })
    return { ...mine, condition }
  })
}

/** Declares that answers which name `from` are to name `to`. */
export function declare(mappings: OptionMapping[], question: string, from: string, to: string): OptionMapping[] {
  const others = mappings.filter((one) => one.question !== question || one.from !== from)
  return from === to ? others : [...others, { question, from, to }]
}

/**
 * An option that was published goes on under another code; what was mapped to it before follows. With `follow` false, the
 * answers that name it do not.
 */
export function renamePublished(
  { content, mappings }: Written,
  place: string,
  from: string,
  to: string,
  { published, follow }: { published: ReadonlySet<string>; follow: boolean },
): Written {
  const leads = (one: OptionMapping) => one.question === place && one.to === from
  const followed = mappings.flatMap((one) => (leads(one) ? (follow ? [{ ...one, to }] : []) : [one]))
  const kept = followed.filter((one) => one.question !== place || one.from !== one.to)
  return {
    content: renameOption(content, place, from, to),
    mappings: follow && published.has(from) ? declare(kept, place, from, to) : kept,
  }
}

/** The mappings that still say something: the old option is gone, the new one is there. */
export function meaningful({ content, mappings }: Written): OptionMapping[] {
  const offered = new Map<string, Set<string>>()
  for (const section of content.sections)
    for (const question of section.questions) {
      offered.set(question.code, new Set(question.options?.map(({ code }) => code)))
      for (const field of question.fields ?? [])
        offered.set(`${question.code}.${field.code}`, new Set(field.options?.map(({ code }) => code)))
    }
  return mappings.filter(({ question, from, to }) => {
    const codes = offered.get(question)
    return codes?.has(to) === true && !codes.has(from)
  })
}

/** Puts other words to an option. */
export const withOptionLabel = (
  content: QuestionnaireContent,
  place: string,
  option: string,
  label: Option['label'],
): QuestionnaireContent => {
  const [code, column] = place.split('.')
  const own = <T extends Question | Field>(asked: T): T =>
    asked.options
      ? { ...asked, options: asked.options.map((one) => (one.code === option ? { ...one, label } : one)) }
      : asked
  return mapQuestions(content, (question) => {
    if (question.code !== code) return question
    if (!column) return own(question)
    return { ...question, fields: question.fields?.map((one) => (one.code === column ? own(one) : one)) ?? [] }
  })
}
