import type { SuccessorProposal } from '@essaim/shared/own-invitations.ts'
import { sql } from 'kysely'
import { mayWriteFacts } from '../associations/rights.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent, timeOf, whoWas } from '../events/commands.ts'
import { delegatesFor } from '../help-requests/delegates.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { respondentOf } from '../respond/invitation-queries.ts'
import { contextOf } from '../respond/queries.ts'
import { handOver } from './hand-over.ts'
import { findSuccession } from './queries.ts'

/** An officer says who holds the office now; the delegation is told, and decides. */
export async function proposeSuccessor(
  trx: Trx,
  caller: Caller,
  asked: SuccessorProposal,
  mail: Jobs['mail'],
): Promise<string> {
  const actor = respondentOf(caller.actor)
  if (actor.office === 'other')
    throw problem('forbidden', {
      detail: {
        fr: 'Seules la présidence et la direction générale ont un successeur à faire connaître.',
        en: 'Only a president or a general director has a successor to name.',
      },
    })
  const proposed = await trx
    .insertInto('succession')
    .values({
      id: newId(),
      association_id: actor.association,
      invitation_id: actor.invitation,
      contact_id: actor.contact,
      office: actor.office,
      civility: asked.civility ?? null,
      name: asked.name,
      email: asked.email ?? null,
      created_at: timeOf(caller),
    })
    .onConflict((c) => c.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (!proposed)
    throw problem('conflict', {
      detail: {
        fr: 'Un successeur est déjà proposé : la délégation régionale doit d’abord se prononcer.',
        en: 'A successor is proposed already: the regional delegation has to decide first.',
      },
      members: { state: 'proposed' },
    })
  const { id } = proposed
  await recordEvent(trx, caller, {
    action: 'succession.propose',
    subject: { kind: 'succession', id },
    association_id: actor.association,
    detail: { office: actor.office },
  })
  const { association, contact } = await contextOf(trx, actor.contact)
  const office = actor.office === 'president' ? 'la présidence' : 'la direction générale'
  for (const to of await delegatesFor(trx, actor.association)) {
    await mail(trx, {
      to,
      subject: `${association.name} : changement à ${office}`,
      body: [
        'Bonjour,',
        `${contact.name ?? 'La personne en poste'} indique ne plus exercer ${office} de ${association.name}. Lui succède : ${asked.name}.`,
        'Confirmez ou refusez ce changement dans la console.',
      ].join('\n\n'),
    })
  }
  return id
}

/** Decides upon a proposal: confirmed, the office and the invitation pass to the successor. */
export async function decideSuccession(
  trx: Trx,
  desk: { caller: Caller; publicUrl: string; mail: Jobs['mail'] },
  id: string,
  transition: 'confirm' | 'refuse',
) {
  const { caller } = desk
  await trx.selectFrom('succession').select('id').where('id', '=', id).forUpdate().execute()
  const row = await findSuccession(trx, caller.actor, id)
  if (!mayWriteFacts(caller.actor, { id: row.association_id, department: row.department })) throw problem('forbidden')
  if (row.state !== 'proposed')
    throw problem('conflict', {
      members: { state: row.state, by: await whoWas(trx, row.decided_by), at: row.decided_at },
    })
  await trx
    .updateTable('succession')
    .set({
      state: transition === 'confirm' ? 'confirmed' : 'refused',
      decided_by: callerName(caller),
      decided_at: sql`now()`,
      version: row.version + 1,
    })
    .where('id', '=', id)
    .execute()
  const contact = transition === 'confirm' ? await handOver(trx, desk, row) : null
  await recordEvent(trx, caller, {
    action: `succession.${transition}`,
    subject: { kind: 'succession', id },
    association_id: row.association_id,
    detail: { office: row.office, ...(contact && { contact }) },
  })
  return findSuccession(trx, caller.actor, id)
}
