import type { ReactNode } from 'react'

export type Column<T> = {
  key: string
  title: string
  cell: (item: T) => ReactNode
  wide?: boolean
  numeric?: boolean
  hideTitle?: boolean
}

/** A list as a table; on a narrow screen each row becomes a block with its own labels. The first column names the row. */
export function DataTable<T>({
  caption,
  columns,
  items,
  keyOf,
  className,
}: {
  caption: string
  columns: Column<T>[]
  items: readonly T[]
  keyOf: (item: T) => string
  className?: string
}) {
  return (
    <table className={className ? `data ${className}` : 'data'}>
      <caption className="sr-only">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ key, title, numeric, wide, hideTitle }) => (
            <th key={key} scope="col" className={numeric ? 'numeric' : wide ? 'wide' : undefined}>
              {hideTitle ? <span className="sr-only">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={keyOf(item)} data-row>
            {columns.map(({ key, title, cell, numeric, hideTitle }, place) =>
              place === 0 ? (
                <th key={key} scope="row">
                  {cell(item)}
                </th>
              ) : (
                <td key={key} data-label={hideTitle ? undefined : title} className={numeric ? 'numeric' : undefined}>
                  {cell(item)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
