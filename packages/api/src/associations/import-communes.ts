import { departmentOfPostalCode } from '@essaim/shared/identifiers.ts'
import type { Reading } from './import-cells.ts'

export interface ListedCommune {
  code: string
  name: string
  /** Null in overseas collectivities. */
  department: string | null
  postal_codes: readonly string[]
}

/** What a file says of a place; null where it is silent. */
export interface PlaceHint {
  code: string | null
  name: string | null
  postal_code: string | null
}

export type FindCommune = (hint: PlaceHint) => Reading<ListedCommune>

/** Finds the commune that a file means: by its code, else by name and postal code, else by a postal code that has but one. */
export function communeFinder(communes: Iterable<ListedCommune>): FindCommune {
  const byCode = new Map<string, ListedCommune>()
  const byName = new Map<string, ListedCommune[]>()
  const byPostalCode = new Map<string, ListedCommune[]>()
  for (const commune of communes) {
    byCode.set(commune.code, commune)
    push(byName, communeKey(commune.name), commune)
    for (const code of commune.postal_codes) push(byPostalCode, code, commune)
  }

  return ({ code, name, postal_code }) => {
    const listed = code === null ? undefined : byCode.get(wholeCity(code))
    if (listed) return { value: listed, code: null }
    if (name === null) {
      const there = (postal_code !== null && byPostalCode.get(postal_code)) || []
      const only = there.length === 1 ? there[0] : undefined
      return { value: only ?? null, code: only === undefined && code !== null ? 'unknown-commune' : null }
    }
    const namesakes = byName.get(communeKey(name)) ?? []
    const [found, ...others] = postal_code === null ? namesakes : narrowed(namesakes, postal_code)
    if (found === undefined) return { value: null, code: 'unknown-commune' }
    return others.length > 0 ? { value: null, code: 'ambiguous-commune' } : { value: found, code: null }
  }
}

/** Two spellings of one name have one key: accents, hyphens, « St », « CEDEX », arrondissements and districts aside. */
export function communeKey(name: string): string {
  return name
    .replace(/œ/gi, 'oe')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ')
    .replace(/\bcedex\b.*$/, ' ')
    .replace(/^\s*(?:\d{5}|2[ab]\d{3})\b/, ' ')
    .replace(/^(\s*(?:paris|lyon|marseille))\b\s*[\d(].*$/, '$1')
    .replace(/\bste\b/g, 'sainte')
    .replace(/\bst\b/g, 'saint')
    .replace(/\bs(?:\/|\bs\/)(?=\s?\w)/g, 'sur ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
}

function narrowed(namesakes: ListedCommune[], postalCode: string): ListedCommune[] {
  const there = namesakes.filter((commune) => commune.postal_codes.includes(postalCode))
  if (there.length > 0) return there
  // A CEDEX has a postal code of its own, in the same département.
  const department = departmentOfPostalCode(postalCode)
  return department === null ? [] : namesakes.filter((commune) => commune.department === department)
}

/** The code of Paris, Lyon or Marseille for one of its arrondissements. */
function wholeCity(code: string): string {
  if (/^751(?:0[1-9]|1\d|20)$/.test(code)) return '75056'
  if (/^6938[1-9]$/.test(code)) return '69123'
  if (/^132(?:0[1-9]|1[0-6])$/.test(code)) return '13055'
  return code
}

function push(map: Map<string, ListedCommune[]>, key: string, commune: ListedCommune): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [commune])
  else list.push(commune)
}
