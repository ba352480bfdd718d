import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { departmentOfCommune } from '@essaim/shared/identifiers.ts'
import type { Label } from '@essaim/shared/schema.ts'

export interface SeedTerm {
  code: string
  label: Label
  parent?: string
  position: number
  synonyms: string[]
  /** Codes of other lists that mean the same, by list. */
  mappings: Record<string, string[]>
  valid_from?: string
  valid_until?: string
  replaced_by?: string
  attributes?: Record<string, unknown>
}

export interface SeedVocabulary {
  code: string
  label: Label
  source: string
  terms: SeedTerm[]
}

export interface Commune {
  code: string
  name: string
  /** Null, with the region, for the communes of overseas collectivities, which are in no département. */
  department: string | null
  region: string | null
  postal_codes: string[]
  population: number | null
}

const folder = new URL('./seed/', import.meta.url)

/** The vocabularies that a new installation starts with, each with its terms in order. */
export function seedTerms(): SeedVocabulary[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')))
}

/** Changes when anything that a start loads does, without reading the 35,000 communes to know it. */
export function seedFingerprint(): Buffer {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(readFileSync(new URL(name, folder)))
  return hash
    .update(readFileSync(createRequire(import.meta.url).resolve('@etalab/decoupage-administratif/package.json')))
    .digest()
}

interface OfficialCommune {
  code: string
  nom: string
  type: string
  region?: string
  codesPostaux?: string[]
  population?: number
}

/** The communes of today, from the official geographical code; delegated and associated ones are left out. */
export function readCommunes(): Commune[] {
  const path = createRequire(import.meta.url).resolve('@etalab/decoupage-administratif/data/communes.json')
  const communes: OfficialCommune[] = JSON.parse(readFileSync(path, 'utf8'))
  return communes
    .filter(({ type }) => type === 'commune-actuelle')
    .map(({ code, nom, region, codesPostaux, population }) => ({
      code,
      name: nom,
      department: departmentOfCommune(code),
      // The source numbers overseas collectivities as if they were départements and regions.
      region: departmentOfCommune(code) ? (region ?? null) : null,
      postal_codes: codesPostaux ?? [],
      population: population ?? null,
    }))
}
