import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Actor, StaffActor } from '@essaim/shared/actors.ts'
import pg from 'pg'
import { inScope, type Trx } from '../src/db/database.ts'
import { transitionInnovation } from '../src/innovations/commands.ts'
import { eraseInnovation, lockAnswersOf } from '../src/innovations/erasure.ts'
import { lockInnovation } from '../src/innovations/queries.ts'
import { narrow } from '../src/innovations/restrictions.ts'
import { newId } from '../src/lib/id.ts'
import { Refusal } from '../src/lib/problem.ts'
import { currentVersion } from '../src/questionnaires/queries.ts'
import { type Client, json, PUBLIC_URL, type TestApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { COMPLETE_ANSWERS } from './federation.ts'

export const FEED = '/v1/feeds/innovations'
export type Item = {
  state: 'updated' | 'deleted'
  id: string
  modified: number
  data?: object
  reason?: string
  replaced_by?: string | null
}
export type Page = { next: string; items: Item[]; license: string }
export type Heading = { epoch: string; head: number; live: number; deleted: number; digest: string; url: string }

export const path = (url: string) => url.replace(PUBLIC_URL, '')
export const pageOf = async (client: Client, url: string) => json(await client.get(path(url))) as unknown as Page
export const headingOf = async (client: Client, filter = '') =>
  (json(await client.get(`/v1/feeds?${filter}`)).items as Heading[])[0] as Heading

/** The digest of a copy as the guide states it, and from nothing else. */
export function digestOfCopy(copy: Map<string, string>): string {
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
  const canonical = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
    if (typeof value !== 'object' || value === null) return JSON.stringify(value)
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
  }
  const records = [...copy].sort(([a], [b]) => (a < b ? -1 : 1))
  return sha256(records.map(([id, text]) => `${id} ${sha256(canonical(JSON.parse(text)))}\n`).join(''))
}

/** A partner's copy: follows `next` with small pages until told to end, then to the last page; goes on after any failure. */
export function follow(client: Client, filter = '') {
  const copy = new Map<string, string>()
  const faults: string[] = []
  const gone = new Set<string>()
  const seen = { out_of_scope: 0, rejoined: 0, failures: 0 }
  const take = (item: Item) => {
    if (item.state === 'deleted') {
      if (copy.delete(item.id) && item.reason === 'out_of_scope') seen.out_of_scope += 1
      gone.add(item.id)
    } else {
      copy.set(item.id, JSON.stringify(item.data))
      if (gone.delete(item.id)) seen.rejoined += 1
    }
  }
  let last = 0
  let ended = false
  const done = (async () => {
    let next = `${FEED}?limit=7&${filter}`
    for (;;) {
      const ending = ended
      const answer = await client.get(path(next))
      if (answer.statusCode >= 500) {
        seen.failures += 1
        await pause(10)
        continue
      }
      const page = json(answer) as unknown as Page
      for (const item of page.items) {
        if (item.modified <= last) faults.push(`${item.modified} after ${last}`)
        last = item.modified
        take(item)
      }
      if (page.items.length === 0 && page.next !== `${PUBLIC_URL}${path(next)}` && !next.startsWith(FEED))
        faults.push(`${page.next} is not ${next}`)
      next = page.next
      if (page.items.length === 0 && ending) return
      if (page.items.length < 7) await pause(2)
    }
  })()
  return {
    copy,
    gone,
    faults,
    seen,
    last: () => last,
    end: () => {
      ended = true
      return done
    },
  }
}

export const chance = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

const HEADQUARTERS: StaffActor = {
  kind: 'staff',
  id: newId(),
  name: 'Siège',
  roles: ['admin'],
  regional_delegations: [],
  departments: [],
  session: newId(),
}
/** Whoever narrows, and takes it back: an association. */
const ASSOCIATION: Actor = {
  kind: 'respondent',
  id: newId(),
  association: newId(),
  contact: newId(),
  office: 'general_director',
  participant: null,
  invitation: null,
}
const NARROWED = ['*', 'cout_total', 'titre', 'resume', 'theme_principal', 'departements']
const THEMES = ['habitat-logement', 'ecole-inclusive']

type Acts = Record<string, (trx: Trx) => Promise<unknown>>

/** What may be done to records, at random: each is one transaction. */
export async function actsOn({ app }: TestApp, associations: string[], records: string[]): Promise<Acts> {
  const terms = await app.terms.current()
  const questionnaire = (await currentVersion(app.db)).id
  const desk = { caller: { actor: HEADQUARTERS }, terms }
  let count = 0
  const next = () => {
    count += 1
    return count
  }
  const draft = (trx: Trx, id: string, number: number) =>
    trx
      .insertInto('innovation_version')
      .values({
        innovation_id: id,
        number,
        state: 'draft',
        questionnaire_version_id: questionnaire,
        answers: JSON.stringify({
          ...COMPLETE_ANSWERS,
          titre: `Essai ${next()}`,
          theme_principal: chance(THEMES),
          departements: [chance(['22', '29'])],
          portee: chance(['tout-public', 'tout-public', 'reseau-et-partenaires', 'adherents', 'nexem-seulement']),
          cout_total: next(),
        }),
      })
      .execute()
  const restrict = async (trx: Trx, audience: 'public' | 'partners' | 'members' | 'staff') =>
    narrow(trx, { caller: { actor: ASSOCIATION }, terms }, await lockInnovation(trx, HEADQUARTERS, chance(records)), {
      question: chance(NARROWED),
      audience,
    })
  return {
    async create(trx) {
      const id = newId()
      await trx
        .insertInto('innovation')
        .values({ id, association_id: chance(associations) })
        .execute()
      await draft(trx, id, 1)
      await transitionInnovation(trx, desk, id, { transition: 'publish' })
      return id
    },
    // another title, and mostly another theme or département: filters are left and joined again
    async renew(trx) {
      const row = await lockInnovation(trx, HEADQUARTERS, chance(records))
      if (row.draft_number === null) await draft(trx, row.id, (row.last_number ?? 0) + 1)
      await transitionInnovation(trx, desk, row.id, { transition: 'publish' })
    },
    withdraw: (trx) => transitionInnovation(trx, desk, chance(records), { transition: 'withdraw', reason: 'stopped' }),
    async publish(trx) {
      const away = await trx.selectFrom('innovation').select('id').where('state', '=', 'withdrawn').execute()
      await transitionInnovation(trx, desk, chance(away)?.id ?? chance(records), { transition: 'publish' })
    },
    merge: (trx) =>
      transitionInnovation(trx, desk, chance(records), { transition: 'merge', replaced_by: chance(records) }),
    async unmerge(trx) {
      const merged = await trx.selectFrom('innovation').select('id').where('merged_into', 'is not', null).execute()
      await transitionInnovation(trx, desk, chance(merged)?.id ?? chance(records), { transition: 'unmerge' })
    },
    async erase(trx) {
      const id = chance(records)
      await lockAnswersOf(trx, id)
      await eraseInnovation(trx, desk, await lockInnovation(trx, HEADQUARTERS, id), {
        id: newId(),
        by: 'job',
        reason: 'unlawful',
      })
    },
    narrow: (trx) => restrict(trx, chance(['partners', 'members', 'staff'])),
    lift: (trx) => restrict(trx, 'public'),
    async rename(trx) {
      const id = chance(associations)
      await trx
        .updateTable('association')
        .set({ name: `Renommée ${next()}` })
        .where('id', '=', id)
        .execute()
      await app.jobs.reproject(trx, { association: id })
    },
  }
}

export const EVERYTHING = {
  create: 2,
  renew: 5,
  withdraw: 2,
  publish: 2,
  narrow: 2,
  lift: 2,
  merge: 3,
  unmerge: 2,
  erase: 1,
  rename: 1,
} as const

const CHANGED_MIND = new Error('changed my mind')
const REASONS = ['rollback', 'refused', 'overloaded', 'killed']

/** What became of an act that did not end well. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  if (error === CHANGED_MIND) return 'rollback'
  if (error instanceof Refusal) return 'refused'
  if (code === '55P03' || code === '57014') return 'overloaded'
  if (code === '57P01' || /terminated|ECONNRESET|not queryable/.test(message ?? '')) return 'killed'
  return String(code ?? error)
}

/** Many writers at once, who do all of this and change their minds; with `kills`, their connections are cut meanwhile; `until`: not before. */
export async function writeAtOnce(
  test: TestApp,
  {
    writers,
    milliseconds,
    kills,
    often,
    until = () => true,
  }: {
    writers: number
    milliseconds: number
    kills: boolean
    often: Partial<Record<keyof typeof EVERYTHING, number>>
    until?: () => boolean
  },
) {
  const { app, database } = test
  const associations = (await Promise.all([1, 2, 3].map(() => anAssociation(test)))).map(({ id }) => id)
  const records: string[] = []
  const acts = await actsOn(test, associations, records)
  const names = Object.entries(often).flatMap(([name, times]) => Array<string>(times).fill(name))
  const seen: Record<string, number> = {}
  const note = (what: string) => {
    seen[what] = (seen[what] ?? 0) + 1
  }
  const killer = new pg.Client(database.superUrl)
  await killer.connect()
  const stop = Date.now() + milliseconds
  const hardStop = stop + 90_000
  const wanted = [...names, 'rollback', ...(kills ? ['kill'] : [])]
  const enough = () => Date.now() > hardStop || (Date.now() > stop && until() && wanted.every((name) => seen[name]))
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (!enough()) {
        if (kills && Math.random() < 0.02) {
          await killer.query(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name in ('essaim', 'essaim notices')",
          )
          note('kill')
        }
        const name = records.length < 3 ? 'create' : chance(names)
        try {
          const made = await inScope(app.db, HEADQUARTERS, async (trx) => {
            const result = await acts[name]?.(trx)
            await pause(Math.random() * 10)
            if (Math.random() < 0.08) throw CHANGED_MIND
            return result
          })
          if (typeof made === 'string') records.push(made)
          note(name)
        } catch (error) {
          note(reasonOf(error))
        }
      }
    }),
  )
  await killer.end()
  await app.jobs.settled()
  const unexpected = Object.keys(seen).filter((what) => !wanted.includes(what) && !REASONS.includes(what))
  return { seen, missing: wanted.filter((what) => !seen[what]), unexpected }
}

/** The truth: the stored documents of one audience, under facets of which one each is needed. */
export async function storedFor(test: TestApp, audience: string, ...facets: string[]): Promise<Map<string, string>> {
  const { rows } = await test.app.pool.query<{ innovation_id: string; body: string }>(
    'select innovation_id, body from document where current and from_audience <= $1 and to_audience >= $1 and facets @> $2',
    [audience, facets],
  )
  return new Map(rows.map((row) => [row.innovation_id, row.body]))
}

export const differences = (copy: Map<string, string>, truth: Map<string, string>) =>
  [...new Set([...copy.keys(), ...truth.keys()])].filter((id) => copy.get(id) !== truth.get(id))
