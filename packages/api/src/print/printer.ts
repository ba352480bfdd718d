import { createHash } from 'node:crypto'
import { Worker } from 'node:worker_threads'
import { LRUCache } from 'lru-cache'
import { problem } from '../lib/problem.ts'
import type { PrintAnswer, PrintJob, PrintQuestion } from './jobs.ts'

export type PrinterLimits = {
  /** How long one document may take. */
  milliseconds: number
  /** How many may wait for their turn. */
  waiting: number
}
export const PRINTER_LIMITS: PrinterLimits = { milliseconds: 30_000, waiting: 40 }

export type Printer = {
  /** The document's bytes; refused when too many wait, when it takes too long, or when it has too many pages. */
  print(job: PrintJob): Promise<Buffer>
  /** The same for what many ask for: made once as long as it is remembered. */
  reprint(printed: Printed): Promise<Buffer>
  close(): Promise<void>
}

/** A document to be made, and the tag of what it says and how it looks. */
export type Printed = { tag: string; job: PrintJob }

export const printed = (job: PrintJob): Printed => ({
  tag: createHash('sha256').update(JSON.stringify(job)).digest('base64url').slice(0, 22),
  job,
})

const REMEMBERED_BYTES = 32 * 1024 * 1024

type Waiting = { job: PrintJob; resolve: (bytes: Buffer) => void; reject: (error: Error) => void }

const busy = () => problem('overloaded', { headers: { 'retry-after': '5' } })
const tooLong = () =>
  problem('too-large', {
    detail: {
      fr: 'Ce document aurait trop de pages pour être imprimé.',
      en: 'This document would have too many pages to be printed.',
    },
  })

/** No page holds so much; a thread cannot be stopped in the middle of one, so that what is too long is not begun. */
const MOST_CHARACTERS_A_PAGE = 12_000
const isTooLong = (job: PrintJob): boolean =>
  job.kind === 'pdf' && JSON.stringify(job.data).length > job.mostPages * MOST_CHARACTERS_A_PAGE

/**
 * Sets pages in a thread of its own, one document after the other, so that nobody else waits for them. A document that
 * takes too long is given up, and its thread with it.
 */
export function openPrinter(limits: Partial<PrinterLimits> = {}): Printer {
  const { milliseconds, waiting: mostWaiting } = { ...PRINTER_LIMITS, ...limits }
  const queue: Waiting[] = []
  const remembered = new LRUCache<string, Buffer>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: (bytes) => bytes.length + 500,
  })
  const underWay = new Map<string, Promise<Buffer>>()
  let thread: Worker | undefined
  let current: (Waiting & { id: number; timer: NodeJS.Timeout }) | undefined
  let count = 0
  let closed = false

  function end(outcome: (one: Waiting) => void): void {
    if (!current) return
    clearTimeout(current.timer)
    const ended = current
    current = undefined
    outcome(ended)
    next()
  }

  function dismiss(error: Error): void {
    const dismissed = thread
    thread = undefined
    dismissed?.removeAllListeners()
    // a thread that ends badly once it is dismissed concerns nobody
    dismissed?.on('error', () => undefined)
    void dismissed?.terminate()
    end(({ reject }) => reject(error))
  }

  function start(): Worker {
    const started = new Worker(new URL('./thread.ts', import.meta.url), { execArgv: [] })
    started.unref()
    started.on('message', (answer: PrintAnswer) => {
      if (answer.id !== current?.id) return
      end(({ resolve, reject }) => {
        if ('bytes' in answer) resolve(Buffer.from(answer.bytes.buffer))
        else reject('refused' in answer ? tooLong() : new Error(`printing failed: ${answer.failed}`))
      })
    })
    started.on('error', (error) => dismiss(error as Error))
    started.on('exit', () => dismiss(new Error('the printing thread ended')))
    return started
  }

  function next(): void {
    if (current) return
    const one = queue.shift()
    if (!one) return
    thread ??= start()
    count += 1
    current = { ...one, id: count, timer: setTimeout(() => dismiss(busy()), milliseconds) }
    thread.postMessage({ id: count, job: one.job } satisfies PrintQuestion)
  }

  const print = (job: PrintJob) =>
    new Promise<Buffer>((resolve, reject) => {
      if (closed || queue.length >= mostWaiting) return reject(busy())
      if (isTooLong(job)) return reject(tooLong())
      queue.push({ job, resolve, reject })
      next()
    })

  return {
    print,
    async reprint({ tag, job }) {
      const known = remembered.get(tag) ?? underWay.get(tag)
      if (known) return known
      const making = print(job).finally(() => underWay.delete(tag))
      underWay.set(tag, making)
      const bytes = await making
      remembered.set(tag, bytes)
      return bytes
    },
    async close() {
      closed = true
      for (const { reject } of queue.splice(0)) reject(busy())
      dismiss(busy())
    },
  }
}
