import { checkIdentifier } from '../identifiers.ts'
import type { Label } from '../schema.ts'
import { identifierKind } from './formats.ts'
import type { Answers, Field, Question, QuestionnaireContent, TermLookup } from './model.ts'
import { questionMap } from './questions.ts'
import { isSoundText, LONGEST_LIST, LONGEST_TEXT, lengthOf } from './text.ts'

export type ShapeCode =
  | 'type'
  | 'unknown-question'
  | 'unknown-code'
  | 'too-large'
  | 'bad-text'
  | 'empty'
  | 'duplicate'
  | 'duplicate-id'

export interface ShapeFault {
  /** RFC 6901, relative to the answers. */
  pointer: string
  code: ShapeCode
  detail: Label
}

const DETAILS: Record<ShapeCode, Label> = {
  type: { fr: 'Cette valeur n’est pas du type attendu.', en: 'This value is not of the expected type.' },
  'unknown-question': { fr: 'Le questionnaire n’a pas cette question.', en: 'The questionnaire has no such question.' },
  'unknown-code': { fr: 'Ce code ne fait pas partie de la liste.', en: 'This code is not in the list.' },
  'too-large': {
    fr: `Trop grand : ${LONGEST_TEXT} caractères et ${LONGEST_LIST} lignes au plus.`,
    en: `Too large: at most ${LONGEST_TEXT} characters and ${LONGEST_LIST} entries.`,
  },
  'bad-text': { fr: 'Le texte contient des caractères interdits.', en: 'The text holds forbidden characters.' },
  empty: { fr: 'Un texte vide n’est pas une réponse : envoyez null.', en: 'An empty text is no answer: send null.' },
  duplicate: { fr: 'Cette valeur est répétée.', en: 'This value is repeated.' },
  'duplicate-id': { fr: 'Deux lignes portent le même identifiant.', en: 'Two entries have the same id.' },
}

/** What no draft may hold, whatever its state: wrong types, unknown questions and codes, sizes and texts that cannot be kept. */
export function shapeFaults(content: QuestionnaireContent, answers: unknown, terms: TermLookup): ShapeFault[] {
  const faults: ShapeFault[] = []
  const report: Report = (path, code) => {
    faults.push({ pointer: pointerOf(path), code, detail: DETAILS[code] })
  }
  if (!isObject(answers)) {
    report([], 'type')
    return faults
  }
  const questions = questionMap(content)
  for (const [code, value] of Object.entries(answers)) {
    const question = questions.get(code)
    if (!question) report([code], 'unknown-question')
    else if (value !== null) judge(question, value, [code], { report, terms })
  }
  return faults
}

/** The faults of one answer, with pointers relative to it: for saving question by question. */
export function answerFaults(
  content: QuestionnaireContent,
  code: string,
  value: unknown,
  terms: TermLookup,
): ShapeFault[] {
  const answers: Answers = Object.fromEntries([[code, value]])
  const prefix = pointerOf([code])
  return shapeFaults(content, answers, terms).map((fault) => ({
    ...fault,
    pointer: fault.pointer.slice(prefix.length),
  }))
}

type Path = (string | number)[]
type Report = (path: Path, code: ShapeCode) => void
interface Bench {
  report: Report
  terms: TermLookup
}

function judge(question: Question | Field, value: unknown, path: Path, bench: Bench): void {
  switch (question.kind) {
    case 'boolean':
    case 'consent':
      if (typeof value !== 'boolean') bench.report(path, 'type')
      return
    case 'integer':
    case 'number':
    case 'money':
      judgeNumber(question.kind, value, path, bench)
      return
    case 'multichoice':
    case 'tags':
      judgeList(question, value, path, bench)
      return
    case 'repeat':
      judgeItems(question as Question, value, path, bench)
      return
    case 'grid':
      judgeGrid(question as Question, value, path, bench)
      return
    default:
      judgeText(question, value, path, bench)
  }
}

function judgeNumber(kind: 'integer' | 'number' | 'money', value: unknown, path: Path, { report }: Bench): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) report(path, 'type')
  else if (Math.abs(value) > Number.MAX_SAFE_INTEGER) report(path, 'too-large')
  else if (kind === 'integer' && !Number.isInteger(value)) report(path, 'type')
}

function judgeText(question: Question | Field, value: unknown, path: Path, { report, terms }: Bench): void {
  if (typeof value !== 'string') {
    report(path, 'type')
    return
  }
  if (lengthOf(value) > LONGEST_TEXT) {
    report(path, 'too-large')
    return
  }
  if (!isSoundText(value)) {
    report(path, 'bad-text')
    return
  }
  if (value.trim() === '') {
    report(path, 'empty')
    return
  }
  if (question.kind === 'file' && !terms('files', value)) report(path, 'unknown-code')
  if (isCoded(question) && !isKnownCode(question, value, terms)) report(path, 'unknown-code')
}

function judgeList(question: Question | Field, value: unknown, path: Path, bench: Bench): void {
  if (!Array.isArray(value)) {
    bench.report(path, 'type')
    return
  }
  if (value.length > LONGEST_LIST) {
    bench.report(path, 'too-large')
    return
  }
  for (const [index, item] of value.entries()) {
    judgeText(question, item, [...path, index], bench)
    if (value.indexOf(item) < index) bench.report([...path, index], 'duplicate')
  }
}

function judgeItems(question: Question, value: unknown, path: Path, bench: Bench): void {
  if (!Array.isArray(value)) {
    bench.report(path, 'type')
    return
  }
  if (value.length > LONGEST_LIST) {
    bench.report(path, 'too-large')
    return
  }
  const fields = new Map((question.fields ?? []).map((field) => [field.code, field]))
  const ids = new Set<string>()
  for (const [index, item] of value.entries()) {
    if (!isObject(item)) {
      bench.report([...path, index], 'type')
      continue
    }
    for (const [code, cell] of Object.entries(item)) {
      const field = fields.get(code)
      const place = [...path, index, code]
      if (field && cell !== null) judge(field, cell, place, bench)
      else if (code === 'id') judgeItemId(cell, ids, place, bench.report)
      else if (!field) bench.report(place, 'unknown-question')
    }
  }
}

function judgeItemId(id: unknown, ids: Set<string>, path: Path, report: Report): void {
  if (typeof id !== 'string' || !/^[A-Za-z0-9_-]{1,64}$/.test(id)) {
    report(path, 'type')
    return
  }
  if (ids.has(id)) report(path, 'duplicate-id')
  ids.add(id)
}

function judgeGrid(question: Question, value: unknown, path: Path, { report }: Bench): void {
  if (!isObject(value)) {
    report(path, 'type')
    return
  }
  const criteria = new Set(question.grid?.groups.flatMap((group) => group.criteria.map((one) => one.code)))
  const scale = new Set(question.grid?.scale.map((step) => step.code))
  for (const [criterion, step] of Object.entries(value)) {
    const place = [...path, criterion]
    if (!criteria.has(criterion)) report(place, 'unknown-code')
    else if (typeof step !== 'string') report(place, 'type')
    else if (!scale.has(step)) report(place, 'unknown-code')
  }
}

function isCoded(question: Question | Field): boolean {
  return ['choice', 'multichoice', 'commune', 'departement'].includes(question.kind)
}

/** Whether a code is one that the question offers: among its own options, its vocabulary, the communes or the départements. */
export function isKnownCode(question: Question | Field, code: string, terms: TermLookup): boolean {
  const kind = identifierKind(question.kind)
  if (kind) {
    const { value } = checkIdentifier(kind, code)
    return value !== null && terms(kind === 'commune' ? 'communes' : 'departements', value)
  }
  if (question.options) return question.options.some((option) => option.code === code)
  return question.vocabulary !== undefined && terms(question.vocabulary, code)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A path as a JSON pointer (RFC 6901). */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}
