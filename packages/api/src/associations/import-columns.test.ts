import { describe, expect, it } from 'vitest'
import { mapColumns } from './import-columns.ts'
import type { ImportField } from './import-fields.ts'

const fieldsOf = (headers: string[], mappings: string[] = []): (ImportField | null)[] =>
  mapColumns(headers, mappings).columns.map((column) => column.field)

const split = (line: string): string[] => line.split(';')

describe('mapColumns', () => {
  it('knows the headers of a member file', () => {
    const headers = split(
      'N° adhérent;Raison sociale;Sigle;SIREN;RNA;FINESS EJ;Adresse;Code postal;Commune;Date adhésion;Date sortie;Civilité président;Courriel présidence;Civilité DG;Courriel direction générale;Téléphone;Courriel général;Effectif',
    )
    expect(fieldsOf(headers)).toEqual([
      'member_number',
      'name',
      'short_name',
      'siren',
      'rna',
      'finess_ej',
      'address',
      'postal_code',
      'commune',
      'joined_on',
      'left_on',
      'president_civility',
      'president_email',
      'general_director_civility',
      'general_director_email',
      'telephone',
      'email',
      'headcount',
    ])
    expect(mapColumns(headers)).toMatchObject({ errors: [], warnings: [] })
  })

  it('knows the columns of the national file of establishments', () => {
    const headers = split(
      'finess_ej;raison_sociale;siren;finess_et;nom;siret;categorie;categorie_libelle;code_commune;code_postal;etat;date_ouverture',
    )
    expect(fieldsOf(headers)).toEqual([
      'finess_ej',
      'name',
      'siren',
      'finess_et',
      'establishment_name',
      'siret',
      'category',
      null,
      'establishment_commune_code',
      'establishment_postal_code',
      'establishment_state',
      'opened_on',
    ])
  })

  it.each([
    ['NUMERO D’ADHERENT', 'member_number'],
    ['n°  adhérent', 'member_number'],
    ['No_Adherent', 'member_number'],
    ['codePostal', 'postal_code'],
    ['Nom de l’association', 'name'],
    ['Nom', 'name'],
    ['SIRET', 'head_office_siret'],
    ['E-mail', 'email'],
    ['Adresse e-mail', 'email'],
    ['Mél', 'email'],
    ['Tél.', 'telephone'],
    ['Président(e)', 'president_name'],
    ['Prénom du président', 'president_first_name'],
    ['Mail Présidente', 'president_email'],
    ['Tél. portable DG', 'general_director_telephone'],
    ['Directeur·rice général·e', 'general_director_name'],
    ['Directeur(trice) général(e) - Courriel', 'general_director_email'],
    ['president_email', 'president_email'],
    ['nofinesset', 'finess_et'],
    ['Date d’adhésion', 'joined_on'],
    ['État', null],
    ['Observations', null],
    ['', null],
    ['constructor', null],
  ] as const)('reads %j as %s', (header, field) => {
    expect(fieldsOf([header])).toEqual([field])
  })

  it('gives bare headers to the association before the first column of an establishment, to the establishment after', () => {
    expect(fieldsOf(split('SIREN;Nom;Adresse;Code postal;FINESS ET;Nom;Adresse;Code postal;Courriel'))).toEqual([
      'siren',
      'name',
      'address',
      'postal_code',
      'finess_et',
      'establishment_name',
      'establishment_address',
      'establishment_postal_code',
      null,
    ])
    expect(fieldsOf(split('FINESS;SIREN;Nom établissement'))).toEqual(['finess_et', 'siren', 'establishment_name'])
    expect(fieldsOf(split('FINESS;SIREN;Nom'))).toEqual(['finess_ej', 'siren', 'name'])
    expect(fieldsOf(split('FINESS ET;Nom;FINESS EJ;Raison sociale;Commune'))).toEqual([
      'finess_et',
      'establishment_name',
      'finess_ej',
      'name',
      'establishment_commune',
    ])
  })

  it('reads the first of two columns that say the same, with a warning', () => {
    const { columns, warnings } = mapColumns(split('SIREN;Nom;Téléphone;Téléphone'))
    expect(columns.map((column) => column.field)).toEqual(['siren', 'name', 'telephone', null])
    expect(warnings).toMatchObject([{ column: 'Téléphone', code: 'duplicate-column' }])
    expect(warnings[0]?.detail.fr).toContain('colonne 4')
  })

  it('lets the caller say what a column holds, without a warning for the one that it replaces', () => {
    const headers = split('Id;Nom;SIREN;Nom légal')
    expect(fieldsOf(headers, ['name:Nom légal', 'member_number: id '])).toEqual([
      'member_number',
      null,
      'siren',
      'name',
    ])
    expect(mapColumns(headers, ['name:Nom légal']).warnings).toEqual([])
    expect(fieldsOf(['a:b', 'SIREN'], ['name:a:b'])).toEqual(['name', 'siren'])
    expect(fieldsOf(split('SIREN;Lieu;Commune'), ['establishment_name:Lieu'])).toEqual([
      'siren',
      'establishment_name',
      'establishment_commune',
    ])
  })

  it('gives a column to what the caller says, not also to what its header says', () => {
    expect(fieldsOf(split('SIREN;Sigle'), ['name:Sigle'])).toEqual(['siren', 'name'])
  })

  it.each([
    ['name', 'bad-mapping'],
    ['nom:SIREN', 'unknown-field'],
    ['__proto__:SIREN', 'unknown-field'],
    ['name:Colonne absente', 'unknown-header'],
    ['name:', 'unknown-header'],
  ])('refuses the mapping %j', (mapping, code) => {
    const { errors } = mapColumns(['SIREN'], [mapping])
    expect(errors.map((error) => error.code)).toEqual([code])
  })

  it('tells every error of the mapping at once', () => {
    const { errors } = mapColumns(split('SIREN;A;B'), ['name:A', 'name:B', 'short_name:A', 'x:A'])
    expect(errors.map((error) => error.code)).toEqual(['mapped-twice', 'mapped-twice', 'unknown-field'])
  })

  it('refuses a file that never says which association it is', () => {
    expect(mapColumns(split('Nom;Ville;FINESS ET')).errors.map((error) => error.code)).toEqual(['no-identity-column'])
  })
})
