import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable, oneOf, ref, Uuid } from './schema.ts'

/** The formats of an export’s files, each with what it is sent as and the name of its file. */
export const EXPORT_FORMATS = {
  ndjson: { media_type: 'application/x-ndjson', name: 'innovations.ndjson' },
  csv: { media_type: 'text/csv', name: 'innovations.csv' },
  'csv-excel-fr': { media_type: 'text/csv', name: 'innovations.excel-fr.csv' },
  xlsx: {
    media_type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    name: 'innovations.xlsx',
  },
  jsonld: { media_type: 'application/ld+json', name: 'innovations.jsonld' },
  'table-schema': { media_type: 'application/json', name: 'innovations.schema.json' },
} as const
export type ExportFormat = keyof typeof EXPORT_FORMATS

/** What everything can be had in by one request, as of now. */
export const STREAM_FORMATS = ['ndjson', 'csv', 'csv-excel-fr', 'jsonld'] as const
export type StreamFormat = (typeof STREAM_FORMATS)[number]
export const StreamFormatName = oneOf(STREAM_FORMATS, {
  default: 'ndjson',
  description:
    '`ndjson`: a document per line, and a last line `{"_end":true,…}`; `csv`: RFC 4180, commas; `csv-excel-fr`: semicolons, decimal commas, defused for Excel; `jsonld`: schema.org.',
})

/** The last line of an NDJSON export: without it, the copy is cut short. */
export type ExportEnd = { _end: true; count: number; seq: number; epoch: string; digest: string }

/** The version of the documents’ shape: another one when a member changes its meaning. */
export const SCHEMA_VERSION = '1'

export const ExportFile = closed(
  {
    name: Type.String({ maxLength: 80 }),
    format: oneOf(Object.keys(EXPORT_FORMATS) as ExportFormat[]),
    media_type: Type.String({ maxLength: 100 }),
    url: Type.String({ format: 'uri', maxLength: 500 }),
    records: nullable(Type.Integer({ minimum: 0 }), { description: 'How many records it holds; null for a schema.' }),
    bytes: Type.Integer({ minimum: 0 }),
    sha256: Type.String({ pattern: '^[0-9a-f]{64}$', maxLength: 64 }),
  },
  { $id: 'ExportFile', description: 'A file that never changes: resumable by `Range`, proved by its SHA-256.' },
)
export type ExportFile = Static<typeof ExportFile>

export const Export = closed(
  {
    id: Uuid,
    audience: oneOf(['public', 'partners', 'members']),
    transaction_time: Instant,
    epoch: Type.String({ maxLength: 100, description: 'The feed’s, at that instant.' }),
    seq: Type.Integer({ minimum: 0, description: 'The feed’s `head` at that instant: go on from there.' }),
    live: Type.Integer({ minimum: 0, description: 'How many records there are.' }),
    digest: Type.String({ maxLength: 64, description: 'By which a copy proves itself, as the list of feeds has it.' }),
    license: Type.String({ format: 'uri', maxLength: 500, description: 'Of records that name no other one.' }),
    schema_version: Type.String({ maxLength: 20 }),
    next: Type.String({ format: 'uri', maxLength: 1000, description: 'The feed’s page that follows this export.' }),
    files: Type.Array(ref(ExportFile), { maxItems: 20 }),
  },
  {
    $id: 'Export',
    description:
      'Everything that the caller’s audience may read, as of one instant, in several formats; with the feed from `seq` on, a complete copy.',
  },
)
export type Export = Static<typeof Export>

export const ExportList = closed(
  { items: Type.Array(ref(Export), { maxItems: 20 }), next: nullable(Type.String({ maxLength: 1000 })) },
  { $id: 'ExportList' },
)

export const ExportOrder = closed(
  {
    audience: Export.properties.audience,
    seq: Type.Integer({
      minimum: 0,
      description: 'Where the feed stands: the export that was asked for has this `seq` or a higher one.',
    }),
    url: Type.String({ format: 'uri', maxLength: 500, description: 'The latest export’s manifest.' }),
  },
  { $id: 'ExportOrder', description: 'What was asked for, and where it will be.' },
)
