import { setTimeout as pause } from 'node:timers/promises'
import type { StaffActor } from '@essaim/shared/actors.ts'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { inScope, type Trx } from '../src/db/database.ts'
import { transitionInnovation } from '../src/innovations/commands.ts'
import { lockInnovation } from '../src/innovations/queries.ts'
import { narrow } from '../src/innovations/restrictions.ts'
import { newId } from '../src/lib/id.ts'
import { Refusal } from '../src/lib/problem.ts'
import { currentVersion } from '../src/questionnaires/queries.ts'
import { type Client, json, PUBLIC_URL, problemOf, type TestApp, testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aRecord, COMPLETE_ANSWERS } from './federation.ts'

const FEED = '/v1/feeds/innovations'
const AUDIENCES = ['public', 'partners', 'members'] as const
type Item = {
  state: 'updated' | 'deleted'
  id: string
  modified: number
  data?: object
  reason?: string
  replaced_by?: string | null
}
type Page = { next: string; items: Item[]; license: string }
type Heading = { epoch: string; head: number; live: number; deleted: number; url: string }

const path = (url: string) => url.replace(PUBLIC_URL, '')
const pageOf = async (client: Client, url: string) => json(await client.get(path(url))) as unknown as Page
const headingOf = async (client: Client) => (json(await client.get('/v1/feeds')).items as Heading[])[0] as Heading
const chance = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

/** A partner's copy: follows `next` with small pages until told to end, then to the last page. */
function follow(client: Client) {
  const copy = new Map<string, string>()
  const faults: string[] = []
  let last = 0
  let ended = false
  const done = (async () => {
    let next = `${FEED}?limit=7`
    for (;;) {
      const ending = ended
      const page = await pageOf(client, next)
      for (const item of page.items) {
        if (item.modified <= last) faults.push(`${item.modified} after ${last}`)
        last = item.modified
        if (item.state === 'deleted') copy.delete(item.id)
        else copy.set(item.id, JSON.stringify(item.data))
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
    faults,
    last: () => last,
    end: () => {
      ended = true
      return done
    },
  }
}

/** Many writers at once, who publish, renew, withdraw, narrow, rename and change their minds. */
async function writeAtOnce(test: TestApp, writers: number, milliseconds: number, renaming: boolean) {
  const { app } = test
  const actor: StaffActor = {
    kind: 'staff',
    id: newId(),
    name: 'Siège',
    roles: ['admin'],
    regional_delegations: [],
    departments: [],
    session: newId(),
  }
  const terms = await app.terms.current()
  const desk = { caller: { actor }, terms }
  const questionnaire = (await currentVersion(app.db)).id
  const associations = await Promise.all([1, 2, 3].map(() => anAssociation(test)))
  const records: string[] = []
  const seen: Record<string, number> = {}
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
          portee: chance(['tout-public', 'tout-public', 'reseau-et-partenaires', 'adherents', 'nexem-seulement']),
          cout_total: next(),
        }),
      })
      .execute()
  const acts: Record<string, (trx: Trx) => Promise<unknown>> = {
    async create(trx) {
      const id = newId()
      await trx
        .insertInto('innovation')
        .values({ id, association_id: chance(associations).id })
        .execute()
      await draft(trx, id, 1)
      await transitionInnovation(trx, desk, id, { transition: 'publish' })
      return id
    },
    async renew(trx) {
      const row = await lockInnovation(trx, actor, chance(records))
      if (row.draft_number === null) await draft(trx, row.id, (row.last_number ?? 0) + 1)
      await transitionInnovation(trx, desk, row.id, { transition: 'publish' })
    },
    withdraw: (trx) => transitionInnovation(trx, desk, chance(records), { transition: 'withdraw', reason: 'stopped' }),
    publish: (trx) => transitionInnovation(trx, desk, chance(records), { transition: 'publish' }),
    async narrow(trx) {
      await narrow(trx, desk, await lockInnovation(trx, actor, chance(records)), {
        question: chance(['*', 'cout_total', 'titre', 'resume']),
        audience: chance(['partners', 'members', 'staff']),
      })
    },
    async rename(trx) {
      const { id } = chance(associations)
      await trx
        .updateTable('association')
        .set({ name: `Renommée ${next()}` })
        .where('id', '=', id)
        .execute()
      await app.jobs.reproject(trx, { association: id })
    },
  }
  const names = [
    'create',
    'create',
    'create',
    'renew',
    'renew',
    'renew',
    'withdraw',
    'publish',
    'narrow',
    ...(renaming ? ['rename'] : []),
  ]
  const stop = Date.now() + milliseconds
  const hardStop = stop + 20_000
  const wanted = [...names, 'rollback']
  const enough = () => Date.now() > hardStop || (Date.now() > stop && wanted.every((name) => seen[name]))
  const CHANGED_MIND = new Error('changed my mind')
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (!enough()) {
        const name = records.length < 3 ? 'create' : chance(names)
        try {
          const made = await inScope(app.db, actor, async (trx) => {
            const result = await acts[name]?.(trx)
            await pause(Math.random() * 10)
            if (Math.random() < 0.08) throw CHANGED_MIND
            return result
          })
          if (typeof made === 'string') records.push(made)
          seen[name] = (seen[name] ?? 0) + 1
        } catch (error) {
          const { code } = error as { code?: string }
          const why =
            error === CHANGED_MIND
              ? 'rollback'
              : error instanceof Refusal
                ? 'refused'
                : code === '55P03'
                  ? 'overloaded'
                  : String(code ?? error)
          seen[why] = (seen[why] ?? 0) + 1
        }
      }
    }),
  )
  await app.jobs.settled()
  return seen
}

/** The truth: the stored documents of one audience. */
async function storedFor(test: TestApp, audience: string): Promise<Map<string, string>> {
  const { rows } = await test.app.pool.query<{ innovation_id: string; body: string }>(
    'select innovation_id, body from document where current and from_audience <= $1 and to_audience >= $1',
    [audience],
  )
  return new Map(rows.map((row) => [row.innovation_id, row.body]))
}

const differences = (copy: Map<string, string>, truth: Map<string, string>) =>
  [...new Set([...copy.keys(), ...truth.keys()])].filter((id) => copy.get(id) !== truth.get(id))

describe('the change feed under writers in parallel', () => {
  it('brings every follower to the stored documents, whatever the order of commits', async () => {
    const test = await testApp()
    const clients = {
      public: test.anonymous,
      partners: await test.key('feed:read'),
      members: await test.key('members:read'),
    }
    const followers = AUDIENCES.map((audience) => ({ audience, ...follow(clients[audience]) }))
    const seen = await writeAtOnce(test, 8, 5000, true)
    await Promise.all(followers.map((follower) => follower.end()))

    for (const act of ['create', 'renew', 'withdraw', 'narrow', 'rename', 'rollback'])
      expect(seen[act] ?? 0, `${act} of ${JSON.stringify(seen)}`).toBeGreaterThan(0)
    expect(
      Object.keys(seen).filter(
        (name) =>
          !['create', 'renew', 'withdraw', 'publish', 'narrow', 'rename', 'rollback', 'refused', 'overloaded'].includes(
            name,
          ),
      ),
      'deadlocks and the like',
    ).toEqual([])
    for (const { audience, copy, faults, last } of followers) {
      expect(faults, audience).toEqual([])
      const truth = await storedFor(test, audience)
      expect(differences(copy, truth), audience).toEqual([])
      expect(truth.size).toBeGreaterThan(0)
      const heading = await headingOf(clients[audience])
      const { rows } = await test.app.pool.query(
        "select count(*) filter (where state = 'deleted') as deleted, count(distinct seq) as numbers, count(*) as entries, max(seq) as last from feed_entry where audience = $1",
        [audience],
      )
      expect(heading).toMatchObject({ head: last(), live: truth.size, deleted: rows[0].deleted })
      expect(rows[0]).toMatchObject({ numbers: rows[0].entries, last: last() })
      // whoever begins today sees the same
      const late = follow(clients[audience])
      await late.end()
      expect(differences(late.copy, truth)).toEqual([])
    }
    const { rows } = await test.app.pool.query(
      'select (select seq from feed_head) as seq, (select max(seq) from feed_entry) as last',
    )
    expect(rows[0].last).toBeLessThanOrEqual(rows[0].seq)
  }, 120_000)

  it('would lose changes with the numbers of a plain sequence, drawn before the commit', async () => {
    const test = await testApp()
    const owner = new pg.Client(test.database.ownerUrl)
    await owner.connect()
    // The mutant: the head is no row that can be locked any more, and its number comes from a sequence.
    await owner.query(`
      create sequence mutant increment 10;
      create function mutant_next() returns bigint language plpgsql volatile as $$
        declare n bigint := nextval('mutant'); begin perform pg_sleep(random() * 0.02); return n; end $$;
      alter table feed_head rename to feed_head_real;
      create view feed_head as select true as one, gen.epoch, mutant_next() as seq, 'http://essaim.test'::text as base_url
        from (values ('00000000-0000-4000-8000-000000000000'::uuid)) as gen (epoch);
      create function mutant_ignores() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger mutant_ignores instead of update on feed_head for each row execute function mutant_ignores();
      grant select, update on feed_head to public; grant usage, select on sequence mutant to public;`)
    await owner.end()
    const follower = follow(test.anonymous)
    await writeAtOnce(test, 8, 4000, false)
    await follower.end()
    const lost = differences(follower.copy, await storedFor(test, 'public'))
    expect(lost.length).toBeGreaterThan(0)
  }, 120_000)
})

describe('a job that projects again, and a publication', () => {
  it('never wait for each other in a ring', async () => {
    const test = await testApp({ jobs: false })
    const association = await anAssociation(test)
    const id = await aRecord(test, association.id)
    const { app } = test
    const actor = { kind: 'job' } as const
    let publishing = (): void => undefined
    const inPublication = new Promise<void>((resolve) => {
      publishing = resolve
    })
    const publication = inScope(app.db, actor, async (trx) => {
      await lockInnovation(trx, actor, id)
      publishing()
      await pause(300)
      await trx.selectFrom('feed_head').select('seq').forUpdate().execute()
    })
    const job = (async () => {
      await inPublication
      await inScope(app.db, actor, async (trx) => {
        await trx.selectFrom('feed_head').select('seq').forUpdate().execute()
        // what storing a document does to the record's row, by the foreign key
        await trx
          .insertInto('restriction')
          .values({ innovation_id: id, question: 'titre', laid_by: 'staff', audience: 'public' })
          .execute()
      })
    })()
    await expect(Promise.all([publication, job])).resolves.toBeDefined()
  })
})

describe('the feed’s pages', () => {
  let test: TestApp
  let id: string
  beforeAll(async () => {
    test = await testApp()
    id = await aRecord(test, (await anAssociation(test)).id)
    await aRecord(test, (await anAssociation(test)).id, { ...COMPLETE_ANSWERS, portee: 'adherents' })
  })

  it('are RPDE: absolute next from the same query, an empty last page that is its own next, a licence', async () => {
    const first = await pageOf(test.anonymous, `${FEED}?limit=1`)
    expect(first).toMatchObject({
      items: [{ state: 'updated', kind: 'innovation', id, data: { id } }],
      license: expect.stringMatching(/^https:/),
    })
    const next = new URL(first.next)
    expect(next.origin).toBe(PUBLIC_URL)
    expect(next.searchParams.get('limit')).toBe('1')
    expect(Number(next.searchParams.get('afterChangeNumber'))).toBe(first.items[0]?.modified)
    const last = await pageOf(test.anonymous, first.next)
    expect(last).toMatchObject({ items: [], next: first.next })
  })

  it('keep each audience apart, and hold nothing that never was public there', async () => {
    expect((await pageOf(test.anonymous, FEED)).items).toHaveLength(1)
    expect((await pageOf(await test.key('feed:read'), FEED)).items).toHaveLength(1)
    expect((await pageOf(await test.key('members:read'), FEED)).items).toHaveLength(2)
    expect((await pageOf(test.admin, FEED)).items).toHaveLength(2)
  })

  it('answer 410 to another epoch, and to an epoch of another audience, with the first page’s address', async () => {
    const members = await test.key('members:read')
    const { epoch } = await headingOf(members)
    for (const given of ['nothing', epoch]) {
      const answer = await test.anonymous.get(FEED, { query: { epoch: given, afterChangeNumber: '1' } })
      expect(problemOf(answer)).toMatchObject({ slug: 'resync-required', status: 410 })
      expect(answer.headers.link).toBe(`<${PUBLIC_URL}${FEED}>; rel="first"`)
    }
    expect((await members.get(FEED, { query: { epoch } })).statusCode).toBe(200)
  })

  it('go on to the end of the numbers, and refuse what is no number, limit or parameter', async () => {
    const end = await pageOf(test.anonymous, `${FEED}?afterChangeNumber=9007199254740991`)
    expect(end.items).toEqual([])
    expect(end.next).toContain('afterChangeNumber=9007199254740991')
    for (const query of [
      'afterChangeNumber=9007199254740992',
      'afterChangeNumber=-1',
      'afterChangeNumber=x',
      'afterChangeNumber=1.5',
      'afterChangeNumber=',
      'afterChangeNumber=1&afterChangeNumber=2',
      'limit=0',
      'limit=501',
      'limit=1e9',
      'since=1',
      'modifiedSince=2020',
      'theme=handicap',
      'epoch=a&epoch=b',
    ]) {
      const refused = problemOf(await test.anonymous.get(`${FEED}?${query}`))
      expect(refused, query).toMatchObject({ slug: 'validation', status: 422 })
      expect(refused.errors[0]?.parameter, query).toBe(query.split('=')[0])
    }
  })

  it('have a tag each, are asked again within a minute, and vary by credential', async () => {
    const answer = await test.anonymous.get(FEED)
    expect(answer.headers['cache-control']).toMatch(/max-age=([0-5]?\d|60)$/)
    expect(String(answer.headers.vary)).toMatch(/Authorization/)
    const again = await test.anonymous.get(FEED, { headers: { 'if-none-match': String(answer.headers.etag) } })
    expect([again.statusCode, again.body]).toEqual([304, ''])
    expect((await test.admin.get(FEED)).headers.etag).not.toBe(answer.headers.etag)
  })

  it('say why a record left, and nothing else of it', async () => {
    const other = await aRecord(test, (await anAssociation(test)).id)
    const before = await headingOf(test.anonymous)
    json(
      await test.admin.post(`/v1/moderation/innovations/${id}/transitions`, {
        transition: 'withdraw',
        reason: 'outdated',
        replaced_by: other,
        comment: 'Pour nous seuls',
      }),
    )
    const page = await pageOf(test.anonymous, `${FEED}?afterChangeNumber=${before.head}`)
    expect(page.items).toEqual([
      { state: 'deleted', kind: 'innovation', id, modified: before.head + 1, reason: 'withdrawn', replaced_by: other },
    ])
    expect(await headingOf(test.anonymous)).toMatchObject({ live: before.live - 1, deleted: before.deleted + 1 })
    expect(problemOf(await test.anonymous.get(`/v1/innovations/${id}`))).toMatchObject({
      slug: 'gone',
      reason: 'outdated',
      replaced_by: other,
    })
    json(await test.admin.post(`/v1/moderation/innovations/${id}/transitions`, { transition: 'publish' }))
    expect(await headingOf(test.anonymous)).toMatchObject({
      live: before.live,
      deleted: before.deleted,
      head: before.head + 2,
    })
  })

  it('fail whole when the database was put back to an earlier time, so that followers begin again', async () => {
    const { next } = await pageOf(test.anonymous, FEED)
    await test.app.pool.query('update feed_head set epoch = gen_random_uuid()')
    expect(problemOf(await test.anonymous.get(path(next))).slug).toBe('resync-required')
  })
})
