import { readFile } from 'node:fs/promises'
import type { Validation, ValidationFault } from '@essaim/shared/validations.ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { json, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { anAssociation } from '../../test/factories.ts'
import { aRecord } from '../../test/federation.ts'

const LOG: string[] = []
let app: TestApp
beforeAll(async () => {
  app = await testApp({ logLevel: 'info', logTo: { write: (line) => LOG.push(line) } })
})

const RECORD = {
  id: 'fiche-7',
  canonical_url: 'https://autre-federation.example/fiches/7',
  title: 'Un jardin partagé',
  license: { code: 'licence-ouverte-2-0' },
  association: { name: 'Association d’exemple' },
  updated_at: '2026-06-13T08:00:00.000Z',
  attribution: 'Association d’exemple',
}

async function check(body: unknown, type = 'application/json', language = 'fr'): Promise<Validation> {
  const answer = await app.anonymous.post('/v1/validations', body, {
    headers: { 'content-type': type, 'accept-language': language },
  })
  return json(answer) as unknown as Validation
}
const places = (faults: ValidationFault[]) =>
  faults.map(({ record, line, pointer, column, code }) => [line ?? record, pointer ?? column, code].join(' '))
const ndjson = (...lines: unknown[]) => lines.map((line) => JSON.stringify(line)).join('\n')

describe('a record as JSON', () => {
  test('that has what is needed is valid', async () => {
    expect(await check(RECORD)).toEqual({
      valid: true,
      records: 1,
      counts: { errors: 0, warnings: 0 },
      errors: [],
      warnings: [],
    })
    expect((await check([RECORD, { ...RECORD, id: 'fiche-8' }])).records).toBe(2)
  })

  test('is told every fault at once, by its place', async () => {
    const { valid, errors, counts } = await check({
      id: '',
      canonical_url: 'fiches/7',
      title: 7,
      license: {},
      themes: [{ code: 'vie-sociale' }, { label: { fr: 'Sans code', en: null } }],
      started_on: 'printemps',
      updated_at: 'hier',
    })
    expect(valid).toBe(false)
    expect(places(errors)).toEqual(
      expect.arrayContaining([
        '1 /id too-short',
        '1 /canonical_url format',
        '1 /title type',
        '1 /license/code required',
        '1 /themes/1/code required',
        '1 /started_on format',
        '1 /updated_at format',
        '1 /association required',
      ]),
    )
    expect(counts.errors).toBe(errors.length)
  })

  test('whose code nobody knows is told the nearest ones, in the caller’s language', async () => {
    const coded = {
      ...RECORD,
      main_theme: { code: 'Ecole inclusif' },
      stage: { code: 'experimentations' },
      publics: [{ code: 'Proches aidants' }],
      departments: [{ code: '29' }, { code: '99' }],
    }
    const { errors } = await check(coded)
    expect(places(errors).sort()).toEqual([
      '1 /departments/1/code unknown-code',
      '1 /main_theme/code format',
      '1 /main_theme/code unknown-code',
      '1 /publics/0/code format',
      '1 /publics/0/code unknown-code',
      '1 /stage/code unknown-code',
    ])
    const told = (at: string, list = errors) =>
      list.find(({ pointer, code }) => pointer === at && code === 'unknown-code')?.detail
    expect(told('/main_theme/code')).toContain('« ecole-inclusive »')
    expect(told('/publics/0/code')).toContain('« aidants »')
    expect(told('/stage/code')).toContain('« experimentation »')
    const near = await check({ ...RECORD, main_theme: { code: 'vie-social' } })
    // not « ia », which is within it by chance
    expect(near.errors[0]?.detail).toMatch(/Les plus proches : « vie-sociale »\.$/)
    const english = await check(coded, 'application/json', 'en')
    expect(told('/stage/code', english.errors)).toBe(
      'Not a code of the vocabulary stages: experimentations. The nearest: “experimentation”.',
    )
  })

  test('is advised of what whoever takes it over would like to be otherwise', async () => {
    const { valid, warnings } = await check({
      ...RECORD,
      updated_at: undefined,
      attribution: null,
      couleur: 'bleu',
      pitch: 'Un <b>beau</b> jardin',
      bearer: { siren: '123456789' },
      contact: { email: 'quelqu-un@association.example' },
    })
    expect(valid).toBe(true)
    expect(places(warnings)).toEqual([
      '1 /couleur unknown',
      '1 /updated_at advised',
      '1 /attribution advised',
      '1 /contact personal-data',
      '1 /pitch markup',
      '1 /bearer/siren check-digit',
    ])
  })

  test('under a licence of its own has to give its text', async () => {
    const other = { ...RECORD, license: { code: 'licence-maison' } }
    expect(places((await check(other)).errors)).toEqual(['1 /license/url required'])
    const told = { ...RECORD, license: { code: 'licence-maison', url: 'https://autre-federation.example/licence' } }
    expect((await check(told)).valid).toBe(true)
  })

  test('has an identifier of its own in the file', async () => {
    const { errors } = await check([RECORD, { ...RECORD, id: 'fiche-8' }, RECORD])
    expect(places(errors)).toEqual(['3 /id duplicate'])
    expect(errors[0]?.detail).toContain('1')
  })

  test('that is no JSON is told where it breaks', async () => {
    const { valid, records, errors } = await check('{"id": "7",\n "title": }')
    expect([valid, records]).toEqual([false, 0])
    expect(errors[0]).toMatchObject({
      record: null,
      code: 'unreadable',
      detail: 'Ce n’est pas du JSON : voir ligne 2, colonne 11.',
    })
    expect(places((await check('')).errors)).toEqual(['  empty-file'])
    expect(places((await check('['.repeat(40) + ']'.repeat(40))).errors)).toEqual(['  too-deep'])
    expect(places((await check([7, null])).errors)).toEqual(['1  type', '2  type'])
  })

  test('tells of a thousand faults and counts the others', async () => {
    const { counts, errors } = await check(Array.from({ length: 400 }, (_, i) => ({ id: String(i) })))
    expect(counts.errors).toBe(1600)
    expect(errors).toHaveLength(1000)
  })
})

describe('a page of a feed', () => {
  test('of ours holds, and so does each of its records', async () => {
    const association = await anAssociation(app)
    await aRecord(app, association.id)
    const page = json(await app.anonymous.get('/v1/feeds/innovations'))
    expect(page.items).toHaveLength(1)
    expect(await check(page)).toMatchObject({ valid: true, records: 1, errors: [], warnings: [] })
  })

  test('has a record where it says so and nowhere else, in ascending order', async () => {
    const item = { state: 'updated', kind: 'innovation', id: 'fiche-7', modified: 5, data: RECORD }
    const { errors } = await check({
      next: 'https://autre-federation.example/flux?apres=7',
      license: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence/',
      items: [
        item,
        { state: 'updated', id: 'b', modified: 6 },
        { state: 'deleted', id: 'c', modified: 6, data: { ...RECORD, id: 'c' } },
        { state: 'deleted', id: 'd', modified: 8, reason: 'perdue' },
        { ...item, id: 'e', modified: 9, data: { ...RECORD, title: '' } },
      ],
    })
    expect(places(errors)).toEqual([
      '2 /data required',
      '3 /data not-allowed',
      '3 /modified order',
      '4 /reason not-allowed',
      '5 /data/title too-short',
      '5 /data/title format',
      '5 /data/id other-id',
    ])
  })
})

describe('records by lines', () => {
  const lines = (text: string) => check(text, 'application/x-ndjson')

  test('are told by their line, and their end line is held to its word', async () => {
    const good = ndjson(RECORD, { ...RECORD, id: 'b' }, { _end: true, count: 2 })
    expect(await lines(good)).toMatchObject({ valid: true, records: 2, warnings: [] })
    expect(places((await lines(ndjson(RECORD, { _end: true, count: 2 }))).errors)).toEqual(['2  truncated'])
    const cut = await lines(`${ndjson(RECORD)}\n\n{"id": "b", "ti`)
    expect(places(cut.errors)).toEqual(['3  unreadable'])
    expect(cut.records).toBe(2)
    expect(places(cut.warnings)).toEqual(['3  no-end'])
    expect(places((await lines(`${good}\n${ndjson(RECORD)}`)).errors)).toEqual(['4  after-end'])
  })

  test('are read as they come, up to 20 MB', async () => {
    const line = JSON.stringify({ ...RECORD, id: '', summary: 'x'.repeat(10_000) })
    const { records, counts } = await lines(`${line}\n`.repeat(1500))
    expect([records, counts.errors]).toEqual([1500, 3000])
  }, 60_000)
})

describe('a CSV file with the columns of our exports', () => {
  const csv = (text: string) => check(text, 'text/csv')
  const HEAD =
    'id,canonical_url,title,license,association_name,main_theme,main_theme_label,themes,bearer_commune,details_texte'

  test('is read in both flavours', async () => {
    const row =
      'a,https://autre.example/a,"Un jardin, partagé",licence-ouverte-2-0,Association,vie-sociale,Vie sociale,aidants|repit,29232,x'
    expect(await csv(`${HEAD}\r\n${row}\r\n`)).toMatchObject({ valid: true, records: 1 })
    const french = `\uFEFF${HEAD.replaceAll(',', ';')}\r\na;https://autre.example/a;Un jardin;licence-ouverte-2-0;Association;vie-sociale;;;;\r\n`
    expect(await csv(french)).toMatchObject({ valid: true, records: 1 })
  })

  test('of ours holds, in both flavours', async () => {
    await aRecord(app, (await anAssociation(app)).id)
    for (const format of ['csv', 'csv-excel-fr']) {
      const { body } = await app.anonymous.get(`/v1/exports/stream?format=${format}`)
      const told = await csv(body)
      expect(told).toMatchObject({ valid: true, errors: [], warnings: [] })
      expect(told.records).toBeGreaterThan(0)
    }
  })

  test('is told by line and column', async () => {
    const { errors, records } = await csv(
      `${HEAD}\n,autre.example/a,,cc-by-4-0,,vie-social,,aidants|repos,99999,\nb,https://autre.example/b,"Jamais refermé,cc-by-4-0\n`,
    )
    expect(records).toBe(2)
    expect(places(errors).sort()).toEqual([
      '2 association_name required',
      '2 bearer_commune unknown-code',
      '2 canonical_url format',
      '2 id required',
      '2 main_theme unknown-code',
      '2 themes unknown-code',
      '2 title required',
      '3  unclosed-quote',
    ])
    expect(errors.find(({ column }) => column === 'main_theme')?.detail).toContain('vie-sociale')
    expect(errors.every(({ pointer, column }) => pointer === null || column === null)).toBe(true)
  })

  test('is told what its header lacks, and what it has that nobody reads', async () => {
    const { errors, warnings } = await csv('id,titre,titre\na,b,c\n')
    expect(places(errors).filter((one) => one.startsWith('1'))).toEqual([
      '1 titre duplicate',
      '1 canonical_url required',
      '1 title required',
      '1 license required',
      '1 association_name required',
    ])
    expect(places(warnings)).toContain('1 titre unknown')
  })

  test('that is a workbook is told so', async () => {
    expect(places((await csv('PK\u0003\u0004 and so on')).errors)).toEqual(['  not-text'])
  })
})

describe('the door', () => {
  test('refuses what it does not read, and what is too long', async () => {
    const post = (type: string, body: string) =>
      app.anonymous.post('/v1/validations', body, { headers: { 'content-type': type } })
    expect(problemOf(await post('application/xml', '<a/>')).slug).toBe('unsupported-media-type')
    expect(problemOf(await post('application/json', `"${'x'.repeat(8 * 1024 * 1024)}"`)).slug).toBe('too-large')
    expect(problemOf(await post('text/csv', 'x'.repeat(20 * 1024 * 1024 + 1))).slug).toBe('too-large')
    const parameter = await app.anonymous.post('/v1/validations?strict=1', RECORD)
    expect(problemOf(parameter).errors).toMatchObject([{ parameter: 'strict', code: 'unknown-parameter' }])
  })

  test('keeps nothing of what is sent', async () => {
    await check({ ...RECORD, title: 'un marqueur à ne pas garder' })
    expect(LOG.join('')).not.toContain('marqueur')
    const { rows } = await app.app.pool.query("select count(*)::int as n from event where action like '%validat%'")
    expect(rows[0].n).toBe(0)
  })

  test('is described, and what it takes is a component', async () => {
    const document = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8'))
    const { content } = document.paths['/v1/validations'].post.requestBody
    expect(Object.keys(content)).toEqual(['application/json', 'application/x-ndjson', 'text/csv'])
    expect(document.components.schemas.SharedRecord.required).toEqual(['id', 'canonical_url', 'title', 'license'])
  })
})
