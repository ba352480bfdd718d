import type { Actor, StaffActor } from '@essaim/shared/actors.ts'
import type { Office } from '@essaim/shared/associations.ts'
import type { LetterKind } from '@essaim/shared/campaigns.ts'
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { markBounced } from '../associations/address-commands.ts'
import { createCampaign } from '../campaigns/commands.ts'
import { expandBatch } from '../campaigns/expanding.ts'
import { findInvitation, recordCall } from '../campaigns/invitations.ts'
import { prepareBatch } from '../campaigns/preparing.ts'
import { findCampaign } from '../campaigns/queries.ts'
import { sendReminder } from '../campaigns/sendings.ts'
import { transitionCampaign } from '../campaigns/transitions.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, recordEvent } from '../events/commands.ts'
import { askForHelp } from '../help-requests/commands.ts'
import { compose, listAddressees } from '../letters/letter-for.ts'
import { findLetter } from '../letters/queries.ts'
import { newId } from '../lib/id.ts'
import { onceEach } from '../lib/once.ts'
import { noteEnd } from '../mail/queries.ts'
import { recordAnswer } from '../respond/commands.ts'
import { createSubmission, transitionSubmission } from '../submissions/commands.ts'
import { proposeSuccessor } from '../successions/commands.ts'
import type { Terms } from '../vocabularies/terms.ts'
import { type CensusStep, demonstrationCensus } from './records.ts'

const DAY = 86_400_000
const MACHINE = { kind: 'job' } as const

type Respondent = Extract<Actor, { kind: 'respondent' }>
type House = {
  terms: Terms
  staff: Map<string, StaffActor>
  /** Ids by member number, and by code. */
  associations: Map<string, string>
  delegations: Map<string, string>
}
type Scene = House & { app: FastifyInstance; campaign: string; people: Map<string, Respondent & { email: string }> }

/** A campaign in its third week, told in order through the commands that the console and the form use. */
export async function addCensus(app: FastifyInstance, trx: Trx, house: House): Promise<void> {
  const { name, purpose, opened, closes, steps } = demonstrationCensus()
  const now = Date.now()
  const caller = { actor: found(house.staff, 'moderation'), at: new Date(now - (opened + 1) * DAY) }
  const { id } = await createCampaign(trx, caller, {
    name,
    purpose,
    opens_at: new Date(now - opened * DAY).toISOString(),
    closes_at: new Date(now + closes * DAY).toISOString(),
  })
  const enqueue = app.jobs.campaign.bind(app.jobs)
  await transitionCampaign(trx, { caller, enqueue }, id, { transition: 'schedule' })
  await prepareBatch(trx, id, '')
  const scene = { ...house, app, campaign: id, people: await participants(trx, id, house.associations) }
  for (const step of steps) await happen(trx, scene, step, new Date(now - step.ago * DAY), now)
  // what follows from it by itself: thanks, the opening in the trail
  await enqueue(trx, { do: 'clock' })
}

/** Who is asked, by member number and office, as they act once they have opened their link. */
async function participants(trx: Trx, campaign: string, associations: House['associations']): Promise<Scene['people']> {
  const rows = await trx
    .selectFrom('participant')
    .innerJoin('invitation', 'invitation.id', 'participant.invitation_id')
    .innerJoin('contact', 'contact.id', 'participant.contact_id')
    .select([
      'participant.id as participant',
      'invitation.id as invitation',
      'invitation.association_id as association',
      'contact.id as contact',
      'contact.office',
      'contact.email',
    ])
    .where('invitation.campaign_id', '=', campaign)
    .execute()
  const numbers = new Map([...associations].map(([number, id]) => [id, number]))
  return new Map(
    rows.map(({ office, email, ...row }) => [
      `${numbers.get(row.association)} ${office}`,
      { kind: 'respondent', id: newId(), office: office as Office, email: email ?? '', ...row },
    ]),
  )
}

async function happen(trx: Trx, scene: Scene, step: CensusStep, at: Date, now: number): Promise<void> {
  switch (step.do) {
    case 'send':
      return send(trx, scene, step.letter, at)
    case 'remind':
      return remind(trx, scene, step)
    case 'call': {
      const caller = { actor: found(scene.staff, step.as), at }
      const { invitation } = found(scene.people, `${step.association} general_director`)
      const asked = await findInvitation(trx, caller.actor, scene.campaign, String(invitation))
      const next_on = step.next === undefined ? null : new Date(now + step.next * DAY).toISOString().slice(0, 10)
      await recordCall(trx, caller, asked, { outcome: step.outcome, note: step.note ?? null, next_on })
      return
    }
    case 'bounce':
      return bounce(trx, scene, found(scene.people, step.who).email, step.reason, at)
    default:
      return respond(trx, scene, step, { actor: found(scene.people, step.who), at })
  }
}

/** What a head of an association does behind its link. */
async function respond(
  trx: Trx,
  { app, terms }: Scene,
  step: Exclude<CensusStep, { do: 'send' | 'remind' | 'call' | 'bounce' }>,
  caller: Caller & { actor: Respondent },
): Promise<void> {
  const { actor } = caller
  const mail = app.jobs.mail.bind(app.jobs)
  const subject = { kind: 'invitation', id: actor.invitation }
  const begin = (at: Date | undefined, answers: Record<string, unknown>) =>
    createSubmission(
      trx,
      { caller: { actor, at }, terms },
      {
        association_id: actor.association,
        channel: 'link',
        contact_id: actor.contact,
        answers,
      },
    )
  switch (step.do) {
    case 'open':
      await recordEvent(trx, caller, { action: 'invitation.open', subject, association_id: actor.association })
      return
    case 'answer': {
      const row = await trx
        .selectFrom('invitation')
        .selectAll()
        .where('id', '=', String(actor.invitation))
        .executeTakeFirstOrThrow()
      return recordAnswer(trx, caller, row, step.answer, { from: 'opened', reason: step.reason })
    }
    case 'begin':
      await begin(caller.at, step.answers)
      return
    case 'hand_in': {
      const { id } = await begin(new Date((caller.at?.getTime() ?? 0) - (step.began - step.ago) * DAY), step.answers)
      await transitionSubmission(trx, { caller, terms }, id, { transition: 'submit' })
      return
    }
    case 'help':
      await askForHelp(trx, caller, { message: step.message, telephone: step.telephone }, mail)
      return
    case 'successor': {
      const { civility, name, email } = step
      await proposeSuccessor(trx, caller, { civility, name, email }, mail)
    }
  }
}

/** A letter of the plan, as if it had left that day: nobody is written to for it. */
async function send(trx: Trx, { app, campaign }: Scene, kind: LetterKind, at: Date): Promise<void> {
  const { id } = await trx
    .selectFrom('sending')
    .select('id')
    .where('campaign_id', '=', campaign)
    .where('letter', '=', kind)
    .executeTakeFirstOrThrow()
  await expandBatch(trx, id, '')
  await trx.updateTable('sending').set({ prepared_at: at }).where('id', '=', id).execute()
  const sent = await trx
    .updateTable('delivery')
    .set({
      state: 'sent',
      attempts: 1,
      created_at: at,
      // a few minutes, as the pace of domains has it
      sent_at: sql`${at}::timestamptz + make_interval(secs => mod(abs(hashtext(recipient)), 600))`,
    })
    .where('sending_id', '=', id)
    .returning('id')
    .execute()
  const letter = { campaign: await findCampaign(trx, campaign), letter: await findLetter(trx, campaign, kind) }
  const once = onceEach()
  for (const { id } of sent) {
    const people = await listAddressees(trx, id)
    const { subject } = await compose(trx, app.publicUrl(), {
      ...letter,
      people,
      links: [],
      unsubscribe: '',
      about: null,
      once,
    })
    await trx.updateTable('delivery').set({ subject }).where('id', '=', id).execute()
  }
}

/** A reminder asked for by hand: its mails are on their way when the demonstration begins. */
async function remind(trx: Trx, scene: Scene, { as, delegations }: { as: string; delegations: string[] }) {
  const caller = { actor: found(scene.staff, as) }
  const { id } = await sendReminder(trx, caller, await findCampaign(trx, scene.campaign), {
    letter: 'reminder',
    regional_delegations: delegations.map((code) => found(scene.delegations, code)),
  })
  await expandBatch(trx, id, '')
}

async function bounce(trx: Trx, { campaign }: Scene, recipient: string, reason: string, at: Date): Promise<void> {
  const { id } = await trx
    .updateTable('delivery')
    .set({ sent_at: null })
    .where('campaign_id', '=', campaign)
    .where('recipient', '=', recipient)
    .returning('id')
    .executeTakeFirstOrThrow()
  await noteEnd(trx, id, 'bounced', reason)
  await trx.updateTable('delivery').set({ bounced_at: at }).where('id', '=', id).execute()
  const caller = { actor: MACHINE, at }
  await recordEvent(trx, caller, { action: 'delivery.bounce', subject: { kind: 'delivery', id } })
  await markBounced(trx, caller, recipient, reason)
}

/** What the demonstration names must be there. */
export function found<T>(things: Map<string, T>, key: string): T {
  const thing = things.get(key)
  if (thing === undefined) throw new Error(`the demonstration has no ${key}`)
  return thing
}
