import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { inScope } from '../src/db/database.ts'
import { lockInnovation } from '../src/innovations/queries.ts'
import { testApp } from './app.ts'
import { anAssociation } from './factories.ts'
import { aRecord, COMPLETE_ANSWERS } from './federation.ts'
import { differences, digestOfCopy, EVERYTHING, follow, headingOf, storedFor, writeAtOnce } from './feed-story.ts'

describe('the change feed under writers in parallel', () => {
  it('brings every follower to what its audience may see, and the digest says so', async () => {
    const test = await testApp()
    const partner = await test.key('feed:read')
    const followers = [
      { audience: 'public', client: test.anonymous, filter: '', facets: [] },
      { audience: 'partners', client: partner, filter: '', facets: [] },
      {
        audience: 'partners',
        client: partner,
        filter: 'theme=habitat-logement&department=29',
        facets: ['theme:habitat-logement', 'department:29'],
      },
      { audience: 'members', client: await test.key('members:read'), filter: '', facets: [] },
    ].map((one) => ({ ...one, ...follow(one.client, one.filter) }))
    const [, , filtered] = followers
    const written = await writeAtOnce(test, {
      writers: 8,
      milliseconds: 6000,
      kills: true,
      often: EVERYTHING,
      // filters are left, and joined again
      until: () => Number(filtered?.seen.out_of_scope) > 0 && Number(filtered?.seen.rejoined) > 0,
    })
    // by chance nothing may be left in the filter
    await aRecord(test, (await anAssociation(test)).id, { ...COMPLETE_ANSWERS, theme_principal: 'habitat-logement' })
    await Promise.all(followers.map((follower) => follower.end()))
    expect(written.missing, JSON.stringify(written.seen)).toEqual([])
    expect(written.unexpected, 'deadlocks and the like').toEqual([])

    for (const { audience, client, filter, facets, copy, faults, last } of followers) {
      const whose = `${audience} ${filter}`
      expect(faults, whose).toEqual([])
      const truth = await storedFor(test, audience, ...facets)
      expect(differences(copy, truth), whose).toEqual([])
      expect(truth.size, whose).toBeGreaterThan(0)
      // whoever begins today comes to the same
      const late = follow(client, filter)
      await late.end()
      expect(differences(late.copy, truth), whose).toEqual([])
      const heading = await headingOf(client, filter)
      expect(heading, whose).toMatchObject({
        head: last(),
        live: truth.size,
        deleted: late.gone.size,
        digest: digestOfCopy(copy),
      })
      const [[id, text] = ['', '']] = copy
      const others = {
        tampered: new Map(copy).set(id, text.replace('"version":', '"version":1')),
        missing: new Map([...copy].slice(1)),
        'one too many': new Map(copy).set('00000000-0000-7000-8000-000000000000', text),
      }
      for (const [what, other] of Object.entries(others)) expect(digestOfCopy(other), what).not.toBe(heading.digest)
    }
    expect(filtered?.seen.out_of_scope, 'filters are left').toBeGreaterThan(0)
    expect(filtered?.seen.rejoined, 'and joined again').toBeGreaterThan(0)
    const { rows } = await test.app.pool.query(
      `select audience, count(distinct seq) = count(*) as once, max(seq) <= (select seq from feed_head) as counted,
         max(seq) = (select head from feed where feed.audience = feed_entry.audience) as headed,
         count(*) filter (where state = 'deleted') = (select deleted from feed where feed.audience = feed_entry.audience) as told
       from feed_entry group by audience order by audience`,
    )
    const holds = { once: true, counted: true, headed: true, told: true }
    expect(rows).toEqual(['public', 'partners', 'members'].map((audience) => ({ audience, ...holds })))
  }, 240_000)

  it('would lose changes with the numbers of a plain sequence, drawn before the commit', async () => {
    const test = await testApp()
    const owner = new pg.Client(test.database.ownerUrl)
    await owner.connect()
    // The mutant: the head is no row that can be locked any more, and its number comes from a sequence.
    await owner.query(`
      create sequence mutant increment 10;
      create function mutant_next() returns bigint language plpgsql volatile as $$
        declare n bigint := nextval('mutant'); begin perform pg_sleep(random() * 0.1); return n; end $$;
      alter table feed_head rename to feed_head_real;
      create view feed_head as select true as one, gen.epoch, mutant_next() as seq, 'http://essaim.test'::text as base_url
        from (values ('00000000-0000-4000-8000-000000000000'::uuid)) as gen (epoch);
      create function mutant_ignores() returns trigger language plpgsql as $$ begin return new; end $$;
      create trigger mutant_ignores instead of update on feed_head for each row execute function mutant_ignores();
      grant select, update on feed_head to public; grant usage, select on sequence mutant to public;`)
    await owner.end()
    const follower = follow(test.anonymous)
    // what is made once and not touched again stays lost
    await writeAtOnce(test, { writers: 8, milliseconds: 4000, kills: false, often: { create: 3, renew: 1 } })
    await follower.end()
    const lost = differences(follower.copy, await storedFor(test, 'public'))
    expect(lost.length).toBeGreaterThan(0)
    expect(digestOfCopy(follower.copy)).not.toBe((await headingOf(test.anonymous)).digest)
  }, 240_000)
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
