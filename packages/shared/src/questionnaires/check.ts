import type { Audience } from '../audience.ts'
import { BINDINGS, PREFILLS } from './bindings.ts'
import { checkCondition } from './check-conditions.ts'
import { isNotDefault } from './check-default.ts'
import type { Bench, ContentFault } from './content-faults.ts'
import type { QuestionKind } from './kinds.ts'
import type { Field, Question, QuestionnaireContent } from './model.ts'

/** What the types cannot say of a questionnaire and would break a form, a record or somebody's privacy. An empty list: it may be published. */
export function checkContent(
  content: QuestionnaireContent,
  hasVocabulary: (code: string) => boolean = () => true,
): ContentFault[] {
  const faults: ContentFault[] = []
  const earlier = new Map<string, Question>()
  const every = new Map(
    content.sections.flatMap((section) => section.questions).map((question) => [question.code, question]),
  )
  const bindings = new Set<string>()
  const sections = new Set<string>()
  const bench = (pointer: string): Bench => ({
    hasVocabulary,
    every,
    earlier,
    bindings,
    report: (code, fr, en) => faults.push({ pointer, code, detail: { fr, en } }),
  })
  for (const [s, section] of content.sections.entries()) {
    if (sections.has(section.code))
      bench(`/sections/${s}`).report(
        'duplicate-code',
        `La section « ${section.code} » existe deux fois.`,
        `Section “${section.code}” is there twice.`,
      )
    sections.add(section.code)
    for (const [q, question] of section.questions.entries()) {
      const pointer = `/sections/${s}/questions/${q}`
      checkQuestion(question, bench(pointer))
      const codes = new Set(['id'])
      for (const [f, field] of (question.fields ?? []).entries()) {
        const inner = bench(`${pointer}/fields/${f}`)
        if (field.code === 'id')
          inner.report('reserved-code', 'Le code « id » est réservé.', 'The code “id” is reserved.')
        else if (codes.has(field.code))
          inner.report(
            'duplicate-code',
            `Le champ « ${field.code} » existe deux fois.`,
            `Field “${field.code}” is there twice.`,
          )
        codes.add(field.code)
        checkAsked(field, inner)
        if (field.binding && field.binding !== 'categories')
          inner.report(
            'bad-binding',
            'Un champ ne peut remplir que les catégories.',
            'A field can only feed the categories.',
          )
      }
      earlier.set(question.code, question)
    }
  }
  return faults
}

function checkQuestion(question: Question, bench: Bench): void {
  const { report } = bench
  if (bench.earlier.has(question.code))
    report(
      'duplicate-code',
      `La question « ${question.code} » existe deux fois.`,
      `Question “${question.code}” is there twice.`,
    )
  checkAsked(question, bench)
  if (question.condition) checkCondition(question.condition, bench)
  if (question.prefill && !fits(PREFILLS[question.prefill], question.kind))
    report(
      'bad-prefill',
      `« ${question.prefill} » ne peut pas pré-remplir ce genre de question.`,
      `“${question.prefill}” cannot pre-fill this kind of question.`,
    )
  if ((question.kind === 'repeat') !== (question.fields !== undefined))
    report(
      'not-for-kind',
      'Les champs vont avec un groupe répété, et lui avec eux.',
      'Fields go with a repeated group, and the group with them.',
    )
  if ((question.kind === 'grid') !== (question.grid !== undefined))
    report(
      'not-for-kind',
      'Les critères vont avec une grille, et elle avec eux.',
      'Criteria go with a grid, and the grid with them.',
    )
  const criteria = question.grid?.groups.flatMap((group) => group.criteria.map((one) => one.code)) ?? []
  if (new Set(criteria).size < criteria.length)
    report('duplicate-code', 'Un critère existe deux fois.', 'A criterion is there twice.')
}

function checkAsked(asked: Question | Field, bench: Bench): void {
  const { report } = bench
  checkOptions(asked, bench)
  checkLimits(asked, report)
  checkAudience(asked, bench)
  if (asked.default !== undefined && asked.default !== null && isNotDefault(asked))
    report('bad-default', 'La valeur par défaut n’est pas une réponse possible.', 'The default is no possible answer.')
  const { binding } = asked
  if (!binding) return
  if (bench.bindings.has(binding))
    report('duplicate-binding', `Deux questions remplissent « ${binding} ».`, `Two questions feed “${binding}”.`)
  bench.bindings.add(binding)
  if (!fits(BINDINGS[binding], asked.kind))
    report(
      'bad-binding',
      `Ce genre de question ne peut pas remplir « ${binding} ».`,
      `This kind of question cannot feed “${binding}”.`,
    )
  if (binding === 'departments' && asked.vocabulary !== 'departements')
    report(
      'bad-binding',
      'Les départements viennent de la nomenclature « departements ».',
      'The départements come from the vocabulary “departements”.',
    )
  if (binding === 'reach' && !asked.options?.every((option) => option.audience))
    report('bad-binding', 'Chaque choix de portée nomme sa diffusion.', 'Each option of the reach names its audience.')
}

function checkOptions(asked: Question | Field, { report, hasVocabulary }: Bench): void {
  const offers = asked.options !== undefined || asked.vocabulary !== undefined
  const chooses = asked.kind === 'choice' || asked.kind === 'multichoice'
  if (chooses && !offers)
    report('no-options', 'Il manque les choix ou la nomenclature.', 'Options or a vocabulary are missing.')
  if (!chooses && offers) report('not-for-kind', 'Seul un choix a des options.', 'Only a choice has options.')
  if (asked.options && asked.vocabulary)
    report(
      'two-sources',
      'Les choix viennent des options ou d’une nomenclature, pas des deux.',
      'Choices come from options or from a vocabulary, not from both.',
    )
  if (asked.vocabulary && !hasVocabulary(asked.vocabulary))
    report(
      'unknown-vocabulary',
      `La nomenclature « ${asked.vocabulary} » n’existe pas.`,
      `There is no vocabulary “${asked.vocabulary}”.`,
    )
  const codes = asked.options?.map((option) => option.code) ?? []
  if (new Set(codes).size < codes.length)
    report('duplicate-code', 'Un choix existe deux fois.', 'An option is there twice.')
}

/** The members that limit an answer, each with the kinds that it suits. */
export const LIMITS = {
  max_length: ['text', 'longtext', 'email', 'tel', 'url', 'tags'],
  min_length: ['text', 'longtext'],
  min: ['integer', 'number', 'money'],
  max: ['integer', 'number', 'money'],
  step: ['integer', 'number', 'money'],
  max_items: ['multichoice', 'tags', 'repeat'],
  accept: ['file'],
  max_bytes: ['file'],
  order: ['choice'],
} as const satisfies Record<string, readonly QuestionKind[]>

function checkLimits(asked: Question | Field, report: Bench['report']): void {
  for (const [limit, kinds] of Object.entries(LIMITS)) {
    if (asked[limit as keyof typeof LIMITS] !== undefined && !fits(kinds, asked.kind))
      report(
        'not-for-kind',
        `« ${limit} » ne convient pas à ce genre de question.`,
        `“${limit}” does not suit this kind of question.`,
      )
  }
  const { min, max, min_length: shortest, max_length: longest } = asked
  if (
    (min !== undefined && max !== undefined && min > max) ||
    (shortest !== undefined && longest !== undefined && shortest > longest)
  )
    report('bad-limits', 'Le minimum dépasse le maximum.', 'The minimum is above the maximum.')
}

function checkAudience(asked: Question | Field, { report, every }: Bench): void {
  const { audience, binding } = asked
  const widest: Audience = typeof audience === 'string' ? audience : (audience?.ceiling ?? 'staff')
  if (binding?.startsWith('contact.') && widest === 'public')
    report('bad-audience', 'Le contact d’une personne ne peut pas être public.', 'A person’s contact cannot be public.')
  if (typeof audience !== 'object') return
  const setter = every.get(audience.from)
  if (setter?.kind !== 'choice' || !setter.options?.every((option) => option.audience))
    report(
      'bad-audience',
      `« ${audience.from} » doit être une question à choix dont chaque option nomme sa diffusion.`,
      `“${audience.from}” must be a choice whose options each name their audience.`,
    )
}

function fits(kinds: readonly QuestionKind[], kind: QuestionKind): boolean {
  return kinds.includes(kind)
}
