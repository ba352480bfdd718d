import type { Coded, Label } from '@essaim/shared/schema.ts'
import { sql } from 'kysely'
import type { Db, Trx } from '../db/database.ts'

export type StoredTerm = { code: string; label: Label; parent: string | null; in_force: boolean }

/** All terms at hand, for checks and projections; communes are looked up by code only. */
export type Terms = {
  /** Whether the vocabulary has this code, in force or not: old records keep theirs. */
  has(vocabulary: string, code: string): boolean
  /** The term as documents carry it; a code that the vocabulary does not have is shown as itself. */
  coded(vocabulary: string, code: string): Coded
  list(vocabulary: string): StoredTerm[]
  /** The term and all above it, for filters that name a parent. */
  withParents(vocabulary: string, code: string): string[]
  isCommune(code: string): boolean
}

/** Reads every vocabulary once; some 1,000 terms and 35,000 communes. */
export async function loadTerms(db: Db | Trx): Promise<Terms> {
  const rows = await db
    .selectFrom('term')
    .select([
      'vocabulary',
      'code',
      'label',
      'parent',
      sql<boolean>`valid_until is null or valid_until >= current_date`.as('in_force'),
    ])
    .orderBy('vocabulary')
    .orderBy('position')
    .orderBy('code')
    .execute()
  // as one text: a row for each of 35,000 takes twenty times as long
  const { codes } = await db
    .selectFrom('commune')
    .select(sql<string | null>`string_agg(code, ' ')`.as('codes'))
    .executeTakeFirstOrThrow()
  const communes = new Set(codes?.split(' '))
  const vocabularies = new Map<string, Map<string, StoredTerm>>()
  for (const { vocabulary, ...term } of rows) {
    const terms = vocabularies.get(vocabulary) ?? new Map<string, StoredTerm>()
    vocabularies.set(vocabulary, terms.set(term.code, { ...term, label: term.label as Label }))
  }
  const find = (vocabulary: string, code: string) => vocabularies.get(vocabulary)?.get(code)
  return {
    has: (vocabulary, code) => (vocabulary === 'communes' ? communes.has(code) : find(vocabulary, code) !== undefined),
    coded: (vocabulary, code) => ({ code, label: find(vocabulary, code)?.label ?? { fr: code, en: null } }),
    list: (vocabulary) => [...(vocabularies.get(vocabulary)?.values() ?? [])],
    withParents(vocabulary, code) {
      const line = [code]
      let parent = find(vocabulary, code)?.parent
      while (parent && !line.includes(parent)) {
        line.push(parent)
        parent = find(vocabulary, parent)?.parent
      }
      return line
    },
    isCommune: (code) => communes.has(code),
  }
}

/** The terms, read again only after something changed them. */
export function termsCache(db: Db) {
  let loaded: Promise<Terms> | null = null
  return {
    current: (): Promise<Terms> => {
      loaded ??= loadTerms(db).catch((error) => {
        loaded = null
        throw error
      })
      return loaded
    },
    forget: () => {
      loaded = null
    },
  }
}
export type TermsCache = ReturnType<typeof termsCache>
