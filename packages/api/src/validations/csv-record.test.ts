import { Readable } from 'node:stream'
import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { describe, expect, test } from 'vitest'
import { aDocument } from '../../test/documents.ts'
import { columnsOf } from '../exports/columns.ts'
import { csvWriter } from '../exports/csv.ts'
import { readCsv } from '../lib/csv.ts'
import { columnOf, isKnownColumn, NEEDED_COLUMNS, recordOf } from './csv-record.ts'

/** Every member has something, so that a column which either side forgot is missed. */
const FULL: InnovationDocument = aDocument({
  confirmed_at: '2026-06-15T08:00:00.000Z',
  stale_since: '2026-08-15T08:00:00.000Z',
  contact: { name: 'Le siège', function: 'Direction', email: 'siege@association.example', telephone: '02 98 00 00 00' },
  origin: { name: 'Réseau d’exemple', uri: 'https://autre.example/a|b' },
  details: { texte: 'Une réponse' },
})
const COLUMNS = columnsOf([{ code: 'texte', type: 'string', title: { fr: 'Texte', en: 'Text' }, labelled: false }])
const NAMES = COLUMNS.map(({ name }) => name)

/** What a table can say of a value: a term by its code. */
function sayable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sayable)
  if (typeof value !== 'object' || value === null) return value
  const { label: _, ...members } = value as Record<string, unknown>
  if ('code' in members && 'name' in members) return { code: members.code }
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, sayable(member)]))
}

describe('our own table', () => {
  test.each(['csv', 'csv-excel-fr'] as const)('as %s reads back as the record that it was made of', async (flavour) => {
    const { head, line } = csvWriter(COLUMNS, flavour)
    const rows: string[][] = []
    for await (const { cells } of readCsv(Readable.from([Buffer.from(head + line(FULL))]))) rows.push(cells)
    const [header = [], row = []] = rows
    const { files: _files, details: _details, ...members } = sayable(FULL) as Record<string, unknown>
    expect(recordOf(header, row)).toEqual(members)
  })

  test('has no column that a validation calls unknown, and every one that it needs', () => {
    expect(NAMES.filter((name) => !isKnownColumn(name))).toEqual([])
    expect(NEEDED_COLUMNS.flat().filter((name) => !NAMES.includes(name))).toEqual([])
  })

  test('names the column of a fault', () => {
    expect(['/themes/1/code', '/license/url', '/license/code', '/association', '/bearer/siren'].map(columnOf)).toEqual([
      'themes',
      'license_url',
      'license',
      'association_name',
      'bearer_siren',
    ])
  })
})
