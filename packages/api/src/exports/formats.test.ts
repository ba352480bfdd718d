import { Readable } from 'node:stream'
import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { parse } from 'csv-parse/sync'
import { readXlsx } from 'hucre/xlsx'
import jsonld from 'jsonld'
import { describe, expect, it } from 'vitest'
import { aDocument } from '../../test/documents.ts'
import { defaultQuestionnaire } from '../questionnaires/seed.ts'
import { columnsOf, detailColumns } from './columns.ts'
import { documentsIn, inBlocks, WRITERS } from './formats.ts'
import { tableSchemaOf } from './table-schema.ts'

// What spreadsheets run, and what they must not touch (C29).
const HOSTILE = ['=cmd|’/C calc’!A0', '+1', '-1', '@x', '\tTAB', '\rCR', '＝1+1']
const UNWIELDY = ['a;b,c "d"', 'deux\nlignes', 'un\r\nautre', '|barre\\', 'sign\u0007al', '_x000D_', '  espaces  ']

const content = {
  sections: [
    {
      questions: [
        { code: 'solde', kind: 'number', label: { fr: 'Solde' }, audience: 'public' },
        { code: 'cout', kind: 'money', label: { fr: 'Coût' }, audience: 'public' },
        { code: 'numerique', kind: 'boolean', label: { fr: 'Numérique ?' }, audience: 'public' },
        { code: 'mots', kind: 'tags', label: { fr: 'Mots' }, audience: 'public' },
        { code: 'types', kind: 'multichoice', label: { fr: 'Types' }, audience: 'public' },
        { code: 'texte', kind: 'longtext', label: { fr: 'Texte' }, audience: 'public' },
        { code: 'partenaires', kind: 'repeat', label: { fr: 'Partenaires' }, audience: 'public', fields: [] },
        { code: 'interne', kind: 'text', label: { fr: 'Interne' }, audience: 'staff' },
        { code: 'titre', kind: 'text', label: { fr: 'Titre' }, audience: 'public', binding: 'title' },
      ],
    },
  ],
} as unknown as QuestionnaireContent
const details = detailColumns([content])
const about = { details, transaction_time: new Date('2026-06-14T08:00:00Z'), seq: 42, count: 3 }

const documents: InnovationDocument[] = [
  ...[...HOSTILE, ...UNWIELDY].map((title, i) =>
    aDocument({
      title,
      id: `019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1${String(i).padStart(3, '0')}`,
      details: { texte: title },
    }),
  ),
  aDocument({
    details: {
      solde: -5,
      cout: 1234.5,
      numerique: false,
      mots: ['un', 'a|b', 'c\\d'],
      types: [{ code: 'service', label: { fr: 'Un service', en: null } }],
      texte: null,
      partenaires: [{ id: '1', nom: 'Mairie' }],
    },
  }),
  aDocument({ title: null, themes: [], details: {} }),
]

async function written(format: keyof typeof WRITERS, given: InnovationDocument[] = documents): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of inBlocks(WRITERS[format](Readable.from(given), about))) pieces.push(piece)
  return Buffer.concat(pieces)
}
const rowsOf = (text: Buffer, options: object) => parse(text, { columns: true, ...options }) as Record<string, string>[]

describe('the table', () => {
  it('has stable names, each once, in the questionnaire’s order; and none of what no reader may see', () => {
    const names = columnsOf(detailColumns([defaultQuestionnaire()])).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([])
    expect(names.slice(0, 5)).toEqual(['id', 'url', 'canonical_url', 'version', 'title'])
    expect(names).toEqual(expect.arrayContaining(['main_theme', 'main_theme_label', 'details_cout_total']))
    expect(columnsOf(details).map(({ name }) => name)).not.toContain('details_interne')
    expect(columnsOf(details).map(({ name }) => name)).not.toContain('details_titre')
  })

  it('keeps the columns that only an older version asked, behind those of the newest', () => {
    const older = {
      sections: [{ questions: [{ code: 'ancien', kind: 'text', label: { fr: 'Ancien' }, audience: 'public' }] }],
    } as unknown as QuestionnaireContent
    expect(detailColumns([content, older]).map(({ code }) => code)).toEqual([
      ...details.map(({ code }) => code),
      'ancien',
    ])
  })

  it('is described by a Table Schema, field by field', () => {
    const { fields } = tableSchemaOf(columnsOf(details))
    expect(fields.map(({ name }) => name)).toEqual(columnsOf(details).map(({ name }) => name))
    expect(fields.find(({ name }) => name === 'themes')).toMatchObject({ type: 'list', delimiter: '|' })
    expect(fields.find(({ name }) => name === 'details_cout')).toMatchObject({ type: 'number', title: 'Coût' })
    expect(fields.find(({ name }) => name === 'details_partenaires')).toMatchObject({ type: 'array' })
  })
})

describe('CSV for machines', () => {
  it('gives another reader every value exactly', async () => {
    const bytes = await written('csv')
    expect(bytes[0]).not.toBe(0xef)
    const rows = rowsOf(bytes, { record_delimiter: '\r\n' })
    expect(rows).toHaveLength(documents.length)
    rows.forEach((row, i) => {
      expect(row.title).toBe(documents[i]?.title ?? '')
      if (typeof documents[i]?.details.texte === 'string') expect(row.details_texte).toBe(documents[i]?.details.texte)
    })
    const row = rows.at(-2)
    expect(row).toMatchObject({
      details_solde: '-5',
      details_cout: '1234.5',
      details_numerique: 'false',
      details_mots: 'un|a\\|b|c\\\\d',
      details_types: 'service',
      details_types_label: 'Un service',
      details_partenaires: '[{"id":"1","nom":"Mairie"}]',
      themes: 'habitat-logement|loisirs',
      themes_label: 'Habitat|Loisirs \\| culture',
      departments: '01|29',
      bearer_commune: '29232',
      bearer_commune_label: 'Quimper',
      contact_name: '',
    })
    expect(rows.at(-1)).toMatchObject({ title: '', themes: '', details_solde: '' })
  })
})

describe('CSV for Excel in France', () => {
  it('defuses what looks like a formula, and no number', async () => {
    const bytes = await written('csv-excel-fr')
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]))
    const rows = rowsOf(bytes, { bom: true, delimiter: ';', record_delimiter: '\r\n' })
    expect(rows.map(({ title }) => title)).toEqual(
      documents.map(({ title }) => (title && HOSTILE.includes(title) ? `'${title}` : (title ?? ''))),
    )
    expect(rows.at(-2)).toMatchObject({ details_solde: '-5', details_cout: '1234,5', details_numerique: 'non' })
  })
})

describe('the workbook', () => {
  it('has texts that are texts and numbers that are numbers, for another reader', async () => {
    const book = await readXlsx(new Uint8Array(await written('xlsx')))
    expect(book.sheets.map(({ name }) => name)).toEqual(['Innovations', 'Lisez-moi'])
    const [head = [], ...rows] = book.sheets[0]?.rows ?? []
    const column = (name: string) => rows.map((row) => row[head.indexOf(name)] ?? null)
    expect(head).toEqual(columnsOf(details).map(({ name }) => name))
    // a cell breaks its lines by LF alone, and holds no control character
    expect(column('title')).toEqual(
      documents.map(
        ({ title }) => title?.replaceAll(/\p{Cc}/gu, (sign) => ('\t\n'.includes(sign) ? sign : '')) ?? null,
      ),
    )
    expect(column('details_solde').at(-2)).toBe(-5)
    expect(column('details_cout').at(-2)).toBe(1234.5)
    expect(column('details_numerique').at(-2)).toBe(false)
    expect(column('departments').at(-2)).toBe('01|29')
    const about = (book.sheets[1]?.rows ?? []).map((row) => row.slice(0, 2))
    expect(about).toContainEqual(['Date', '2026-06-14T08:00:00.000Z'])
    expect(about).toContainEqual(['Position dans le flux (seq)', 42])
    expect(about).toContainEqual(['Licence', expect.stringContaining('Licence Ouverte 2.0')])
  })

  it('cuts a text that no cell takes, and holds no formula', async () => {
    const book = await readXlsx(new Uint8Array(await written('xlsx', [aDocument({ title: 'x'.repeat(40_000) })])))
    const title = String(book.sheets[0]?.rows[1]?.[4])
    expect(title).toHaveLength(32_767)
    expect(title.endsWith('x…')).toBe(true)
  })
})

describe('JSON-LD', () => {
  const expand = async (given: InnovationDocument[]) =>
    (await jsonld.expand(JSON.parse(String(await written('jsonld', given))), {
      documentLoader: () => Promise.reject(new Error('nothing is fetched')),
    })) as Record<string, unknown>[]
  const at = (node: unknown, member: string) =>
    ((node as Record<string, unknown[]>)[`https://schema.org/${member}`] ?? []) as Record<string, unknown>[]

  it('is understood by another processor without fetching anything', async () => {
    const nodes = await expand(documents)
    expect(nodes).toHaveLength(documents.length)
    const node = nodes.at(-2)
    expect(node).toMatchObject({
      '@id': 'http://essaim.test/v1/innovations/019aa2f0-6c1e-7b6a-9f0e-2d5a4c3b1a06',
      '@type': ['https://schema.org/Project'],
    })
    const [bearer] = at(node, 'parentOrganization')
    expect(bearer).toMatchObject({ '@type': ['https://schema.org/Organization'] })
    expect(at(at(bearer, 'identifier')[0], 'propertyID')).toEqual([{ '@value': 'SIREN' }])
    expect(at(at(bearer, 'identifier')[0], 'value')).toEqual([{ '@value': '775672272' }])
    const terms = at(node, 'knowsAbout').map((term) => at(term, 'termCode')[0]?.['@value'])
    expect(terms).toEqual(['emploi', 'habitat-logement', 'loisirs', 'adultes', 'innovation', 'essaimage'])
    const [record] = at(node, 'subjectOf')
    expect(at(record, 'license')).toEqual([{ '@id': 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/' }])
    expect(at(record, 'datePublished')).toEqual([
      { '@type': 'https://schema.org/DateTime', '@value': '2026-06-13T08:00:00.000Z' },
    ])
  })

  it('leaves nothing nameless: what is flattened has a type each, and unknown members are not there', async () => {
    const flat = (await jsonld.flatten(JSON.parse(String(await written('jsonld', [aDocument()]))))) as unknown[]
    for (const node of flat) expect(node).toHaveProperty('@type')
    const [bare] = await expand([aDocument({ bearer: null, association: null, summary: null, regions: [], files: [] })])
    expect(bare).not.toHaveProperty('https://schema.org/parentOrganization')
  })
})

describe('the documents of an NDJSON file', () => {
  const lines = [...documents.slice(0, 3).map((document) => JSON.stringify(document)), '{"_end":true,"count":3}']
  const read = async (text: string, size: number) => {
    const bytes = Buffer.from(text)
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
      bytes.subarray(i * size, (i + 1) * size),
    )
    const found: InnovationDocument[] = []
    for await (const document of documentsIn(Readable.from(chunks))) found.push(document)
    return found
  }

  it.each([7, 1000, 100_000])('are the same however its bytes come (%i at a time)', async (size) => {
    expect(await read(`${lines.join('\n')}\n`, size)).toEqual(documents.slice(0, 3))
  })

  it('are refused without the last line', async () => {
    await expect(read(`${lines.slice(0, -1).join('\n')}\n`, 1000)).rejects.toThrow('cut short')
  })
})
