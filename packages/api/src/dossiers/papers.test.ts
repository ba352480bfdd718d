import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { expect, test } from 'vitest'
import { defaultQuestionnaire } from '../questionnaires/seed.ts'
import { dossierBook, dossierRows, type Papers } from './papers.ts'

const content = defaultQuestionnaire()
const license = { code: 'licence-ouverte-2-0', label: { fr: 'Licence Ouverte 2.0', en: null }, url: null }
const document = (title: string | null): InnovationDocument =>
  ({
    id: '1',
    url: 'https://essaim.example/v1/innovations/1',
    canonical_url: 'https://essaim.example/v1/innovations/1',
    version: 3,
    title,
    pitch: null,
    summary: null,
    nature: null,
    main_theme: null,
    themes: [],
    publics: [],
    stage: null,
    scale: null,
    departments: [],
    regions: [],
    started_on: null,
    association: null,
    bearer: null,
    regional_delegation: null,
    contact: null,
    license,
    attribution: 'Les Genêts, https://essaim.example/v1/innovations/1',
    files: [],
    details: {},
    origin: null,
    published_at: '2026-01-02T10:00:00.000Z',
    updated_at: '2026-03-04T10:00:00.000Z',
    confirmed_at: null,
    stale_since: null,
  }) as InnovationDocument

const PAPERS: Papers = {
  cover: {
    reference: 'D-0007',
    sender: 'Fédération d’exemple',
    title: 'Accompagner « autrement » : pourquoi ?',
    recipient: 'La CNSA',
    recipient_kind: { code: 'cnsa', label: { fr: 'CNSA', en: null } },
    purpose: null,
    introduction: null,
  },
  sent: { at: '2026-03-05T23:30:00.000Z', sha256: 'd'.repeat(64) },
  records: [
    { id: '1', version: 3, sha256: 'a'.repeat(64), text: { document: document('Un café : pour qui ?'), content } },
    { id: '2', version: 1, sha256: 'b'.repeat(64), text: { document: document(null), content } },
    { id: '3', version: 2, sha256: 'c'.repeat(64), text: null },
  ],
  left_out: 0,
}
const textsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(textsOf)
      : []

test('sheets and rows tell of the same records, versions and hashes, in the same order', () => {
  const { cover, chapters } = dossierBook(PAPERS, null)
  const [header = [], ...rows] = dossierRows(PAPERS)
  const column = (name: string) => rows.map((row) => row[header.indexOf(name)])
  const fact = (label: string) => chapters.map(({ facts }) => facts.find((one) => one.label === label)?.value)
  expect(rows.every((row) => row.length === header.length)).toBe(true)
  for (const [inSheet, inRow] of [
    ['Version', 'Version'],
    ['Empreinte', 'Empreinte de la fiche'],
  ] as const)
    expect(fact(inSheet)).toEqual(column(inRow))
  expect(column('N°')).toEqual(['1', '2', '3'])
  const [table] = cover.parts[0]?.blocks ?? []
  expect(table?.kind === 'table' && table.rows.map((row) => row.at(-1))).toEqual(column('Version'))
  expect(cover.facts.find(({ label }) => label === 'Empreinte')?.value).toBe(PAPERS.sent?.sha256)
  expect(new Set(column('Empreinte du dossier'))).toEqual(new Set([PAPERS.sent?.sha256]))
})

test('the day is that of Paris, and what is unknown is left out', () => {
  const { cover, chapters, mark } = dossierBook(PAPERS, null)
  expect(mark).toBeNull()
  expect(cover.facts.find(({ label }) => label === 'Date')?.value).toBe('6\u00a0mars\u00a02026')
  expect(dossierRows(PAPERS)[1]?.[2]).toBe('06/03/2026')
  expect(cover.facts.map(({ label }) => label)).not.toContain('Objet')
  expect(chapters[1]).toMatchObject({ title: 'Innovation sans titre', kicker: 'Fiche 2 sur 3', lead: [] })
})

test('what was erased keeps its place, its version and its hash, and says nothing more', () => {
  expect(dossierBook(PAPERS, null).chapters[2]).toMatchObject({
    title: 'Fiche effacée',
    parts: [],
    facts: [
      { label: 'Version', value: '2' },
      { label: 'Empreinte', value: 'c'.repeat(64) },
    ],
  })
  expect(dossierRows(PAPERS)[3]?.filter(Boolean)).toHaveLength(9)
})

test('a draft is marked, has no day and no hash of its own, and tells how many cannot go', () => {
  const draft = { ...PAPERS, sent: null, left_out: 2 }
  const { cover, mark } = dossierBook(draft, null)
  expect(mark).toBe('Projet')
  expect(cover.facts.map(({ label }) => label)).not.toContain('Date')
  expect(cover.parts[0]?.intro).toContain('2 fiches ne peuvent pas')
  expect(dossierRows(draft)[1]?.at(-1)).toBe('')
  expect(dossierRows(draft)[1]?.[0]).toBe('D-0007 (projet)')
})

test('French is set as French', () => {
  for (const text of textsOf(dossierBook(PAPERS, null))) expect(text).not.toMatch(/ [;!?»]|« | :(?: |$)/)
})
