/** Rows that add up under their key until they are taken; more keys than `most` are not kept. */
export type Tally<Row> = {
  add(row: Row): void
  /** All rows in the order of their keys, so that two processes never wait for each other; the tally is empty then. */
  take(): Row[]
}

/** `sum` has to give the same in whatever order rows come: they come from several processes, and again after a failure. */
export function tally<Row>(keyOf: (row: Row) => string, sum: (one: Row, other: Row) => Row, most: number): Tally<Row> {
  let rows = new Map<string, Row>()
  return {
    add(row) {
      const key = keyOf(row)
      const known = rows.get(key)
      if (known === undefined && rows.size >= most) return
      rows.set(key, known === undefined ? row : sum(known, row))
    },
    take() {
      const taken = [...rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
      rows = new Map()
      return taken
    },
  }
}
