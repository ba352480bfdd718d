import type { InnovationDocument } from '@essaim/shared/documents.ts'
import type { Question, QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import type { Coded, Label } from '@essaim/shared/schema.ts'
import { isDetail } from '../innovations/projection.ts'

export type Cell = string | number | boolean | null
export type ColumnType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime' | 'list' | 'array' | 'object'

/** One column of every table that we write, whatever the format. */
export type Column = { name: string; type: ColumnType; title: Label; cell(document: InnovationDocument): Cell }
/** What says a column without its function: for a thread of its own. */
export type DetailColumn = { code: string; type: ColumnType; title: Label; labelled: boolean }

type Value = (document: InnovationDocument) => unknown

const column = (name: string, type: ColumnType, fr: string, en: string, value: Value): Column => ({
  name,
  type,
  title: { fr, en },
  cell: (document) => cellOf(value(document)),
})
/** A coded value is two columns: the code, to be relied upon, and its label in French, to be read. */
const coded = (name: string, type: 'string' | 'list', fr: string, en: string, value: Value): Column[] => [
  column(name, type, fr, en, value),
  column(`${name}_label`, type, `${fr} (libellé)`, `${en} (label)`, (document) => labelsOf(value(document))),
]

const MEMBERS: Column[] = [
  column('id', 'string', 'Identifiant', 'Identifier', (d) => d.id),
  column('url', 'string', 'Adresse', 'Address', (d) => d.url),
  column('canonical_url', 'string', 'Adresse à citer', 'Address to cite', (d) => d.canonical_url),
  column('version', 'integer', 'Version', 'Version', (d) => d.version),
  column('title', 'string', 'Titre', 'Title', (d) => d.title),
  column('pitch', 'string', 'En une phrase', 'In one sentence', (d) => d.pitch),
  column('summary', 'string', 'Résumé', 'Summary', (d) => d.summary),
  ...coded('nature', 'string', 'Nature', 'Nature', (d) => d.nature),
  ...coded('main_theme', 'string', 'Thème principal', 'Main theme', (d) => d.main_theme),
  ...coded('themes', 'list', 'Autres thèmes', 'Other themes', (d) => d.themes),
  ...coded('publics', 'list', 'Publics', 'People concerned', (d) => d.publics),
  ...coded('stage', 'string', 'Stade', 'Stage', (d) => d.stage),
  ...coded('scale', 'string', 'Échelle', 'Scale', (d) => d.scale),
  ...coded('departments', 'list', 'Départements', 'Départements', (d) => d.departments),
  ...coded('regions', 'list', 'Régions', 'Regions', (d) => d.regions),
  column('started_on', 'string', 'Début', 'Start', (d) => d.started_on),
  column('association_id', 'string', 'Association (identifiant)', 'Association (identifier)', (d) => d.association?.id),
  column('association_name', 'string', 'Association', 'Association', (d) => d.association?.name),
  column('bearer_name', 'string', 'Porteur', 'Bearer', (d) => d.bearer?.name),
  column('bearer_siren', 'string', 'SIREN du porteur', 'SIREN of the bearer', (d) => d.bearer?.siren),
  ...coded('bearer_commune', 'string', 'Commune du porteur', 'Commune of the bearer', (d) => d.bearer?.commune),
  column(
    'regional_delegation_id',
    'string',
    'Délégation régionale (identifiant)',
    'Regional delegation (identifier)',
    (d) => d.regional_delegation?.id,
  ),
  column(
    'regional_delegation_name',
    'string',
    'Délégation régionale',
    'Regional delegation',
    (d) => d.regional_delegation?.name,
  ),
  column('contact_name', 'string', 'Contact', 'Contact', (d) => d.contact?.name),
  column('contact_function', 'string', 'Fonction du contact', 'Position of the contact', (d) => d.contact?.function),
  column('contact_email', 'string', 'Courriel du contact', 'E-mail of the contact', (d) => d.contact?.email),
  column(
    'contact_telephone',
    'string',
    'Téléphone du contact',
    'Telephone of the contact',
    (d) => d.contact?.telephone,
  ),
  ...coded('license', 'string', 'Licence', 'Licence', (d) => d.license),
  column('license_url', 'string', 'Texte de la licence', 'Text of the licence', (d) => d.license.url),
  column('attribution', 'string', 'Mention à reprendre', 'Credit to show', (d) => d.attribution),
  column('files', 'list', 'Fichiers', 'Files', (d) => d.files.map(({ url }) => url)),
  column('origin', 'object', 'Origine', 'Origin', (d) => d.origin),
  column('published_at', 'datetime', 'Publiée le', 'Published at', (d) => d.published_at),
  column('updated_at', 'datetime', 'Modifiée le', 'Updated at', (d) => d.updated_at),
  column('confirmed_at', 'datetime', 'Confirmée le', 'Confirmed at', (d) => d.confirmed_at),
  column('stale_since', 'datetime', 'À confirmer depuis le', 'Unconfirmed since', (d) => d.stale_since),
]

const TYPES: Partial<Record<Question['kind'], ColumnType>> = {
  integer: 'integer',
  number: 'number',
  money: 'number',
  boolean: 'boolean',
  consent: 'boolean',
  date: 'date',
  multichoice: 'list',
  tags: 'list',
  repeat: 'array',
  grid: 'object',
}
const LABELLED: readonly Question['kind'][] = ['choice', 'multichoice', 'commune', 'departement']

/**
 * The answers that have a column each, of every version that was ever asked: in the order of the newest, then what only
 * older ones asked. They do not depend on the audience: a hidden value looks like an unknown one.
 */
export function detailColumns(newestFirst: QuestionnaireContent[]): DetailColumn[] {
  const known = new Map<string, DetailColumn>()
  for (const { code, kind, label } of newestFirst.flatMap(questionsOf).filter(isDetail)) {
    if (known.has(code)) continue
    const title = { fr: label.fr, en: label.en ?? null }
    known.set(code, { code, type: TYPES[kind] ?? 'string', title, labelled: LABELLED.includes(kind) })
  }
  return [...known.values()]
}

/** Every column of the table, in order: those of the record, then `details_` and the code of each question. */
export const columnsOf = (details: DetailColumn[]): Column[] => [
  ...MEMBERS,
  ...details.flatMap(({ code, type, title, labelled }): Column[] => {
    const value: Value = (document) => document.details[code]
    const name = `details_${code}`
    return labelled && (type === 'string' || type === 'list')
      ? coded(name, type, title.fr, title.en ?? title.fr, value)
      : [column(name, type, title.fr, title.en ?? title.fr, value)]
  }),
]

/** A value of a document as one cell, by what it is: a term by its code, a list joined, a group as JSON; unknown is null. */
export function cellOf(value: unknown): Cell {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (isCoded(value)) return value.code
  if (!Array.isArray(value)) return JSON.stringify(value)
  if (value.length === 0) return null
  const items = value.map((item) => (isCoded(item) ? item.code : item))
  return items.every((item) => typeof item === 'string') ? joined(items) : JSON.stringify(value)
}

const isCoded = (value: unknown): value is Coded | { code: string; name: string } =>
  typeof value === 'object' && value !== null && 'code' in value && ('label' in value || 'name' in value)

function labelsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(labelsOf)
  return isCoded(value) ? ('label' in value ? value.label.fr : value.name) : value
}

/** Items of a list in one cell; a bar or a backslash within an item has a backslash before it. */
const joined = (items: string[]): string => items.map((item) => item.replaceAll(/[\\|]/g, '\\$&')).join('|')
