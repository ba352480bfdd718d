import { createReadStream } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Actor, StaffActor } from '@essaim/shared/actors.ts'
import { REGION_OF_DEPARTMENT } from '@essaim/shared/identifiers.ts'
import { startAnswers } from '@essaim/shared/questionnaires/prefill.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { markFictitious } from '../associations/commands.ts'
import { inScope, type Trx } from '../db/database.ts'
import { importInto, MEMBER_NUMBERS } from '../imports/commands.ts'
import { transitionInnovation } from '../innovations/commands.ts'
import { CENSUS, findVersion } from '../questionnaires/queries.ts'
import { createDelegation } from '../regional-delegations/commands.ts'
import { createSubmission, transitionSubmission } from '../submissions/commands.ts'
import { createUser } from '../users/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { addCensus, found } from './census.ts'
import { addDossiers } from './dossiers.ts'
import { addPartner } from './partner.ts'
import {
  associationsFile,
  type DemonstrationRecord,
  demonstrationFederation,
  demonstrationRecords,
  madeUpExamples,
  type Step,
} from './records.ts'

const OPERATOR: Actor = { kind: 'operator' }

/** What the loading of one answer needs to know. */
type Stage = { terms: Terms; staff: Map<string, StaffActor>; associations: Map<string, string>; version: string }

/**
 * Loads the demonstration federation into an empty database, through the commands by which real data come: delegations,
 * staff, a file of associations, answers and their moderation. It is one transaction: a start that is killed on the way
 * leaves nothing, and of two that begin at once the second finds the work done. Answers whether it loaded.
 */
export async function loadDemonstration(app: FastifyInstance, log: (line: string) => void): Promise<boolean> {
  const start = Date.now()
  const terms = await app.terms.current()
  const loaded = await inScope(app.db, OPERATOR, async (trx) => {
    await onlyOne(trx)
    if (!(await isEmpty(trx))) return null
    const { staff, delegations } = await addFederation(trx, terms)
    const associations = await addAssociations(app, trx, terms)
    const stage = { terms, staff, associations, version: await firstVersion(trx) }
    const records = new Map<string, string>()
    for (const [name, record] of demonstrationRecords()) {
      const innovation = await addRecord(trx, stage, record)
      if (innovation !== null) records.set(name, innovation)
    }
    await addDossiers(trx, { staff, records })
    await addCensus(app, trx, { terms, staff, associations, delegations })
    // these answer the campaign
    for (const example of madeUpExamples().values()) await addRecord(trx, stage, example)
    await addPartner(trx, demonstrationFederation().partner)
    return { associations: associations.size, records: demonstrationRecords().size }
  })
  if (!loaded) return false
  const seconds = ((Date.now() - start) / 1000).toLocaleString('fr', { maximumFractionDigits: 1 })
  log(
    `Fédération de démonstration chargée en ${seconds} s (${loaded.associations} associations fictives, ${loaded.records} innovations).`,
  )
  return true
}

/** The lock is asked for again and again: to wait for it would be cut by the limit on waits for locks. */
async function onlyOne(trx: Trx): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { rows } = await sql<{
      mine: boolean
    }>`select pg_try_advisory_xact_lock(hashtext('essaim demonstration')) as mine`.execute(trx)
    if (rows[0]?.mine) return
    await delay(100)
  }
  throw new Error('another process has been loading the demonstration for a minute')
}

async function isEmpty(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ empty: boolean }>`select not (exists (select from association)
    or exists (select from submission) or exists (select from regional_delegation)) as empty`.execute(trx)
  return rows[0]?.empty === true
}

/** The version that the answers were written for, whatever has been published since. */
async function firstVersion(trx: Trx): Promise<string> {
  const { id } = await trx
    .selectFrom('questionnaire_version as v')
    .innerJoin('questionnaire as q', 'q.id', 'v.questionnaire_id')
    .select('v.id')
    .where('q.code', '=', CENSUS)
    .where('v.number', '=', 1)
    .executeTakeFirstOrThrow()
  return id
}

/** Adds delegations and staff; gives the staff as they act, by key, and the delegations by code. */
async function addFederation(
  trx: Trx,
  terms: Terms,
): Promise<{ staff: Stage['staff']; delegations: Map<string, string> }> {
  const caller = { actor: OPERATOR }
  const federation = demonstrationFederation()
  const delegations = new Map<string, { id: string; departments: string[] }>()
  for (const { code, name, regions } of federation.delegations) {
    const departments = [...REGION_OF_DEPARTMENT].flatMap(([department, region]) =>
      regions.includes(region) ? [department] : [],
    )
    delegations.set(code, await createDelegation(trx, caller, terms, { code, name, departments }))
  }
  const staff = new Map<string, StaffActor>()
  for (const { key, email, name, role, delegation } of federation.staff) {
    const own = delegation === null ? undefined : delegations.get(delegation)
    const regional_delegations = own ? [own.id] : []
    // Without a password: an administrator lets them in by a link that works once.
    const { id } = await createUser(trx, caller, {
      email,
      name,
      password_hash: null,
      roles: [role],
      regional_delegations,
    })
    staff.set(key, {
      kind: 'staff',
      id,
      name,
      roles: [role],
      regional_delegations,
      departments: own?.departments ?? [],
      session: '',
    })
  }
  return { staff, delegations: new Map([...delegations].map(([code, { id }]) => [code, id])) }
}

/** Imports the file of associations and marks them as made up; gives their ids by member number. */
async function addAssociations(app: FastifyInstance, trx: Trx, terms: Terms): Promise<Stage['associations']> {
  const caller = { actor: OPERATOR }
  const { counts } = await importInto(trx, caller, createReadStream(associationsFile()), {
    terms,
    reproject: app.jobs.reproject.bind(app.jobs),
  })
  if (counts.refused > 0 || counts.warnings > 0)
    throw new Error('the file of the demonstration is not imported without a fault')
  const rows = await trx
    .selectFrom('external_ref')
    .select(['value', 'association_id'])
    .where('system', '=', MEMBER_NUMBERS)
    .execute()
  await markFictitious(
    trx,
    caller,
    rows.map((row) => row.association_id),
  )
  return new Map(rows.map((row) => [row.value, row.association_id]))
}

/** Adds an answer and leads it to where its steps end; then its renewal, when there is one; gives the record's id. */
async function addRecord(trx: Trx, stage: Stage, record: DemonstrationRecord): Promise<string | null> {
  const association_id = found(stage.associations, record.association)
  const begin = async (answers: DemonstrationRecord['answers'], steps: Step[], innovation_id: string | null) => {
    const actor = found(stage.staff, steps[0]?.as ?? 'moderation')
    const desk = { caller: { actor }, terms: stage.terms }
    const { id } = await createSubmission(trx, desk, {
      association_id,
      channel: record.channel,
      answers:
        innovation_id === null ? { ...(await usualStart(trx, stage.version, association_id)), ...answers } : answers,
      innovation_id,
      questionnaire_version_id: stage.version,
    })
    return lead(trx, stage, id, steps)
  }
  const innovation_id = await begin(record.answers, record.steps, null)
  if (record.next) await begin(record.next.answers, record.next.steps, innovation_id)
  return innovation_id
}

/** What the form would have filled in: the demonstration's answers are written as if at the association's link. */
async function usualStart(trx: Trx, version: string, association: string): Promise<DemonstrationRecord['answers']> {
  const { content } = await findVersion(trx, version)
  return startAnswers(
    content,
    await trx.selectFrom('association').selectAll().where('id', '=', association).executeTakeFirstOrThrow(),
  )
}

/** Walks a submission, and the record that it became, through its steps; gives the record's id. */
async function lead(trx: Trx, { terms, staff }: Stage, submission: string, steps: Step[]): Promise<string | null> {
  let innovation: string | null = null
  for (const { as, transition, comment } of steps) {
    const said = comment !== undefined && { comment }
    const desk = { caller: { actor: found(staff, as) }, terms }
    if (transition !== 'publish')
      innovation = (await transitionSubmission(trx, desk, submission, { transition, ...said })).innovation_id
    else if (innovation !== null) await transitionInnovation(trx, desk, innovation, { transition, ...said })
    else throw new Error('nothing to publish: the answer is not accepted yet')
  }
  return innovation
}
