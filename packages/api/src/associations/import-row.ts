import { checkIdentifier, departmentOfFiness, departmentOfPostalCode } from '@essaim/shared/identifiers.ts'
import type { CsvRow } from '../lib/csv.ts'
import {
  type Reading,
  readClosed,
  readDate,
  readEmail,
  readHeadcount,
  readLines,
  readTelephone,
  readText,
  readWebsite,
} from './import-cells.ts'
import type { ImportColumn } from './import-columns.ts'
import type { FindCommune } from './import-communes.ts'
import type { AssociationFacts, ContactFacts, EstablishmentFacts, Identity, ImportedRow } from './import-facts.ts'
import { IMPORTED_OFFICES, type ImportedOffice, type ImportField } from './import-fields.ts'
import { type IssueCode, issueOf } from './import-issues.ts'
import { readCivility, readPerson } from './import-people.ts'
import { openSheet, type Sheet, said } from './import-sheet.ts'

/** The lists that a row refers to. */
export interface ImportLists {
  findCommune: FindCommune
  /** The code of an establishment category, from its code or one of its labels. */
  findCategory: (text: string) => string | null
}

/** Reads what a row says. Pure: whether the association exists, and what becomes of the facts, is for the caller. */
export function readRow(row: CsvRow, columns: readonly ImportColumn[], lists: ImportLists): ImportedRow {
  const sheet = openSheet(row, columns)
  const association = readAssociation(sheet, lists)
  const establishment = readEstablishment(sheet, lists)
  const contacts: ImportedRow['contacts'] = {}
  for (const office of IMPORTED_OFFICES) {
    const contact = readContact(sheet, office)
    if (Object.keys(contact).length > 0) contacts[office] = contact
  }
  const member_number = sheet.read('member_number', (cell) => readText(cell, 200)) ?? null
  const identity = identityOf(association, member_number)
  if (row.fault !== null) sheet.errors.splice(0, Number.POSITIVE_INFINITY, issueOf(null, row.fault))
  else if (identity === null && sheet.errors.length === 0) sheet.errors.push(issueOf(null, 'no-identity'))
  return {
    line: row.line,
    identity,
    member_number,
    association,
    fallback_department: departmentOfFiness(association.finess_ej ?? ''),
    establishment,
    contacts,
    errors: sheet.errors,
    warnings: row.fault === null ? sheet.warnings : [],
  }
}

function identityOf({ siren, finess_ej, rna }: AssociationFacts, member_number: string | null): Identity | null {
  if (siren !== undefined) return { kind: 'siren', value: siren }
  if (finess_ej !== undefined) return { kind: 'finess_ej', value: finess_ej }
  if (rna !== undefined) return { kind: 'rna', value: rna }
  return member_number === null ? null : { kind: 'member_number', value: member_number }
}

function readAssociation(sheet: Sheet, lists: ImportLists): AssociationFacts {
  const address = [sheet.cell('address'), sheet.cell('address_complement')].filter((part) => part !== '').join('\n')
  const joined_on = sheet.read('joined_on', readDate)
  const siren = readSiren(sheet)
  return said({
    name: sheet.read('name', (cell) => readText(cell, 300)),
    short_name: sheet.read('short_name', (cell) => readText(cell, 100)),
    siren,
    rna: sheet.identifier('rna', 'rna'),
    finess_ej: sheet.identifier('finess_ej', 'finess'),
    address: sheet.keep('address', readLines(address, 500)),
    ...readPlace(sheet, lists, 'postal_code', 'commune_code', 'commune'),
    telephone: sheet.read('telephone', readTelephone),
    email: sheet.read('email', readEmail),
    website: sheet.read('website', readWebsite),
    headcount: sheet.read('headcount', readHeadcount),
    joined_on,
    left_on: sheet.read('left_on', (cell) => notBefore(joined_on, readDate(cell))),
  })
}

function readSiren(sheet: Sheet): string | undefined {
  const siren = sheet.identifier('siren', 'siren')
  if (sheet.cell('siren') === '') return sheet.identifier('head_office_siret', 'siret')?.slice(0, 9)
  // A SIREN that was refused is not replaced by what another column says.
  const siret = sheet.identifier('head_office_siret', 'siret', 'warning')
  if (siren !== undefined && siret !== undefined && !siret.startsWith(siren))
    sheet.warn('head_office_siret', 'siren-differs')
  return siren
}

function readEstablishment(sheet: Sheet, lists: ImportLists): EstablishmentFacts | null {
  const finess_et = sheet.identifier('finess_et', 'finess')
  const opened_on = sheet.read('opened_on', readDate)
  const closed_on = sheet.read('closed_on', (cell) => notBefore(opened_on, readDate(cell)))
  const category = sheet.cell('category')
  const place = readPlace(
    sheet,
    lists,
    'establishment_postal_code',
    'establishment_commune_code',
    'establishment_commune',
  )
  const facts = said({
    finess_et,
    siret: sheet.identifier('siret', 'siret'),
    name: sheet.read('establishment_name', (cell) => readText(cell, 300)),
    address: sheet.read('establishment_address', (cell) => readLines(cell, 500)),
    ...place,
    department: place.department ?? departmentOfFiness(finess_et ?? '') ?? undefined,
    opened_on,
    closed_on,
    closed: sheet.read('establishment_state', readClosed) ?? (closed_on === undefined ? undefined : true),
  })
  const known = facts.finess_et !== undefined || facts.siret !== undefined || facts.name !== undefined
  if (!known) return null
  if (category === '') return facts
  const code = sheet.keep('category', listed(lists.findCategory(category), 'unknown-category'))
  return said({ ...facts, category: code })
}

function readContact(sheet: Sheet, office: ImportedOffice): ContactFacts {
  const person = readPerson(sheet.cell(`${office}_name`))
  const name = [sheet.cell(`${office}_first_name`), person.name ?? ''].filter((part) => part !== '').join(' ')
  return said({
    civility: sheet.read(`${office}_civility`, readCivility) ?? person.civility ?? undefined,
    name: sheet.keep(`${office}_name`, readText(name, 200)),
    function: sheet.read(`${office}_function`, (cell) => readText(cell, 200)),
    email: sheet.read(`${office}_email`, readEmail) ?? person.email ?? undefined,
    telephone: sheet.read(`${office}_telephone`, readTelephone) ?? person.telephone ?? undefined,
  })
}

interface Place {
  postal_code?: string
  commune?: string
  department?: string
}

function readPlace(
  sheet: Sheet,
  lists: ImportLists,
  postalField: ImportField,
  codeField: ImportField,
  nameField: ImportField,
): Place {
  const postal_code = sheet.identifier(postalField, 'postal_code', 'warning')
  const written = sheet.cell(nameField)
  const isCode = checkIdentifier('commune', written).level !== 'error'
  const code =
    sheet.identifier(codeField, 'commune', 'warning') ?? (isCode ? sheet.identifier(nameField, 'commune') : undefined)
  const name = isCode || written === '' ? null : written
  const commune = lists.findCommune({ code: code ?? null, name, postal_code: postal_code ?? null })
  if (commune.code !== null)
    sheet.warn(name === null && code !== undefined && !isCode ? codeField : nameField, commune.code)
  return said({
    postal_code,
    commune: commune.value?.code,
    department: commune.value?.department ?? departmentOfPostalCode(postal_code ?? '') ?? undefined,
  })
}

function notBefore(start: string | undefined, end: Reading<string>): Reading<string> {
  if (start === undefined || end.value === null || end.value >= start) return end
  return { value: null, code: 'dates-reversed' }
}

const listed = (value: string | null, code: IssueCode): Reading<string> => ({
  value,
  code: value === null ? code : null,
})
