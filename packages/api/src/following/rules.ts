import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { canonical, sha256 } from '../lib/canonical.ts'

/** What a copy holds: each record's id, and the SHA-256 of its canonical text. */
export type Copy = ReadonlyMap<string, string>

// Open where the contract is closed: a later Essaim may say more. The id becomes the name of a file.
const Id = Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Item = Type.Union([
  Type.Object({ state: Type.Literal('updated'), id: Id, modified: Count, data: Type.Object({ id: Id }) }),
  Type.Object({ state: Type.Literal('deleted'), id: Id, modified: Count }),
])
const Page = Type.Object({ next: Type.String(), items: Type.Array(Item) })
export type Page = Static<typeof Page>
const Heading = Type.Object({
  name: Type.Literal('innovations'),
  url: Type.String(),
  epoch: Type.String(),
  head: Count,
  live: Count,
  digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
})
export type Heading = Static<typeof Heading>

/** A page of a feed, as far as a copy needs it; null when it is none, or does not go on from that number. */
export function readPage(body: unknown, head: number): Page | null {
  if (!Value.Check(Page, body)) return null
  const numbers = [head, ...body.items.map(({ modified }) => modified)]
  const ascends = numbers.every((number, i) => i === 0 || number > (numbers[i - 1] as number))
  return ascends && body.items.every((item) => item.state === 'deleted' || item.data.id === item.id) ? body : null
}

/** The heading of the records' feed among those that a service lists. */
export function readHeading(body: unknown): Heading | null {
  const items: unknown[] = Value.Check(Type.Object({ items: Type.Array(Type.Unknown()) }), body) ? body.items : []
  return items.find((one) => Value.Check(Heading, one)) ?? null
}

export type Changes = { write: { id: string; text: string; digest: string }[]; remove: string[]; seen: string[] }

/** What a page changes in a copy; `seen` are all its live records, changed or not. */
export function changesBy({ items }: Page, copy: Copy): Changes {
  const live = items
    .filter((item) => item.state === 'updated')
    .map(({ id, data }) => ({ id, text: canonical(data) }))
    .map((record) => ({ ...record, digest: sha256(record.text) }))
  return {
    write: live.filter(({ id, digest }) => copy.get(id) !== digest),
    remove: items.filter(({ id, state }) => state === 'deleted' && copy.has(id)).map(({ id }) => id),
    seen: live.map(({ id }) => id),
  }
}

/** The digest of a copy, as `GET /v1/feeds` has it of the feed. */
export const digestOfCopy = (copy: Copy): string =>
  sha256(
    [...copy]
      .map(([id, digest]) => `${id} ${digest}\n`)
      .sort()
      .join(''),
  )

/** How a copy that has read up to a number stands to its source: a later head is read first, the same one is compared. */
export function compare(
  { epoch, head }: { epoch: string; head: number },
  copy: Copy,
  heading: Heading,
): 'proved' | 'behind' | 'another-epoch' | 'differs' {
  if (heading.epoch !== epoch) return 'another-epoch'
  if (heading.head > head) return 'behind'
  return heading.head === head && heading.live === copy.size && heading.digest === digestOfCopy(copy)
    ? 'proved'
    : 'differs'
}

export type Answer = { status: number; slug: string | null; retryAfter: string | null }
export type Step = { do: 'read' | 'begin-again' | 'refused' | 'stop' } | { do: 'wait'; seconds: number }

const LONGEST_PAUSE = 60
const LONGEST_WAIT = 3600
const PASSING = [408, 425, 429, 500, 502, 503, 504]

/** What to do on an answer, or on none (`null`); `attempt` counts those in vain, `chance` is from 0 to 1. */
export function stepAfter(answer: Answer | null, attempt: number, chance: number, now: Date): Step {
  if (answer?.status === 200) return { do: 'read' }
  if (answer?.status === 410 && answer.slug === 'resync-required') return { do: 'begin-again' }
  if (answer?.status === 401 || answer?.status === 403) return { do: 'refused' }
  if (answer && !PASSING.includes(answer.status)) return { do: 'stop' }
  // many followers were cut at the same moment: they come back at different ones
  const pause = Math.min(2 ** attempt, LONGEST_PAUSE) * (0.5 + chance)
  const asked = secondsOf(answer?.retryAfter ?? null, now)
  return { do: 'wait', seconds: asked === null ? pause : Math.min(asked + chance, LONGEST_WAIT) }
}

/** Retry-After: seconds, or a date (RFC 9110 §10.2.3). */
function secondsOf(text: string | null, now: Date): number | null {
  if (text === null) return null
  if (/^\d+$/.test(text)) return Number(text)
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.max(0, (at - now.getTime()) / 1000)
}
