import { randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pg from 'pg'
import { beProgram } from './program.ts'

type Input = { databaseUrl: string; port: number }
type Question =
  | { bodies: Record<string, string> }
  | { copy: string }
  | { query: string; ids: string[]; seconds: number }

// What the same framework, driver and database do when nothing is asked of them: the yardstick of each measure.
beProgram<Input, Question>(async ({ databaseUrl, port }) => {
  const app = Fastify({ logger: false })
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
  const strings = new Map<string, string>()
  const buffers = new Map<string, Buffer>()
  const type = 'application/json; charset=utf-8'
  app.get<{ Params: { name: string } }>('/string/:name', (request, reply) =>
    reply.type(type).send(strings.get(request.params.name)),
  )
  app.get<{ Params: { name: string } }>('/buffer/:name', (request, reply) =>
    reply.type(type).send(buffers.get(request.params.name)),
  )
  app.post('/insert', async (request, reply) => {
    const id = randomUUID()
    await pool.query({
      name: 'insert',
      text: 'insert into bench_row (id, body) values ($1, $2)',
      values: [id, JSON.stringify(request.body)],
    })
    return reply.code(201).send({ id })
  })
  await app.listen({ port, host: '127.0.0.1' })

  /** What PostgreSQL gives when it copies out, drained and thrown away. */
  async function copy(statement: string): Promise<{ bytes: number; seconds: number }> {
    const client = await pool.connect()
    let bytes = 0
    const count = ({ length }: { length: number }) => {
      bytes += length - 4
    }
    const { connection } = client as unknown as { connection: NodeJS.EventEmitter }
    connection.on('copyData', count)
    const start = performance.now()
    try {
      await client.query(statement)
      return { bytes, seconds: (performance.now() - start) / 1000 }
    } finally {
      connection.off('copyData', count)
      client.release()
    }
  }

  /** One prepared query by ten connections, without HTTP. */
  async function query(text: string, ids: string[], seconds: number): Promise<{ rate: number }> {
    const end = performance.now() + seconds * 1000
    let done = 0
    const ask = async (lane: number) => {
      for (let i = lane; performance.now() < end; i += 10) {
        await pool.query({ name: 'raw', text, values: [ids[i % ids.length]] })
        done += 1
      }
    }
    await Promise.all(Array.from({ length: 10 }, (_, lane) => ask(lane)))
    return { rate: done / seconds }
  }

  return {
    async answer(question) {
      if ('copy' in question) return copy(question.copy)
      if ('query' in question) return query(question.query, question.ids, question.seconds)
      for (const [name, body] of Object.entries(question.bodies)) {
        strings.set(name, body)
        buffers.set(name, Buffer.from(body))
      }
      return {}
    },
    close: () => Promise.all([app.close(), pool.end()]),
  }
})
