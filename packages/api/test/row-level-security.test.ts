import type { Actor, StaffActor } from '@essaim/shared/actors.ts'
import { sql } from 'kysely'
import pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { inScope, type Trx } from '../src/db/database.ts'
import { newId } from '../src/lib/id.ts'
import { json, type TestApp, testApp } from './app.ts'
import { aContact, anAssociation, SHORT_ANSWERS } from './factories.ts'
import { aDraftRecord, aSubmission } from './federation.ts'

const SCOPED = [
  'submission',
  'answer',
  'submission_revision',
  'correction_point',
  'innovation',
  'innovation_version',
  'version_edit',
  'contact',
  'message',
  'thread',
  'submission_reading',
] as const
type Scoped = (typeof SCOPED)[number]

/** How many rows of a scoped table an actor's transaction sees, with no help from the application's own policy. */
const seen = async (trx: Trx, table: Scoped) =>
  (await trx.selectFrom(table).select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow()).n

describe('row-level security, as the application’s role meets it', () => {
  let test: TestApp
  const actors: Record<'nobody' | 'brittany' | 'paris' | 'association' | 'all', Actor> = {} as never
  const submissions: string[] = []

  beforeAll(async () => {
    test = await testApp({ jobs: false })
    const staff = (departments: string[], roles: StaffActor['roles'] = ['delegate']): StaffActor => ({
      kind: 'staff',
      id: newId(),
      name: 'x',
      roles,
      regional_delegations: [],
      departments,
      session: newId(),
    })
    const here = await anAssociation(test, { department: '29' })
    const there = await anAssociation(test, { department: '75', commune: '75056' })
    for (const { id } of [here, there]) {
      await aContact(test, id)
      const answers = { ...SHORT_ANSWERS, departements: [id === here.id ? '29' : '75'] }
      await aDraftRecord(test, id, answers)
      const submission = await aSubmission(test.admin, id, answers)
      submissions.push(submission)
      const thread = `/v1/moderation/submissions/${submission}`
      json(await test.admin.post(`${thread}/messages`, { kind: 'to_association', body: 'Bonjour' }), 201)
      json(await test.admin.post(`${thread}/thread/transitions`, { transition: 'lock' }))
    }
    await inScope(test.app.db, { kind: 'job' }, async (trx) => {
      await sql`insert into correction_point (id, submission_id, question, kind, reason, state, sent_at, asked_revision)
        select gen_random_uuid(), submission_id, 'titre', 'incorrect', 'x', 'open', now(), number
        from submission_revision`.execute(trx)
      await sql`insert into version_edit (id, innovation_id, number, question, nature, before, after, state, edited_by)
        select gen_random_uuid(), innovation_id, number, 'titre', 'editorial', '1', '2', 'applied', 'x'
        from innovation_version`.execute(trx)
    })
    actors.nobody = { kind: 'anonymous' }
    actors.brittany = staff(['22', '29'])
    actors.paris = staff(['75'])
    actors.association = {
      kind: 'respondent',
      id: newId(),
      association: here.id,
      contact: newId(),
      office: 'president',
      participant: null,
      invitation: null,
    }
    actors.all = staff([], ['moderator'])
    await inScope(test.app.db, actors.all, (trx) =>
      trx
        .insertInto('submission_reading')
        .columns(['submission_id', 'user_id', 'revision'])
        .expression(
          trx
            .selectFrom(['submission', 'staff_member'])
            .select(['submission.id', 'staff_member.id as user_id', sql<number>`1`.as('revision')]),
        )
        .execute(),
    )
  })

  it('shows nothing without a scope, in a transaction or out of one', async () => {
    for (const table of SCOPED) {
      expect(await seen(test.app.db as never, table), table).toBe(0)
      expect(await inScope(test.app.db, actors.nobody, (trx) => seen(trx, table)), table).toBe(0)
      expect(await test.app.db.transaction().execute((trx) => seen(trx, table)), table).toBe(0)
    }
  })

  it('shows each scope its own rows, half of all here', async () => {
    for (const table of SCOPED) {
      const all = await inScope(test.app.db, actors.all, (trx) => seen(trx, table))
      expect(all, table).toBeGreaterThan(0)
      for (const name of ['brittany', 'paris', 'association'] as const)
        expect(await inScope(test.app.db, actors[name], (trx) => seen(trx, table)), `${table} ${name}`).toBe(all / 2)
    }
  })

  it('keeps moderation’s notes from the association', async () => {
    await inScope(test.app.db, actors.brittany, async (trx) => {
      await trx
        .insertInto('correction_point')
        .values({ id: newId(), submission_id: submissions[0] ?? '', question: 'titre', kind: 'update', reason: 'x' })
        .execute()
      expect(await seen(trx, 'correction_point')).toBe(2)
    })
    expect(await inScope(test.app.db, actors.association, (trx) => seen(trx, 'correction_point'))).toBe(1)
    await inScope(test.app.db, actors.brittany, (trx) =>
      trx.deleteFrom('correction_point').where('state', '=', 'note').execute(),
    )
  })

  it('leaves a scope behind when its transaction ends', async () => {
    const client = await test.app.pool.connect()
    await client.query('begin')
    await client.query("select set_config('essaim.scope', 'all', true)")
    expect((await client.query('select from submission')).rowCount).toBeGreaterThan(0)
    await client.query('commit')
    expect((await client.query('select from submission')).rowCount).toBe(0)
    client.release()
  })

  it('lets no one change, delete or add another département’s rows', async () => {
    await inScope(test.app.db, actors.paris, async (trx) => {
      const changed = async (query: { execute(): Promise<{ numUpdatedRows?: bigint; numDeletedRows?: bigint }[]> }) => {
        const [result] = await query.execute()
        return Number(result?.numUpdatedRows ?? result?.numDeletedRows)
      }
      const id = submissions[0] ?? ''
      expect(await changed(trx.updateTable('submission').set({ title: 'Pris' }).where('id', '=', id))).toBe(0)
      expect(await changed(trx.updateTable('answer').set({ updated_by: 'x' }).where('submission_id', '=', id))).toBe(0)
      expect(await changed(trx.deleteFrom('answer').where('submission_id', '=', id))).toBe(0)
      expect(await changed(trx.deleteFrom('submission').where('id', '=', id))).toBe(0)
      expect(
        await changed(
          trx.updateTable('innovation').set({ title: 'Pris' }).where('departments', '@>', sql<string[]>`array['29']`),
        ),
      ).toBe(0)
      expect(await changed(trx.updateTable('innovation_version').set({ version: 9 }))).toBe(1)
      throw new Error('undo')
    }).catch((error: Error) => expect(error.message).toBe('undo'))
    const smuggled = inScope(test.app.db, actors.paris, (trx) =>
      trx
        .insertInto('answer')
        .values({ submission_id: submissions[0] ?? '', question: 'titre_x', value: '"x"', version: 1 })
        .execute(),
    )
    await expect(smuggled).rejects.toMatchObject({ code: '42501' })
    // nor move one of theirs out of its own reach into another's
    const moved = inScope(test.app.db, actors.association, (trx) =>
      trx
        .updateTable('submission')
        .set({ association_id: sql`(select id from association where department = '75')` })
        .where('id', '=', submissions[0] ?? '')
        .execute(),
    )
    await expect(moved).rejects.toMatchObject({ code: '42501' })
  })

  it('holds for a delegation that a submission was routed to, whatever it covers', async () => {
    const themed = json(
      await test.admin.post('/v1/regional-delegations', {
        code: 'outre-mer',
        name: 'Sans territoire',
        departments: [],
      }),
      201,
    ).id as string
    const delegate = await test.staff(['delegate'], [themed])
    const url = `/v1/moderation/submissions/${submissions[0]}`
    expect((await delegate.get(url)).statusCode).toBe(404)
    json(await test.admin.post(`${url}/routing`, { regional_delegation: themed, reason: 'Confiée' }))
    expect((await delegate.get(url)).statusCode).toBe(200)
    expect((await delegate.get(`/v1/moderation/submissions/${submissions[1]}`)).statusCode).toBe(404)
  })
})

describe('the application’s role', () => {
  it('adds to the trail and the hand-ins, and takes nothing away (C42)', async () => {
    const test = await testApp({ jobs: false })
    const id = await aSubmission(test.admin, (await anAssociation(test)).id, SHORT_ANSWERS)
    json(await test.admin.post(`/v1/moderation/submissions/${id}/transitions`, { transition: 'submit' }))
    for (const statement of [
      "update event set action = 'x'",
      'delete from event',
      'truncate event',
      'truncate event cascade',
      "update event_detail set detail = '{}'",
      'delete from event_detail',
      'truncate event_detail',
      "update event_seal set hash = sha256('')",
      'delete from event_seal',
      'truncate event_seal',
      'update event_unsealed set event_id = gen_random_uuid()',
      'truncate event_unsealed',
      'drop trigger event_awaits_seal on event',
      "update submission_revision set answers = '{}'",
      'delete from submission_revision',
      'truncate submission_revision',
      'alter table event disable trigger all',
      'drop table event',
      'alter table submission disable row level security',
      'create table mine ()',
      'delete from kysely_migration',
      'set role essaim_owner',
    ]) {
      await expect(test.app.pool.query(statement), statement).rejects.toMatchObject({ code: '42501' })
    }
    // even the owner meets the triggers
    const owner = new pg.Client(test.database.ownerUrl)
    await owner.connect()
    for (const statement of [
      "update event set action = 'x'",
      'delete from event',
      'truncate event cascade',
      "update event_seal set hash = sha256('')",
      'delete from event_seal',
      'truncate event_seal',
      "update submission_revision set answers = '{}'",
      'delete from submission_revision',
      'truncate submission_revision cascade',
    ]) {
      await expect(owner.query(statement), statement).rejects.toMatchObject({ code: '42501' })
    }
    await owner.end()
  })

  it('owns nothing, inherits nothing, and passes no wall', async () => {
    const test = await testApp({ jobs: false })
    const { rows } = await test.app.pool.query(`select
      (select count(*)::int from pg_class where relowner = current_user::regrole) as relations,
      (select count(*)::int from pg_proc where proowner = current_user::regrole) as functions,
      (select count(*)::int from pg_auth_members where member = current_user::regrole) as memberships,
      rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = current_user`)
    expect(rows).toEqual([
      {
        relations: 0,
        functions: 0,
        memberships: 0,
        rolsuper: false,
        rolbypassrls: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
      },
    ])
    const walls = await test.app.pool.query<{ relname: string; relrowsecurity: boolean; relforcerowsecurity: boolean }>(
      'select relname, relrowsecurity, relforcerowsecurity from pg_class where relname = any ($1)',
      [[...SCOPED]],
    )
    expect(walls.rows).toHaveLength(SCOPED.length)
    for (const { relname, relrowsecurity, relforcerowsecurity } of walls.rows)
      expect([relrowsecurity, relforcerowsecurity], relname).toEqual([true, true])
  })
})
