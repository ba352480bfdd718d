import { readFileSync } from 'node:fs'
import type { InnovationDocument } from '@essaim/shared/documents.ts'
import { digestOf } from '../innovations/digest.ts'
import { knownFacets, type Leaving } from '../innovations/feed-entries.ts'
import { type Act, STORY } from './story.ts'

const HOUR = 3_600_000
const MINUTE = 60_000
/** Where the frozen records say that they are, until they are answered. */
const FROZEN_AT = 'https://essaim.example'

type Frozen = { facets: string[]; document: InnovationDocument }
const FROZEN = JSON.parse(readFileSync(new URL('./records.json', import.meta.url), 'utf8')) as Frozen[]

/** A record of the sandbox as a follower meets it: live with its document, or gone and why. */
export type SandboxEntry = {
  id: string
  seq: number
  known_facets: string[]
} & (
  | { state: 'updated'; facets: string[]; document: InnovationDocument; digest: string }
  | { state: 'deleted'; leaving: Leaving }
)

export type Sandbox = { epoch: string; head: number; entries: SandboxEntry[] }

/** What a record has come to at some act of the story. */
type Life = { version: number; facets: string[]; document: InnovationDocument; known: string[] }

/**
 * The sandbox at an instant, as served at an address: the same for everybody, everywhere, at every time it is asked.
 * Each hour is a history of its own, which begins with the same records and goes through the same story.
 */
export function sandboxAt(instant: Date, publicUrl: string): Sandbox {
  const hour = Math.floor(instant.getTime() / HOUR) * HOUR
  const minute = Math.floor((instant.getTime() - hour) / MINUTE)
  const lives = new Map<number, Life>()
  const entries = new Map<number, SandboxEntry>()
  STORY.forEach(([at, place, act, into], i) => {
    if (at > minute) return
    const life = afterAct(lives.get(place) ?? begin(place, publicUrl), place, act)
    // what there is when the hour begins is as old as the records are
    if (at > 0) life.document.updated_at = new Date(hour + at * MINUTE).toISOString()
    lives.set(place, life)
    entries.set(place, entryOf(life, i + 1, act, into))
  })
  return {
    epoch: String(hour / HOUR),
    head: Math.max(...[...entries.values()].map(({ seq }) => seq)),
    entries: [...entries.values()].sort((a, b) => a.seq - b.seq),
  }
}

function begin(place: number, publicUrl: string): Life {
  const frozen = JSON.parse(JSON.stringify(FROZEN[place]).replaceAll(FROZEN_AT, publicUrl)) as Frozen
  return { version: 1, known: [], ...frozen }
}

function afterAct({ version, facets, document, known }: Life, place: number, act: Act): Life {
  const rewritten = act === 'change' || act === 'move'
  const next: Life = {
    version: rewritten ? version + 1 : version,
    facets: act === 'move' ? movedTo(FROZEN[(place + 1) % FROZEN.length], facets) : facets,
    document: { ...document },
    known,
  }
  next.document.version = next.version
  if (act === 'change') next.document.pitch = `${document.pitch} (version ${next.version})`
  if (act === 'move') {
    const { departments, regions } = (FROZEN[(place + 1) % FROZEN.length] as Frozen).document
    Object.assign(next.document, { departments, regions })
  }
  // what is withdrawn stays as readable as it was; what is narrowed or erased is not
  const readable =
    act === 'narrow' || act === 'erase'
      ? null
      : { content: '', facets: next.facets, readable: [...known, ...next.facets] }
  next.known = knownFacets(known, readable)
  return next
}

const isPlace = (facet: string) => /^(department|region):/.test(facet)
const movedTo = (other: Frozen | undefined, facets: string[]) =>
  [...facets.filter((facet) => !isPlace(facet)), ...(other?.facets.filter(isPlace) ?? [])].sort()

const LEAVING: Partial<Record<Act, Leaving>> = {
  withdraw: { reason: 'withdrawn', withdrawn_reason: 'stopped' },
  narrow: { reason: 'out_of_scope' },
  erase: { reason: 'erased' },
  merge: { reason: 'merged' },
}

function entryOf({ document, facets, known }: Life, seq: number, act: Act, into: number | undefined): SandboxEntry {
  const entry = { id: document.id, seq, known_facets: known }
  const leaving = LEAVING[act]
  if (!leaving) return { ...entry, state: 'updated', facets, document, digest: digestOf(document).toString('hex') }
  const replaced_by = into === undefined ? null : (FROZEN[into]?.document.id ?? null)
  return { ...entry, state: 'deleted', leaving: { ...leaving, replaced_by } }
}
