import type { Socket } from 'node:net'
import type pg from 'pg'

/** What pg tells a query of its own kind (its `Submittable`): the same that its cursors and streams are made of. */
class BinaryCopy {
  readonly #text: string
  readonly #take: Take
  #connection: { query(text: string): void; stream: Socket } | null = null
  #begun = false
  #failure: Error | null = null
  callback: (error: Error | null) => void

  constructor(text: string, take: Take, callback: (error: Error | null) => void) {
    this.#text = text
    this.#take = take
    this.callback = callback
  }

  submit(connection: { query(text: string): void; stream: Socket }): void {
    this.#connection = connection
    connection.query(this.#text)
  }

  handleCopyData({ chunk }: { chunk: Buffer }): void {
    // https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format": a header, rows, and -1
    let at = 0
    if (!this.#begun) at = 19 + chunk.readInt32BE(15)
    this.#begun = true
    if (this.#failure || at >= chunk.length) return
    const count = chunk.readInt16BE(at)
    if (count < 0) return
    at += 2
    const fields: Buffer[] = []
    for (let i = 0; i < count; i += 1) {
      const length = Math.max(0, chunk.readInt32BE(at))
      fields.push(chunk.subarray(at + 4, at + 4 + length))
      at += 4 + length
    }
    try {
      const taking = this.#take(fields)
      if (taking) this.#hold(taking)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error
    // the rest is not waited for: the connection is given up
    this.callback(error)
  }

  #hold(taking: Promise<void>): void {
    const line = this.#connection?.stream
    line?.pause()
    taking.then(
      () => line?.resume(),
      (error) => {
        this.#fail(error as Error)
        line?.resume()
      },
    )
  }

  handleError(error: Error): void {
    this.callback(error)
  }

  handleReadyForQuery(): void {
    this.callback(this.#failure)
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleEmptyQuery(): void {}
}

/** What is done with a row: a promise holds PostgreSQL back until it is kept; the rows of what had come already still follow. */
type Take = (fields: Buffer[]) => void | Promise<void>

/**
 * Gives each row of a query as the bytes that PostgreSQL sends, one buffer per column, empty for null, and good only
 * until `take` returns: for texts that go out as they are, which pg would decode only to have them encoded again.
 * COPY takes no parameters: whoever calls writes into `select` nothing but numbers and names of its own. After a failure
 * the connection may still be sending, and has to be given up.
 */
export const copyOn = (client: pg.PoolClient, select: string, take: Take): Promise<void> =>
  new Promise((resolve, reject) => {
    client.query(
      new BinaryCopy(`copy (${select}) to stdout (format binary)`, take, (error) =>
        error ? reject(error) : resolve(),
      ) as unknown as pg.Submittable,
    )
  })

/** The same on a connection of its own. */
export async function copyRows(pool: pg.Pool, select: string, take: Take): Promise<void> {
  const client = await pool.connect()
  try {
    await copyOn(client, select, take)
    client.release()
  } catch (error) {
    client.release(true)
    throw error
  }
}
