import leven from 'leven'
import type { Bilingual } from '../lib/problem.ts'
import type { StoredTerm, Terms } from '../vocabularies/terms.ts'
import { type Finding, isObject } from './rules.ts'

/** Every member that holds terms: its vocabulary, and the filter by which the directory finds it. */
const CODED = [
  { member: 'nature', vocabulary: 'natures', filter: null },
  { member: 'main_theme', vocabulary: 'themes', filter: 'theme' },
  { member: 'themes', vocabulary: 'themes', filter: 'theme' },
  { member: 'publics', vocabulary: 'publics', filter: 'public' },
  { member: 'stage', vocabulary: 'stages', filter: 'stage' },
  { member: 'departments', vocabulary: 'departements', filter: null },
  { member: 'regions', vocabulary: 'regions', filter: null },
] as const

type Named = { pointer: string; vocabulary: string; filter: string | null; code: string }

const codeIn = (value: unknown) => (isObject(value) && typeof value.code === 'string' ? value.code : null)

/** The codes that a record names, with their places. */
export function codesIn(record: unknown): Named[] {
  if (!isObject(record)) return []
  const named = CODED.flatMap(({ member, vocabulary, filter }): Named[] => {
    const value = record[member]
    const at = (one: unknown, pointer: string) => {
      const code = codeIn(one)
      return code === null ? [] : [{ pointer, vocabulary, filter, code }]
    }
    return Array.isArray(value)
      ? value.flatMap((one, i) => at(one, `/${member}/${i}/code`))
      : at(value, `/${member}/code`)
  })
  const commune = isObject(record.bearer) ? codeIn(record.bearer.commune) : null
  return commune === null
    ? named
    : [...named, { pointer: '/bearer/commune/code', vocabulary: 'communes', filter: null, code: commune }]
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
const MOST_SUGGESTED = 3
/** What is as short as this lies within many a word by chance. */
const SHORT = 3
const holds = (whole: string, part: string) => part.length > SHORT && whole.includes(part)

/** The terms that somebody who wrote this code may have meant, the nearest first: by code or by label, but for accents and a few letters. */
export function nearest(code: string, terms: StoredTerm[]): string[] {
  const wanted = plain(code)
  const far = Math.max(2, Math.floor(wanted.length / 3))
  return terms
    .filter((term) => term.in_force)
    .map((term) => {
      const names = [term.code, term.label.fr, term.label.en ?? ''].map(plain).filter(Boolean)
      const distance = Math.min(
        ...names.map((name) =>
          holds(name, wanted) || holds(wanted, name) ? 1 : leven(wanted, name, { maxDistance: far + 1 }),
        ),
      )
      return { code: term.code, distance }
    })
    .filter(({ distance }) => distance <= far)
    .sort((a, b) => a.distance - b.distance || (a.code < b.code ? -1 : 1))
    .slice(0, MOST_SUGGESTED)
    .map((term) => term.code)
}

/** Makes the judge of the codes of one file; `offered` says whether a questionnaire offers a code of its own there. */
export function codeJudge(terms: Terms, offered: (filter: string, code: string) => Promise<boolean>) {
  const known = new Map<string, Bilingual | null>()
  const judge = async ({ vocabulary, filter, code }: Named): Promise<Bilingual | null> => {
    if (terms.has(vocabulary, code) || (filter !== null && (await offered(filter, code)))) return null
    const near = vocabulary === 'communes' ? [] : nearest(code, terms.list(vocabulary))
    const quoted = (open: string, close: string) => near.map((one) => `${open}${one}${close}`).join(', ')
    return {
      fr: `Code inconnu de la nomenclature ${vocabulary} : ${code}.${near.length > 0 ? ` Les plus proches : ${quoted('« ', ' »')}.` : ''}`,
      en: `Not a code of the vocabulary ${vocabulary}: ${code}.${near.length > 0 ? ` The nearest: ${quoted('“', '”')}.` : ''}`,
    }
  }
  return async (record: unknown): Promise<Finding[]> => {
    const found: Finding[] = []
    for (const named of codesIn(record)) {
      const key = `${named.vocabulary} ${named.filter} ${named.code}`
      if (!known.has(key)) known.set(key, await judge(named))
      const detail = known.get(key)
      if (detail) found.push({ pointer: named.pointer, code: 'unknown-code', detail })
    }
    return found
  }
}
