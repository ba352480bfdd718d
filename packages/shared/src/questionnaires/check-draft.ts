import type { Label } from '../schema.ts'
import type { Binding } from './bindings.ts'
import { checkContent } from './check.ts'
import type { OptionMapping } from './drafts.ts'
import type { Field, Question, QuestionnaireContent } from './model.ts'
import { questionMap, questionsOf } from './questions.ts'
import { unreachableQuestions } from './reachable.ts'

/** What stands at a place of a draft, and what is to be said of it. */
export type Finding = { pointer: string; code: string; detail: Label }
/** Answers that a change touches: all to a question, or those that name one of its options; `field` is a column of a group. */
export type Touched = { question: string; field?: string; option?: string }
/** What publication does to answers that exist, or asks of those being written. */
export type Warning = Finding & { touches: Touched | null }

const NEEDED: Partial<Record<Binding, Label>> = {
  title: { fr: 'le titre', en: 'the title' },
  pitch: { fr: 'l’accroche', en: 'the pitch' },
  main_theme: { fr: 'le thème principal', en: 'the main theme' },
  departments: { fr: 'les départements', en: 'the départements' },
  reach: { fr: 'la portée de la diffusion', en: 'the reach' },
}

const finding = (pointer: string, code: string, fr: string, en: string): Finding => ({
  pointer,
  code,
  detail: { fr, en },
})

/** Where each question of the content stands. */
export function pointersOf(content: QuestionnaireContent): Map<string, string> {
  return new Map(
    content.sections.flatMap((section, s) =>
      section.questions.map(({ code }, q): [string, string] => [code, `/sections/${s}/questions/${q}`]),
    ),
  )
}

/** The question or the field that `question` or `group.field` names. */
export function askedAt(content: QuestionnaireContent, place: string): Question | Field | undefined {
  const [code = '', field] = place.split('.')
  const question = questionMap(content).get(code)
  return field === undefined ? question : question?.fields?.find((one) => one.code === field)
}

/** What keeps a draft from being published: nothing may be left of it. */
export function draftFaults(
  before: QuestionnaireContent | null,
  after: QuestionnaireContent,
  mappings: OptionMapping[],
  hasVocabulary: (code: string) => boolean = () => true,
): Finding[] {
  const pointers = pointersOf(after)
  const bound = new Set(questionsOf(after).map(({ binding }) => binding))
  return [
    ...checkContent(after, hasVocabulary),
    ...unreachableQuestions(after).map((code) =>
      finding(
        `${pointers.get(code)}/condition`,
        'unreachable',
        `La question « ${code} » ne peut jamais s’afficher : sa condition n’est jamais remplie.`,
        `Question “${code}” can never show: its condition never holds.`,
      ),
    ),
    ...Object.entries(NEEDED)
      .filter(([binding]) => !bound.has(binding as Binding))
      .map(([, name]) =>
        finding(
          '/sections',
          'missing-binding',
          `Aucune question ne remplit ${name.fr}, nécessaire à une fiche.`,
          `No question feeds ${name.en}, which a record needs.`,
        ),
      ),
    ...mappings.flatMap((mapping) => mappingFaults(before, after, mapping, pointers)),
  ]
}

function mappingFaults(
  before: QuestionnaireContent | null,
  after: QuestionnaireContent,
  { question, from, to }: OptionMapping,
  pointers: Map<string, string>,
): Finding[] {
  const offers = (content: QuestionnaireContent | null, code: string) =>
    content !== null && (askedAt(content, question)?.options ?? []).some((option) => option.code === code)
  if (offers(before, from) && !offers(after, from) && offers(after, to)) return []
  return [
    finding(
      pointers.get(question.split('.')[0] ?? '') ?? '/sections',
      'bad-mapping',
      `« ${from} » ne peut pas devenir « ${to} » dans « ${question} » : l’ancien choix doit disparaître et le nouveau exister.`,
      `“${from}” cannot become “${to}” in “${question}”: the old option must go, and the new one be there.`,
    ),
  ]
}

/** What the publication of `after` does to answers written for `before`: what must be accepted knowingly. */
export function draftWarnings(
  before: QuestionnaireContent,
  after: QuestionnaireContent,
  mappings: OptionMapping[],
): Warning[] {
  const pointers = pointersOf(after)
  const was = questionMap(before)
  const is = questionMap(after)
  const gone = [...was.values()].flatMap((old): Warning[] => {
    const now = is.get(old.code)
    if (!now)
      return [
        {
          ...finding(
            '/sections',
            'removed-question',
            `La question « ${old.label.fr} » n’est plus posée.`,
            `The question “${old.label.en ?? old.label.fr}” is no longer asked.`,
          ),
          touches: { question: old.code },
        },
      ]
    return changesOf(old, now, pointers.get(old.code) ?? '', mappings)
  })
  const asked = [...is.values()]
    .filter(({ code, required }) => required && !was.get(code)?.required)
    .map(
      ({ code, label }): Warning => ({
        ...finding(
          pointers.get(code) ?? '',
          'newly-required',
          `La question « ${label.fr} » devient obligatoire.`,
          `The question “${label.en ?? label.fr}” becomes mandatory.`,
        ),
        touches: null,
      }),
    )
  return [...gone, ...asked]
}

function changesOf(old: Question, now: Question, pointer: string, mappings: OptionMapping[]): Warning[] {
  if (old.kind !== now.kind) return [kindChanged(old, now, pointer, { question: old.code })]
  const fields = (old.fields ?? []).flatMap((field): Warning[] => {
    const next = now.fields?.find(({ code }) => code === field.code)
    const touches = { question: old.code, field: field.code }
    if (!next)
      return [
        {
          ...finding(
            pointer,
            'removed-field',
            `La colonne « ${field.label.fr} » n’est plus demandée.`,
            `The column “${field.label.en ?? field.label.fr}” is no longer asked for.`,
          ),
          touches,
        },
      ]
    if (next.kind !== field.kind) return [kindChanged(field, next, pointer, touches)]
    return optionsGone(field, next, pointer, touches, mappings)
  })
  return [...optionsGone(old, now, pointer, { question: old.code }, mappings), ...fields]
}

function kindChanged(old: Question | Field, now: Question | Field, pointer: string, touches: Touched): Warning {
  return {
    ...finding(
      pointer,
      'kind-changed',
      `La question « ${old.label.fr} » change de genre : ${old.kind}, puis ${now.kind}.`,
      `The question “${old.label.en ?? old.label.fr}” changes its kind: ${old.kind}, then ${now.kind}.`,
    ),
    touches,
  }
}

function optionsGone(
  old: Question | Field,
  now: Question | Field,
  pointer: string,
  touches: Touched,
  mappings: OptionMapping[],
): Warning[] {
  if (!old.options) return []
  const kept = new Set(now.options?.map(({ code }) => code))
  const place = touches.field ? `${touches.question}.${touches.field}` : touches.question
  const renamed = new Set(mappings.filter(({ question }) => question === place).map(({ from }) => from))
  return old.options
    .filter(({ code }) => !kept.has(code) && !renamed.has(code))
    .map(({ code, label }) => ({
      ...finding(
        pointer,
        'removed-option',
        `Le choix « ${label.fr} » de « ${old.label.fr} » n’est plus proposé.`,
        `The option “${label.en ?? label.fr}” of “${old.label.en ?? old.label.fr}” is no longer offered.`,
      ),
      touches: { ...touches, option: code },
    }))
}
