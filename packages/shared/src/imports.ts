import { type Static, Type } from '@sinclair/typebox'
import { closed, Instant, nullable, oneOf, pageOf, Uuid } from './schema.ts'

/** What is said of a row, and under which header. */
const Warning = closed({
  column: nullable(Type.String({ maxLength: 300 })),
  code: Type.String({ maxLength: 80 }),
  detail: Type.String({ maxLength: 1000 }),
})

/** What may become of a row of the file. */
export const IMPORT_OUTCOMES = ['created', 'updated', 'unchanged', 'refused'] as const

/** What an import of members did, or would have done. */
export const AssociationImport = closed(
  {
    id: Uuid,
    dry_run: Type.Boolean(),
    rows: Type.Integer({ minimum: 0 }),
    counts: closed({
      created: Type.Integer(),
      updated: Type.Integer(),
      unchanged: Type.Integer(),
      refused: Type.Integer(),
      warnings: Type.Integer({ description: 'Rows that carry a warning.' }),
    }),
    columns: Type.Array(
      closed({
        header: Type.String({ maxLength: 300 }),
        field: nullable(Type.String({ maxLength: 80 })),
        warning: nullable(
          Type.String({ maxLength: 1000, description: 'Why the column is not read although its header is known.' }),
        ),
      }),
      { maxItems: 512, description: 'How each header was understood; null: not used.' },
    ),
    created_at: Instant,
  },
  { $id: 'AssociationImport' },
)
export type AssociationImport = Static<typeof AssociationImport>

/** What became of one row of the file. */
export const AssociationImportRow = closed(
  {
    line: Type.Integer({ minimum: 1, description: 'The line of the file on which the row begins.' }),
    outcome: oneOf(IMPORT_OUTCOMES),
    association: nullable(closed({ id: nullable(Uuid), name: nullable(Type.String({ maxLength: 300 })) })),
    establishment: nullable(closed({ id: nullable(Uuid), name: nullable(Type.String({ maxLength: 300 })) })),
    errors: Type.Array(Warning, { maxItems: 100 }),
    warnings: Type.Array(Warning, { maxItems: 100 }),
  },
  { $id: 'AssociationImportRow' },
)
export type AssociationImportRow = Static<typeof AssociationImportRow>

/** The rows of an import, by line. */
export const AssociationImportRowPage = pageOf(AssociationImportRow, 'AssociationImportRowPage')
