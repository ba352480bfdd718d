import type { Bilingual } from '../lib/problem.ts'
import { ESTABLISHMENT_FIELDS, IMPORT_FIELDS, type ImportField } from './import-fields.ts'
import { announcementOf, headerKey } from './import-headers.ts'

/** A header as the file writes it, and what it was understood to hold; null: not used. */
export interface ImportColumn {
  index: number
  header: string
  field: ImportField | null
}

export interface ColumnIssue {
  column: string | null
  code: 'bad-mapping' | 'unknown-field' | 'unknown-header' | 'mapped-twice' | 'no-identity-column' | 'duplicate-column'
  detail: Bilingual
}

/** `errors` refuse the whole file before a row is read. */
export interface ColumnMap {
  columns: ImportColumn[]
  errors: ColumnIssue[]
  warnings: ColumnIssue[]
}

const ESTABLISHMENT: ReadonlySet<ImportField> = new Set(ESTABLISHMENT_FIELDS)
const IDENTITIES: ImportField[] = ['siren', 'head_office_siret', 'finess_ej', 'rna', 'member_number']

/**
 * Finds out what each column of a file holds, from its header and from what the caller says (`field:header`, which goes before).
 * Where two columns hold the same, the first is read and the other is left aside with a warning.
 */
export function mapColumns(headers: readonly string[], mappings: readonly string[] = []): ColumnMap {
  const columns = headers.map((header, index): ImportColumn => ({ index, header: oneLine(header), field: null }))
  const errors: ColumnIssue[] = []
  const warnings: ColumnIssue[] = []

  const mapped = new Map<ImportField, ImportColumn>()
  for (const mapping of mappings) {
    const found = readMapping(mapping.slice(0, 400), columns)
    if ('code' in found) errors.push(found)
    else if (mapped.has(found.field) || [...mapped.values()].includes(found.column))
      errors.push(mappedTwice(mapping, found))
    else mapped.set(found.field, found.column)
  }

  const taken = new Map(mapped)
  const chosen = new Set(mapped.values())
  // Among an establishment's columns, a bare « Commune » is the establishment's: that is, after the first that names one.
  const firstOfEstablishment = columns.findIndex(({ header, index }) => isOfEstablishment(header, index, mapped))
  for (const column of columns) {
    if (chosen.has(column)) continue
    const announced = announcementOf(column.header)
    // « FINESS » alone is the establishment's wherever it stands: taken for the association's, it would name another.
    const isNumber = announced?.among_establishments === 'finess_et'
    const among = firstOfEstablishment >= 0 && (isNumber || column.index >= firstOfEstablishment)
    const field = (among ? announced?.among_establishments : announced?.alone) ?? null
    if (field === null) continue
    const first = taken.get(field)
    if (first === undefined) {
      taken.set(field, column)
      column.field = field
    } else if (!mapped.has(field)) {
      warnings.push(duplicate(column, first))
    }
  }
  for (const [field, column] of mapped) column.field = field

  if (errors.length === 0 && !IDENTITIES.some((field) => taken.has(field))) errors.push(noIdentity())
  return { columns, errors, warnings }
}

function isOfEstablishment(header: string, index: number, mapped: ReadonlyMap<ImportField, ImportColumn>): boolean {
  for (const [field, column] of mapped) if (column.index === index) return ESTABLISHMENT.has(field)
  const announced = announcementOf(header)
  return announced?.alone != null && ESTABLISHMENT.has(announced.alone)
}

function readMapping(
  mapping: string,
  columns: ImportColumn[],
): { field: ImportField; column: ImportColumn } | ColumnIssue {
  const colon = mapping.indexOf(':')
  if (colon < 0) {
    return {
      column: mapping,
      code: 'bad-mapping',
      detail: { fr: `« ${mapping} » : écrivez champ:en-tête.`, en: `“${mapping}”: write field:header.` },
    }
  }
  const name = mapping.slice(0, colon).trim()
  const header = oneLine(mapping.slice(colon + 1))
  const field = IMPORT_FIELDS.find((known) => known === name)
  if (field === undefined) {
    const known = IMPORT_FIELDS.join(', ')
    return {
      column: header,
      code: 'unknown-field',
      detail: {
        fr: `Le champ « ${name} » n’existe pas. Champs : ${known}.`,
        en: `There is no field “${name}”. Fields: ${known}.`,
      },
    }
  }
  const key = headerKey(header)
  const column =
    columns.find((one) => one.header === header) ?? columns.find((one) => key !== '' && headerKey(one.header) === key)
  if (column === undefined) {
    return {
      column: header,
      code: 'unknown-header',
      detail: { fr: `Le fichier n’a pas de colonne « ${header} ».`, en: `The file has no column “${header}”.` },
    }
  }
  return { field, column }
}

const mappedTwice = (mapping: string, { column }: { column: ImportColumn }): ColumnIssue => ({
  column: column.header,
  code: 'mapped-twice',
  detail: {
    fr: `« ${mapping} » : ce champ ou cette colonne est déjà attribué.`,
    en: `“${mapping}”: this field or this column has been mapped already.`,
  },
})

const duplicate = (column: ImportColumn, first: ImportColumn): ColumnIssue => ({
  column: column.header,
  code: 'duplicate-column',
  detail: {
    fr: `La colonne ${column.index + 1} dit la même chose que la colonne ${first.index + 1}, « ${first.header} » : elle n’est pas lue.`,
    en: `Column ${column.index + 1} says the same as column ${first.index + 1}, “${first.header}”: it is not read.`,
  },
})

const noIdentity = (): ColumnIssue => ({
  column: null,
  code: 'no-identity-column',
  detail: {
    fr: 'Aucune colonne ne dit de quelle association il s’agit : il faut un SIREN, un FINESS EJ, un RNA ou un numéro d’adhérent.',
    en: 'No column says which association it is: a SIREN, a FINESS EJ, an RNA or a member number is needed.',
  },
})

const oneLine = (header: string): string =>
  header
    .toWellFormed()
    .replace(/[\s\0]+/gu, ' ')
    .replace(/^\ufeff/, '')
    .trim()
    .slice(0, 300)
