import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Client, json, problemOf, type TestApp, testApp } from '../../test/app.ts'
import { storeCommunes } from '../vocabularies/store.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp()
})

type Counts = { created: number; updated: number; unchanged: number; refused: number; warnings: number }
type Row = {
  line: number
  outcome: string
  association: { id: string | null; name: string } | null
  establishment: { id: string | null; name: string } | null
  errors: { column: string | null; code: string; detail: string }[]
  warnings: { column: string | null; code: string; detail: string }[]
}

const send = (by: Client, file: string | Buffer, query = '', headers: Record<string, string> = {}): Promise<Answer> =>
  t.app.inject({
    method: 'POST',
    url: `/v1/associations/imports${query}`,
    headers: { ...by.headers, 'content-type': 'text/csv; charset=utf-8', ...headers },
    payload: file,
  }) as Promise<Answer>

async function run(file: string | Buffer, query = ''): Promise<{ id: string; counts: Counts; rows: Row[] }> {
  const made = json(await send(t.admin, file, query), 201)
  const rows = json(await t.admin.get(`/v1/associations/imports/${made.id}/rows?limit=200`)).items as Row[]
  return { id: String(made.id), counts: made.counts as Counts, rows }
}

const counts = (created: number, updated: number, unchanged: number, refused: number) =>
  expect.objectContaining({ created, updated, unchanged, refused })
const state = async () => ({
  associations: await t.app.db
    .selectFrom('association')
    .select(['id', 'version', 'updated_at'])
    .orderBy('id')
    .execute(),
  establishments: await t.app.db
    .selectFrom('establishment')
    .select(['id', 'version', 'updated_at'])
    .orderBy('id')
    .execute(),
})
const issues = (row: Row | undefined, kind: 'errors' | 'warnings' = 'warnings') =>
  row?.[kind].map(({ column, code }) => `${column}: ${code}`)

const SITES = `finess_ej;raison_sociale;siren;finess_et;nom;siret;categorie;categorie_libelle;code_commune;code_postal;etat;date_ouverture
290000017;Association fictive des Ajoncs;775672272;290000025;IME fictif des Ajoncs;77567227200012;183;IME;29232;29000;A;1990-09-01
290000017;Association fictive des Ajoncs;775672272;290000033;SESSAD fictif des Ajoncs;77567227200020;182;SESSAD;29019;29200;A;2001-01-01
10000016;Association fictive du Bugey;;10000024;Foyer fictif du Bugey;;252;Foyer;1053;1000;I;
`
const MEMBERS = `N° adhérent;Raison sociale;Sigle;SIREN;RNA;FINESS EJ;Adresse;Code postal;Commune;Date adhésion;Date sortie;Civilité président;Courriel présidence;Civilité DG;Courriel direction générale;Téléphone;Courriel général;Effectif
M-1;Association fictive des Ormes;AFO;;;;2 rue Fictive;29000;Quimper;01/01/2015;;Madame la Présidente;presidence@ormes.example;Monsieur le Directeur général;direction@ormes.example;02 00 00 00 01;contact@ormes.example;120
M-2;"Association fictive ""La Passerelle""; accueil";;;w293000000;;"1, rue du Port
Bâtiment C";29200;BREST CEDEX;2009-06-15;;Monsieur le Président;contact@passerelle.example;Madame la Directrice générale;contact@passerelle.example;0200000002;contact@passerelle.example;45
M-3;Association fictive des Îles;;;W9R1000001;;3 rue Fictive;97400;Saint-Denis;12/03/2018;31/12/2024;Madame la Présidente;;;;;;18
M-3;Association fictive des Îles (antenne);;;W9R1000001;;3 rue Fictive;97400;Saint-Denis;12/03/2018;;Madame la Présidente;pas-une-adresse;;;;;19
M-4;Fédération fictive;;000000000;;;5 avenue Fictive;75013;Paris 13e Arrondissement;1er septembre 2001;;;;;;;;2300
`

describe('an import', () => {
  it('says what it would do, does it, and does nothing the second time', async () => {
    const before = await state()
    const trial = await run(SITES, '?dry_run=true')
    expect(trial.counts).toEqual(counts(3, 0, 0, 0))
    expect(trial.rows.map((row) => [row.association?.id, row.establishment?.id])).toEqual([
      [null, null],
      [null, null],
      [null, null],
    ])
    expect(await state()).toEqual(before)

    const first = await run(SITES)
    expect(first.counts).toEqual(trial.counts)
    expect(issues(first.rows[2])).toContain('finess_et: leading-zero-restored')
    const { items } = json(await t.admin.get('/v1/associations?siren=775672272')) as {
      items: Record<string, unknown>[]
    }
    expect(items).toMatchObject([
      { name: 'Association fictive des Ajoncs', finess_ej: '290000017', department: { code: '29' } },
    ])
    const sites = json(await t.anonymous.get(`/v1/associations/${items[0]?.id}/establishments`)).items
    expect(sites).toMatchObject([
      { name: 'IME fictif des Ajoncs', category: { code: '183' }, commune: { code: '29232', name: 'Quimper' } },
      { name: 'SESSAD fictif des Ajoncs' },
    ])

    const after = await state()
    const second = await run(SITES)
    expect(second.counts).toEqual(counts(0, 0, 3, 0))
    expect(await state()).toEqual(after)
  })

  it('reads a member file, refusing the bad row and keeping the good ones', async () => {
    const first = await run(MEMBERS)
    expect(first.rows.map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, 'created'],
      [3, 'created'],
      [5, 'created'],
      [6, 'unchanged'],
      [7, 'refused'],
    ])
    expect(issues(first.rows[4], 'errors')).toEqual(['SIREN: all-zeros'])
    expect(issues(first.rows[3])).toEqual([
      'Courriel présidence: bad-email',
      'Raison sociale: disagrees',
      'Effectif: disagrees',
    ])
    const again = await run(MEMBERS)
    expect(again.counts).toEqual(counts(0, 0, 4, 1))

    const id = first.rows[0]?.association?.id
    expect(json(await t.admin.get(`/v1/associations/${id}`))).toMatchObject({
      short_name: 'AFO',
      external_refs: [{ system: 'member-number', value: 'M-1' }],
      headcount: 120,
      corrected: [],
    })
    const contacts = json(await t.admin.get(`/v1/associations/${id}/contacts`)).items
    expect(contacts).toMatchObject([
      { office: 'president', civility: 'madame' },
      { office: 'general_director', email: 'direction@ormes.example' },
    ])
    const refused = json(await t.admin.get(`/v1/associations/imports/${first.id}/rows?outcome=refused&count=exact`))
    expect(refused).toMatchObject({ items: [{ line: 7 }], total: 1, next: null })
  })

  it('leaves what was corrected here, and shows the difference', async () => {
    const head = 'SIREN;Raison sociale;Sigle;Courriel présidence\n'
    const { rows } = await run(`${head}552100554;Association fictive du Gouet;AFG;a@gouet.example`)
    const url = `/v1/associations/${rows[0]?.association?.id}`
    json(await t.admin.patch(url, { name: 'Association du Gouët', siren: '732829320' }))
    const [president] = json(await t.admin.get(`${url}/contacts`)).items as { id: string }[]
    json(await t.admin.patch(`${url}/contacts/${president?.id}`, { email: 'b@gouet.example' }))

    const again = await run(`${head}552100554;Association fictive du Gouet;AFGO;a@gouet.example`)
    expect(again.counts).toEqual(counts(0, 1, 0, 0))
    expect(again.rows[0]?.warnings).toMatchObject([
      {
        column: 'Raison sociale',
        code: 'kept-correction',
        detail: expect.stringContaining('« Association du Gouët »'),
      },
      { column: 'SIREN', code: 'kept-correction' },
      { column: 'Courriel présidence', code: 'kept-correction' },
    ])
    expect(JSON.stringify(again.rows)).not.toContain('gouet.example')
    expect(json(await t.admin.get(url))).toMatchObject({
      name: 'Association du Gouët',
      siren: '732829320',
      short_name: 'AFGO',
      corrected: ['name', 'siren'],
    })
    expect(json(await t.admin.get(`${url}/contacts/${president?.id}`))).toMatchObject({ email: 'b@gouet.example' })
  })

  it('does not bring back who was erased', async () => {
    const file = 'RNA;Nom;Courriel DG\nW223000001;Association fictive du Léguer;dg@leguer.example\n'
    const { rows } = await run(file)
    const url = `/v1/associations/${rows[0]?.association?.id}/contacts`
    const [director] = json(await t.admin.get(url)).items as { id: string }[]
    json(await t.admin.delete(`${url}/${director?.id}`), 204)
    const again = await run(file)
    expect(again.counts).toEqual(counts(0, 0, 1, 0))
    expect(issues(again.rows[0])).toEqual(['Courriel DG: contact-suppressed'])
    expect(json(await t.admin.get(url)).items).toEqual([])
    expect(problemOf(await t.admin.post(url, { office: 'other', email: 'DG@leguer.example' }))).toMatchObject({
      slug: 'conflict',
      errors: [{ pointer: '/email', code: 'contact-suppressed' }],
    })
  })

  it('knows an association by an RNA alone, whatever the order of the rows', async () => {
    const { rows } = await run(
      'RNA;SIREN;Nom;Sigle\nW353000001;;Association fictive de la Vilaine;\nW353000001;542065479;;AFV\n;542065479;;\n',
    )
    expect(new Set(rows.map((row) => row.association?.id)).size).toBe(1)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['created', 'updated', 'unchanged'])
    const later = await run('RNA;Nom\nW353000001;Association fictive de la Vilaine\n')
    expect(later.rows).toMatchObject([{ outcome: 'unchanged', association: { id: rows[0]?.association?.id } }])
  })

  it('leaves an empty cell, moves an establishment with a warning, and refuses what has no name', async () => {
    await run(
      'SIREN;Nom;Sigle;FINESS ET;Nom établissement\n383474814;Association fictive A;AFA;350000014;Foyer fictif\n',
    )
    const { rows } = await run(
      'SIREN;Nom;Sigle;FINESS ET;Nom établissement\n383474814;;;;\n441639465;Association fictive B;;350000014;\n424041184;;AFC;;\n441639465;;;350000022;\n',
    )
    expect(rows.map(({ outcome }) => outcome)).toEqual(['unchanged', 'created', 'refused', 'refused'])
    expect(issues(rows[1])).toEqual(['null: establishment-moved'])
    expect(issues(rows[2], 'errors')).toEqual(['Nom: no-name'])
    expect(issues(rows[3], 'errors')).toEqual(['Nom établissement: no-establishment-name'])
    expect(json(await t.admin.get('/v1/associations?siren=383474814')).items).toMatchObject([{ short_name: 'AFA' }])
  })

  it('gives an establishment told twice to the first association, every time', async () => {
    const file =
      'RNA;Nom;FINESS ET;Nom établissement\nW563000001;Association fictive X;560000010;Foyer\nW563000002;Association fictive Y;560000010;Foyer\n'
    const { rows } = await run(file)
    expect(issues(rows[1])).toEqual(['null: establishment-elsewhere'])
    expect((await run(file)).counts).toEqual(counts(0, 0, 2, 0))
  })

  it('reads Windows-1252, eaten zeros and duplicated headers', async () => {
    const text =
      'N° adhérent;Nom;SIREN;Code postal;Commune;Nom\r\nZ-1;Fédération fictive de l’Ain;;1000;Bourg-en-Bresse;autre\r\n'
    const bytes = Buffer.from(text.replace('’', '\x92'), 'latin1')
    const answer = json(await send(t.admin, bytes), 201) as {
      id: string
      columns: { header: string; field: string | null; warning: string | null }[]
    }
    expect(answer.columns.filter(({ header }) => header === 'Nom')).toMatchObject([
      { field: 'name', warning: null },
      { field: null, warning: expect.stringContaining('colonne') },
    ])
    const { items } = json(await t.admin.get('/v1/associations?q=federation ain')) as { items: unknown[] }
    expect(items).toMatchObject([
      { name: 'Fédération fictive de l’Ain', postal_code: '01000', commune: { code: '01053' } },
    ])
  })
})

describe('a file that cannot be read', () => {
  it.each([
    ['a workbook', Buffer.from('504b030414000600', 'hex'), '', { pointer: '', code: 'not-text' }],
    ['an empty file', '', '', { pointer: '', code: 'empty-file' }],
    ['a header without identity', 'Nom;Ville\nx;y\n', '', { pointer: '', code: 'no-identity-column' }],
    ['a mapping of nothing', 'SIREN;Nom\n', '?column=siren:Numero', { parameter: 'column', code: 'unknown-header' }],
    ['an unknown field', 'SIREN;Nom\n', '?column=toto:Nom', { parameter: 'column', code: 'unknown-field' }],
  ])('is refused: %s', async (_, file, query, fault) => {
    expect(problemOf(await send(t.admin, file, query))).toMatchObject({ slug: 'validation', errors: [fault] })
  })

  it('maps a column by hand', async () => {
    const { rows } = await run('Clé;Nom\n775670417;Association fictive mappée\n', '?column=siren:Cl%C3%A9')
    expect(rows).toMatchObject([{ outcome: 'created' }])
  })

  it('refuses another type, a file too large, and who may not', async () => {
    expect(problemOf(await send(t.admin, '{}', '', { 'content-type': 'application/json' })).slug).toBe(
      'unsupported-media-type',
    )
    expect(problemOf(await send(t.admin, Buffer.alloc(21 * 1024 * 1024, 'a'))).slug).toBe('too-large')
    expect(problemOf(await send(t.anonymous, SITES)).slug).toBe('unauthenticated')
    const { id } = await t.delegation('29')
    expect(problemOf(await send(await t.staff(['delegate'], [id]), SITES)).slug).toBe('forbidden')
    expect(problemOf(await send(await t.key('associations:read', 'members:read'), SITES)).slug).toBe(
      'insufficient-scope',
    )
    json(await send(await t.key('associations:write'), SITES), 201)
    json(await send(await t.staff(['moderator']), SITES, '?dry_run=true'), 201)
  })

  it('finds a commune that joined the list since the last import', async () => {
    const file = 'RNA;Nom;Code postal;Commune\nW293000017;Association fictive de la Nouvelle;29999;Fictive-sur-Mer\n'
    const before = await run(file)
    expect(issues(before.rows[0])).toEqual(['Commune: unknown-commune'])
    const commune = { code: '29999', name: 'Fictive-sur-Mer', department: '29', region: '53', population: 12 }
    await storeCommunes(t.app.db, [{ ...commune, postal_codes: ['29999'] }])
    await t.app.notices.caughtUp()
    const after = await run(file)
    expect(issues(after.rows[0])).toEqual([])
    expect(after.counts).toEqual(counts(0, 1, 0, 0))
  })

  it('answers a repeated key with the same import', async () => {
    const headers = { 'idempotency-key': 'import-1' }
    const first = json(await send(t.admin, MEMBERS, '', headers), 201)
    expect(json(await send(t.admin, MEMBERS, '', headers), 201)).toEqual(first)
    expect(problemOf(await send(t.admin, SITES, '', headers)).slug).toBe('idempotency-mismatch')
  })
})

// Real files, which the project does not hold: named by whoever has them.
const SAMPLES = process.env.ESSAIM_TEST_SAMPLES
describe.skipIf(!SAMPLES)('the sample files', () => {
  it.each([
    ['etablissements-exemple.csv', counts(242, 0, 0, 0), counts(0, 0, 242, 0)],
    ['adherents-exemple.csv', counts(3, 0, 1, 1), counts(0, 0, 4, 1)],
  ])('import twice: %s', async (name, first, second) => {
    const fresh = await testApp()
    t = fresh
    const file = await readFile(join(SAMPLES ?? '', name))
    expect((await run(file)).counts).toEqual(first)
    const after = await state()
    expect((await run(file)).counts).toEqual(second)
    expect(await state()).toEqual(after)
  })
})
