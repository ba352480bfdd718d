import { readFileSync } from 'node:fs'
import { REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import { contentIssues } from '@essaim/shared/questionnaires/issues.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { shapeFaults } from '@essaim/shared/questionnaires/shape.ts'
import Ajv2020 from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { defaultQuestionnaire } from '../questionnaires/seed.ts'
import { readCommunes, seedTerms } from '../vocabularies/seed.ts'
import {
  DemonstrationCensus,
  DemonstrationDossier,
  DemonstrationFederation,
  DemonstrationRecord,
  demonstrationCensus,
  demonstrationDossiers,
  demonstrationFederation,
  demonstrationRecords,
  madeUpExamples,
} from './records.ts'

const content = defaultQuestionnaire()
const codes = new Map(seedTerms().map(({ code, terms }) => [code, new Set(terms.map((term) => term.code))]))
codes.set('communes', new Set(readCommunes().map(({ code }) => code)))
const terms = (vocabulary: string, code: string) => codes.get(vocabulary)?.has(code) ?? false
const acronyms = JSON.parse(readFileSync(new URL('./data/acronyms.json', import.meta.url), 'utf8')) as {
  expansions: Record<string, string>
  names: string[]
}

/** Every text that people read, addresses aside. */
const textsIn = (value: unknown, key = ''): string[] => {
  if (typeof value === 'string') return ['url', 'contact_courriel'].includes(key) ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([member, inner]) => textsIn(inner, Array.isArray(value) ? key : member))
}

const texts = [...demonstrationRecords()].flatMap(([name, record]): [string, Answers][] => [
  [name, record.answers],
  ...(record.next ? [[`${name}, renewed`, { ...record.answers, ...record.next.answers }] as [string, Answers]] : []),
])

describe.each(texts)('%s', (_name, answers) => {
  it('is ready for publication', () => {
    expect(shapeFaults(content, answers, terms)).toEqual([])
    expect(contentIssues(content, answers, terms)).toEqual([])
  })

  it('says what it is and names its sources', () => {
    expect(answers.description).toContain('fiche de démonstration rédigée d’après des sources publiques')
    expect((answers.liens as { url: string }[]).every(({ url }) => URL.canParse(url))).toBe(true)
    expect(String(answers.contact_courriel)).toMatch(/@demonstration\.example$/)
    expect(answers.contact_nom).toBe('Contact fictif de démonstration')
  })

  it('spells its acronyms out', () => {
    const said = textsIn(answers)
    const all = said.join('\n').toLowerCase()
    const met = new Set(
      said.flatMap((text) => text.match(/(?<![\p{L}\p{N}])\p{Lu}[\p{Lu}\p{N}]+(?![\p{L}\p{N}])/gu) ?? []),
    )
    for (const acronym of Object.keys(acronyms.expansions))
      if (new RegExp(`(?<!\\p{L})${acronym}(?!\\p{L})`, 'u').test(said.join('\n'))) met.add(acronym)
    const unexplained = [...met].filter(
      (acronym) =>
        !acronyms.names.includes(acronym) && !all.includes(acronyms.expansions[acronym]?.toLowerCase() ?? '\0'),
    )
    expect(unexplained).toEqual([])
  })

  it('uses French apostrophes and no double space', () => {
    for (const text of textsIn(answers)) expect(text).not.toMatch(/'| {2}|\s$/)
  })
})

it('tells what diverges and claims no membership of Pégase', () => {
  const text = String(demonstrationRecords().get('telemedecine-pegase')?.answers.description)
  expect(text).toContain('Ces sources divergent')
  expect(text).toContain('Rien n’indique que l’association soit adhérente')
})

it('marks what is made up in its very title', () => {
  const examples = [...madeUpExamples().values()]
  expect(examples.length).toBeGreaterThan(1)
  for (const { answers, steps } of examples) {
    expect(answers.titre).toMatch(/^Exemple fictif : /)
    expect(shapeFaults(content, answers, terms)).toEqual([])
    expect(steps.every(({ transition }) => transition === 'submit')).toBe(true)
  }
})

it('is of the declared types, covers every région once but Bretagne, and names functions', () => {
  const ajv = new Ajv2020.default()
  const faults = (schema: object, value: unknown) => (ajv.validate(schema, value) ? [] : ajv.errors)
  for (const record of [...demonstrationRecords().values(), ...madeUpExamples().values()])
    expect(faults(DemonstrationRecord, record)).toEqual([])
  const census = demonstrationCensus()
  expect(faults(DemonstrationCensus, census)).toEqual([])
  const ago = census.steps.map((step) => step.ago)
  expect(ago).toEqual(ago.toSorted((a, b) => b - a))
  for (const step of census.steps) {
    if (!('answers' in step)) continue
    expect(step.answers.titre).toMatch(/^Exemple fictif : /)
    expect(shapeFaults(content, step.answers as Answers, terms)).toEqual([])
  }
  for (const dossier of demonstrationDossiers()) {
    expect(faults(DemonstrationDossier, dossier)).toEqual([])
    expect(dossier.title).toMatch(/^Exemple fictif : /)
  }
  for (const text of [...textsIn(census), ...textsIn(demonstrationDossiers())]) expect(text).not.toMatch(/'| {2}|\s$/)
  const federation = demonstrationFederation()
  expect(faults(DemonstrationFederation, federation)).toEqual([])
  const regions = federation.delegations.flatMap((delegation) => delegation.regions)
  // Bretagne is headquarters’: who tries the API by its examples adds that delegation.
  const all = new Set(REGION_OF_DEPARTMENT.values())
  expect(regions.sort()).toEqual([...all].filter((region) => region !== '53').sort())
  for (const { name, email } of federation.staff) {
    expect(name).toMatch(/\(démonstration\)$/)
    expect(email).toMatch(/@demonstration\.example$/)
  }
})
