import type { OfficeHolder } from '@essaim/shared/offices.ts'

/** Whom a salutation names. */
export type Addressee = OfficeHolder

const TITLES: Record<string, Record<string, string>> = {
  president: { madame: 'Madame la Présidente', monsieur: 'Monsieur le Président' },
  general_director: { madame: 'Madame la Directrice générale', monsieur: 'Monsieur le Directeur général' },
  other: { madame: 'Madame', monsieur: 'Monsieur' },
}
const ORDER = ['president', 'general_director', 'other']

/** How a letter greets these people: the president first; a civility that is not known is not guessed. */
export function salutation(people: readonly Addressee[]): string {
  const sorted = people.toSorted((a, b) => ORDER.indexOf(a.office) - ORDER.indexOf(b.office))
  const titles = sorted.map(({ office, civility }) => TITLES[office]?.[civility ?? ''])
  if (titles.length === 0 || titles.includes(undefined)) return 'Madame, Monsieur,'
  return `${[...new Set(titles)].join(', ')},`
}
