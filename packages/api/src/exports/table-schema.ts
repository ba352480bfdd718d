import type { Column, ColumnType } from './columns.ts'

const FIELD: Record<ColumnType, Record<string, unknown>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean', trueValues: ['true'], falseValues: ['false'] },
  date: { type: 'date' },
  datetime: { type: 'datetime' },
  list: { type: 'list', delimiter: '|', itemType: 'string' },
  array: { type: 'array' },
  object: { type: 'object' },
}

/** What is in the columns of `innovations.csv`, in the words of Table Schema (Data Package 2.0, datapackage.org). */
export const tableSchemaOf = (columns: Column[]) => ({
  $schema: 'https://datapackage.org/profiles/2.0/tableschema.json',
  fields: columns.map(({ name, type, title }) => ({
    name,
    ...FIELD[type],
    title: title.fr,
    ...(title.en && { description: title.en }),
    ...(name === 'id' && { constraints: { required: true, unique: true } }),
  })),
  missingValues: [''],
  primaryKey: ['id'],
})
