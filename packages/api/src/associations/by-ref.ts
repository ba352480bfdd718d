import type { AssociationByRef, ExternalRef } from '@essaim/shared/associations.ts'
import { sql } from 'kysely'
import type { Trx } from '../db/database.ts'
import { problem } from '../lib/problem.ts'
import { type Desk, takenBy } from './commands.ts'
import { type Facts, normaliseFacts } from './facts.ts'
import { followAll } from './follow.ts'
import type { Outcome, Reproject, Told } from './following.ts'
import { recognise } from './identity.ts'

export type ByRefAnswer = {
  outcome: 'created' | 'updated' | 'unchanged'
  changed: string[]
  kept: string[]
  id: string
}

/** Brings one member in step with what another system says of it. Told the same twice, it changes nothing. */
export async function stateByRef(
  trx: Trx,
  { caller, terms, reproject }: Desk & { reproject: Reproject },
  ref: ExternalRef,
  input: AssociationByRef,
): Promise<ByRefAnswer> {
  const told = readTold(input, ref, terms)
  // Twins wait for each other, also when there is nothing to lock yet.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${ref.system} ${ref.value}`}, 0))`.execute(trx)
  const [id = null] = await recognise(trx, [{ ...told.facts, ref }], true)
  if (id !== null) {
    await trx.selectFrom('association').select('id').where('id', '=', id).forUpdate().execute()
    const linked = await trx
      .selectFrom('external_ref')
      .select('value')
      .where('system', '=', ref.system)
      .where('association_id', '=', id)
      .executeTakeFirst()
    if (linked && linked.value !== ref.value) throw linkedOtherwise(ref, linked.value, id)
  }
  const [outcome] = await followAll(trx, { caller, reproject, because: { ref }, toldSites: new Map() }, [
    { ...told, id },
  ])
  if (outcome === undefined) throw problem('internal')
  const taken = outcome.taken.filter(({ member }) => member !== 'ref')
  if (taken.length > 0)
    throw takenBy(
      taken.map(({ member, owner }) => ({
        pointer: `/${member}`,
        owner: owner ?? { id: outcome.id, name: outcome.name },
      })),
    )
  const { changed, kept } = pointersOf(outcome)
  return {
    outcome: outcome.created ? 'created' : changed.length > 0 ? 'updated' : 'unchanged',
    changed,
    kept,
    id: outcome.id,
  }
}

function readTold(
  { contacts = [], establishments = [], ...sent }: AssociationByRef,
  ref: ExternalRef,
  terms: Desk['terms'],
): Told {
  const { facts, faults } = normaliseFacts(sent, terms)
  const sites = establishments.map((site, index) => {
    const read = normaliseFacts(site, terms, `/establishments/${index}`)
    faults.push(...read.faults)
    return read.facts as Facts
  })
  const offices = contacts.map(({ office }) => office)
  for (const [index, office] of offices.entries()) {
    if (office === 'other' || offices.indexOf(office) === index) continue
    faults.push({
      pointer: `/contacts/${index}/office`,
      code: 'duplicate',
      detail: { fr: 'Une seule personne à la fois dans cette fonction.', en: 'One person at a time in this office.' },
    })
  }
  if (faults.length > 0) throw problem('validation', { errors: faults })
  return {
    id: null,
    facts: facts as Facts,
    ref,
    contacts: contacts.map(({ office, ...one }) => ({ office, facts: normaliseFacts(one, terms).facts as Facts })),
    establishments: sites,
  }
}

const linkedOtherwise = (ref: ExternalRef, value: string, id: string) => {
  const detail = {
    fr: `Cette association porte déjà le numéro « ${value} » dans « ${ref.system} ».`,
    en: `This association already has the number “${value}” in “${ref.system}”.`,
  }
  return problem('conflict', {
    detail,
    errors: [{ parameter: 'value', code: 'other-reference', detail }],
    members: { association: { id } },
  })
}

function pointersOf(outcome: Outcome): { changed: string[]; kept: string[] } {
  const below = (
    room: string,
    list: { changed: string[]; kept: string[]; created: boolean; suppressed?: boolean }[],
  ) => ({
    changed: list.flatMap((one, index) =>
      one.created ? [`/${room}/${index}`] : one.changed.map((member) => `/${room}/${index}/${member}`),
    ),
    kept: list.flatMap((one, index) =>
      one.suppressed ? [`/${room}/${index}`] : one.kept.map((member) => `/${room}/${index}/${member}`),
    ),
  })
  const contacts = below('contacts', outcome.contacts)
  const sites = below('establishments', outcome.establishments)
  const own = (members: string[]) => members.map((member) => (member === 'ref' ? '/external_refs' : `/${member}`))
  return {
    changed: [...own(outcome.changed), ...contacts.changed, ...sites.changed],
    kept: [...own(outcome.kept), ...contacts.kept, ...sites.kept],
  }
}
