import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../lib/csv.ts'
import { mapColumns } from './import-columns.ts'
import { communeFinder } from './import-communes.ts'
import type { ImportedRow } from './import-facts.ts'
import { keepFirst } from './import-merge.ts'
import { type ImportLists, readRow } from './import-row.ts'

const lists: ImportLists = {
  findCommune: communeFinder([
    { code: '29232', name: 'Quimper', department: '29', postal_codes: ['29000'] },
    { code: '29019', name: 'Brest', department: '29', postal_codes: ['29200'] },
    { code: '75056', name: 'Paris', department: '75', postal_codes: ['75013'] },
    { code: '97411', name: 'Saint-Denis', department: '974', postal_codes: ['97400'] },
    { code: '01053', name: 'Bourg-en-Bresse', department: '01', postal_codes: ['01000'] },
    { code: '97611', name: 'Mamoudzou', department: '976', postal_codes: ['97600'] },
  ]),
  findCategory: (text) => ({ '182': '182', '183': '183', IME: '183' })[text] ?? null,
}

async function* whole(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? Buffer.from(text) : text
}

async function rowsOf(text: string | Uint8Array, mappings: string[] = []): Promise<ImportedRow[]> {
  let columns: ReturnType<typeof mapColumns> | null = null
  const rows: ImportedRow[] = []
  for await (const row of readCsv(whole(text))) {
    if (columns === null) columns = mapColumns(row.cells, mappings)
    else rows.push(readRow(row, columns.columns, lists))
  }
  expect(columns?.errors).toEqual([])
  return rows
}

const only = async (text: string): Promise<ImportedRow> => {
  const [row, ...others] = await rowsOf(text)
  expect(others).toEqual([])
  return row as ImportedRow
}

const codes = (issues: { column: string | null; code: string }[]): string[] =>
  issues.map(({ column, code }) => `${column}: ${code}`)

const MEMBERS = `N° adhérent;Raison sociale;Sigle;SIREN;RNA;FINESS EJ;Adresse;Code postal;Commune;Date adhésion;Date sortie;Civilité président;Courriel présidence;Civilité DG;Courriel direction générale;Téléphone;Courriel général;Effectif
A-1;Association fictive des Ormes;AFO;;;;2 rue Fictive;29000;Quimper;01/01/2015;;Madame la Présidente;presidence@ormes.example;Monsieur le Directeur général;direction@ormes.example;02 00 00 00 01;contact@ormes.example;120
A-2;"Association fictive ""La Passerelle""; accueil";;;w293000000;;"1, rue du Port
Bâtiment C";29200;BREST CEDEX;2009-06-15;;Monsieur le Président;contact@passerelle.example;Madame la Directrice générale;contact@passerelle.example;0200000002;contact@passerelle.example;45
A-3;Association fictive des Îles;;;W9R1000001;;3 rue Fictive;97400;Saint-Denis;12/03/2018;31/12/2024;Madame la Présidente;;;;;;18
A-3;Association fictive des Îles (antenne);;;W9R1000001;;3 rue Fictive;97400;Saint-Denis;12/03/2018;;Madame la Présidente;pas-une-adresse;;;;;19
A-4;Fédération fictive;;000000000;;;5 avenue Fictive;75013;Paris 13e Arrondissement;1er septembre 2001;;;;;;;;2300
`

describe('readRow on a member file', () => {
  it('reads associations with their two officers', async () => {
    const [first, second] = await rowsOf(MEMBERS)
    expect(first).toEqual({
      line: 2,
      identity: { kind: 'member_number', value: 'A-1' },
      member_number: 'A-1',
      association: {
        name: 'Association fictive des Ormes',
        short_name: 'AFO',
        address: '2 rue Fictive',
        postal_code: '29000',
        commune: '29232',
        department: '29',
        telephone: '02 00 00 00 01',
        email: 'contact@ormes.example',
        headcount: 120,
        joined_on: '2015-01-01',
      },
      fallback_department: null,
      establishment: null,
      contacts: {
        president: { civility: 'madame', email: 'presidence@ormes.example' },
        general_director: { civility: 'monsieur', email: 'direction@ormes.example' },
      },
      errors: [],
      warnings: [],
    })
    expect(second).toMatchObject({
      line: 3,
      identity: { kind: 'rna', value: 'W293000000' },
      association: {
        name: 'Association fictive "La Passerelle"; accueil',
        address: '1, rue du Port\nBâtiment C',
        commune: '29019',
        joined_on: '2009-06-15',
      },
      contacts: {
        president: { email: 'contact@passerelle.example' },
        general_director: { email: 'contact@passerelle.example' },
      },
      errors: [],
      warnings: [],
    })
  })

  it('keeps an association whose contact has a bad address, and refuses one whose SIREN is none', async () => {
    const rows = await rowsOf(MEMBERS)
    expect(rows.map((row) => row.line)).toEqual([2, 3, 5, 6, 7])
    expect(rows[2]).toMatchObject({
      association: { left_on: '2024-12-31', department: '974' },
      errors: [],
      warnings: [],
    })
    expect(rows[3]?.contacts.president).toEqual({ civility: 'madame' })
    expect(codes(rows[3]?.warnings ?? [])).toEqual(['Courriel présidence: bad-email'])
    expect(rows[3]?.errors).toEqual([])
    expect(codes(rows[4]?.errors ?? [])).toEqual(['SIREN: all-zeros'])
    expect(rows[4]?.association).toMatchObject({ commune: '75056', joined_on: '2001-09-01' })
  })

  it('follows the first row where two disagree', async () => {
    const columns = mapColumns((MEMBERS.split('\n')[0] ?? '').split(';')).columns
    const [, , first, second] = await rowsOf(MEMBERS)
    const { facts, warnings } = keepFirst(
      first?.association ?? {},
      { ...second?.association, telephone: '02 00 00 00 09' },
      columns,
    )
    expect(facts).toEqual({ ...first?.association, telephone: '02 00 00 00 09' })
    expect(codes(warnings)).toEqual(['Raison sociale: disagrees', 'Effectif: disagrees'])
    const office = keepFirst({ email: 'a@b.example' }, { email: 'c@d.example' }, columns, 'president')
    expect(codes(office.warnings)).toEqual(['Courriel présidence: disagrees'])
    const moved = keepFirst(
      { postal_code: '29000', department: '29' },
      { postal_code: '75013', commune: '75056', department: '75' },
      columns,
    )
    expect(moved.facts).toEqual({ postal_code: '29000', department: '29' })
    expect(codes(moved.warnings)).toEqual(['Code postal: disagrees'])
  })
})

const ESTABLISHMENTS = `\ufefffiness_ej;raison_sociale;siren;finess_et;nom;siret;categorie;categorie_libelle;code_commune;code_postal;etat;date_ouverture\r
010000016;ASSOCIATION FICTIVE DES SAULES;775672272;010000024;IME LES SAULES;;183;Institut;01053;01000;A;1956-11-16\r
10000016;ASSOCIATION FICTIVE DES SAULES;775672272;980501175;SESSAD DU LAGON;77567227299999;182;Service;97611;97600;I;1991-01-01\r
010000016;ASSOCIATION FICTIVE DES SAULES;775672272;980501175;SERVICE INCONNU;;999;Autre;1053;1000;A;32/13/2020\r
`

describe('readRow on the national file of establishments', () => {
  it('reads several establishments of one association', async () => {
    const [first, second] = await rowsOf(ESTABLISHMENTS)
    expect(first).toMatchObject({
      line: 2,
      identity: { kind: 'siren', value: '775672272' },
      association: { name: 'ASSOCIATION FICTIVE DES SAULES', siren: '775672272', finess_ej: '010000016' },
      fallback_department: '01',
      establishment: {
        finess_et: '010000024',
        name: 'IME LES SAULES',
        category: '183',
        commune: '01053',
        department: '01',
        postal_code: '01000',
        opened_on: '1956-11-16',
        closed: false,
      },
      contacts: {},
      errors: [],
    })
    expect(first?.establishment).not.toHaveProperty('siret')
    expect(first?.association).not.toHaveProperty('commune')
    expect(second?.establishment).toMatchObject({ closed: true, department: '976', siret: '77567227299999' })
    expect(codes(second?.warnings ?? [])).toEqual(['finess_ej: leading-zero-restored', 'siret: bad-check-digit'])
  })

  it('warns of what it leaves out or mends, and keeps the row', async () => {
    const third = (await rowsOf(ESTABLISHMENTS))[2]
    expect(third?.errors).toEqual([])
    expect(codes(third?.warnings ?? [])).toEqual([
      'date_ouverture: bad-date',
      'code_postal: leading-zero-restored',
      'code_commune: leading-zero-restored',
      'categorie: unknown-category',
    ])
    expect(third?.establishment).toMatchObject({ commune: '01053', postal_code: '01000' })
    expect(third?.establishment).not.toHaveProperty('category')
  })
})

describe('readRow on rows of all kinds', () => {
  it.each([
    ['SIREN;Nom\n12345;X', 'SIREN: bad-format'],
    ['SIREN;RNA;Nom\n775672272;12;X', 'RNA: bad-format'],
    ['SIREN;FINESS ET;Nom\n775672272;12;X', 'FINESS ET: bad-format'],
    ['SIREN;Nom\n;X', 'null: no-identity'],
    ['SIREN;Nom\n775672272', 'null: too-few-cells'],
    ['SIREN;Nom\n775672272;a;b', 'null: too-many-cells'],
    ['SIREN;Nom\n775672272;"a', 'null: unclosed-quote'],
  ])('refuses %j', async (text, error) => expect(codes((await only(text)).errors)).toEqual([error]))

  it.each([
    ['SIREN;FINESS EJ;RNA;N° adhérent\n775672272;010000016;W751515517;A', 'siren'],
    ['SIREN;FINESS EJ;RNA;N° adhérent\n;010000016;W751515517;A', 'finess_ej'],
    ['SIREN;FINESS EJ;RNA;N° adhérent\n;;W751515517;A', 'rna'],
    ['SIREN;FINESS EJ;RNA;N° adhérent\n;;;A', 'member_number'],
    ['SIRET;Nom\n77567227299999;X', 'siren'],
  ])('knows the association again in %j by its %s', async (text, kind) => {
    const row = await only(text)
    expect([row.identity?.kind, row.errors]).toEqual([kind, []])
  })

  it('says nothing of empty cells', async () => {
    const row = await only(
      'SIREN;Nom;Sigle;Commune;Date adhésion;Effectif;Président;Nom établissement\n775672272;;-;;;;;',
    )
    expect(row).toMatchObject({
      association: { siren: '775672272' },
      establishment: null,
      contacts: {},
      errors: [],
      warnings: [],
    })
    expect(Object.keys(row.association)).toEqual(['siren'])
  })

  it('finds contacts put together in one cell, and first names in another', async () => {
    const row = await only(
      'SIREN;Président(e);Prénom DG;Nom DG\n775672272;Mme D. Fictive <d@asso.example>;Camille;FICTIF',
    )
    expect(row.contacts).toEqual({
      president: { civility: 'madame', name: 'D. Fictive', email: 'd@asso.example' },
      general_director: { name: 'Camille FICTIF' },
    })
  })

  it('doubts a SIRET of another SIREN', async () => {
    const row = await only('SIREN;SIRET\n775672272;73282932000074')
    expect(row).toMatchObject({ association: { siren: '775672272' }, errors: [] })
    expect(codes(row.warnings)).toEqual(['SIRET: siren-differs'])
  })

  it('leaves out a day of leaving before the day of joining', async () => {
    const row = await only('SIREN;Date adhésion;Date sortie\n775672272;01/01/2020;01/01/2019')
    expect(row.association).toEqual({ siren: '775672272', joined_on: '2020-01-01' })
    expect(codes(row.warnings)).toEqual(['Date sortie: dates-reversed'])
  })

  it('never repeats what a cell says of a person', async () => {
    const row = await only(
      'SIREN;Président;Courriel président;Tél. président\n775672272;Secret Secret;secret-secret;secret',
    )
    expect(row.warnings).toHaveLength(2)
    expect(JSON.stringify(row.warnings)).not.toMatch(/secret/)
  })
})

// Real files, which the project does not hold: named by whoever has them.
const SAMPLES = process.env.ESSAIM_TEST_SAMPLES
describe.skipIf(!SAMPLES)('the sample files', () => {
  it('reads the 242 establishments of the national file', async () => {
    const rows = await rowsOf(await readFile(join(SAMPLES ?? '', 'etablissements-exemple.csv')))
    expect(rows).toHaveLength(242)
    expect(rows.filter((row) => row.errors.length > 0)).toEqual([])
    expect(rows.filter((row) => row.establishment?.closed)).toHaveLength(1)
    expect(new Set(rows.map((row) => row.identity?.value)).size).toBe(17)
    expect(rows.every((row) => row.establishment?.department && row.fallback_department)).toBe(true)
  })

  it('reads the member file', async () => {
    const rows = await rowsOf(await readFile(join(SAMPLES ?? '', 'adherents-exemple.csv')))
    expect(rows.map((row) => [row.line, row.identity?.kind ?? null, row.errors.length])).toEqual([
      [2, 'member_number', 0],
      [3, 'rna', 0],
      [5, 'rna', 0],
      [6, 'rna', 0],
      [7, 'member_number', 1],
    ])
  })
})
