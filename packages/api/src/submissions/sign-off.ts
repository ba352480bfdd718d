import type { Actor } from '@essaim/shared/actors.ts'
import { HEADS, type Head } from '@essaim/shared/submissions.ts'
import { sql } from 'kysely'
import { headsToWriteTo } from '../associations/heads.ts'
import { asMachine, type Trx } from '../db/database.ts'
import { type Caller, recordEvent, timeOf } from '../events/commands.ts'
import { newId } from '../lib/id.ts'
import { problem } from '../lib/problem.ts'
import { hashToken, newToken } from '../lib/secrets.ts'
import type { Desk } from './desk.ts'
import type { SubmissionRow } from './queries.ts'

const LINK_DAYS = 90

const isHead = (office: string): office is Head => (HEADS as readonly string[]).includes(office)

/** Notes that a head stands behind the last hand-in; a second approval changes nothing. */
export async function signOff(
  trx: Trx,
  caller: Caller,
  row: Pick<SubmissionRow, 'id' | 'association_id' | 'revision'>,
  head: { contact: string; office: string; participant: string | null },
): Promise<void> {
  if (!isHead(head.office)) throw problem('forbidden')
  if (row.revision === 0) {
    throw problem('conflict', {
      detail: {
        fr: 'Rien n’a encore été envoyé : il n’y a rien à approuver.',
        en: 'Nothing has been handed in yet: there is nothing to approve.',
      },
    })
  }
  const signed = await trx
    .insertInto('sign_off')
    .values({
      submission_id: row.id,
      revision: row.revision,
      contact_id: head.contact,
      participant_id: head.participant,
      office: head.office,
      signed_at: timeOf(caller),
    })
    .onConflict((c) => c.doNothing())
    .returning('revision')
    .executeTakeFirst()
  if (!signed) return
  await trx
    .updateTable('submission')
    .set((e) => ({ version: e('version', '+', 1), updated_at: timeOf(caller) }))
    .where('id', '=', row.id)
    .execute()
  await recordEvent(trx, caller, {
    action: 'submission.sign_off',
    subject: { kind: 'submission', id: row.id },
    association_id: row.association_id,
    detail: { revision: row.revision, office: head.office },
  })
}

/** After a hand-in: a head's own is its approval; a colleague's or the telephone's is shown to the heads, who approve by a link. */
export async function askForSignOff(trx: Trx, desk: Desk, row: SubmissionRow): Promise<void> {
  // what was asked about an earlier hand-in is no longer to be approved
  await trx
    .updateTable('token')
    .set({ revoked_at: sql`now()` })
    .where('kind', '=', 'sign_off')
    .where('resource', '=', row.id)
    .where('used_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute()
  const { actor } = desk.caller
  if (actor.kind === 'respondent' && isHead(actor.office)) return signOff(trx, desk.caller, row, actor)
  const { post } = desk
  // whoever handed it in may not see the contacts of this association: the mail is the machine's
  if (post && isToBeApproved(row, actor)) await asMachine(trx, (machine) => writeToHeads(machine, post, row))
}

async function writeToHeads(trx: Trx, post: NonNullable<Desk['post']>, row: SubmissionRow): Promise<void> {
  for (const head of await headsToWriteTo(trx, row.association_id)) {
    const token = newToken('approbation')
    await trx
      .insertInto('token')
      .values({
        id: newId(),
        kind: 'sign_off',
        subject: head.id,
        resource: row.id,
        hash: hashToken(token),
        expires_at: sql`now() + make_interval(days => ${LINK_DAYS})`,
      })
      .execute()
    const url = `${post.publicUrl}/repondre/?approuver#${token}`
    await post.mail(trx, { to: head.email, ...letterTo(head, row, url) })
  }
}

const isToBeApproved = (row: SubmissionRow, actor: Actor): boolean =>
  actor.kind === 'respondent' ||
  (actor.kind === 'staff' && ['link', 'telephone', 'paper', 'staff'].includes(row.channel))

function letterTo(head: { civility: string | null; name: string | null }, row: SubmissionRow, url: string) {
  const title = row.title ?? 'sans titre'
  const greeting = ['Bonjour', head.civility === 'madame' ? 'Madame' : head.civility && 'Monsieur', head.name]
  const from =
    row.channel === 'link' ? 'Une personne de votre association a envoyé' : 'Votre fédération a saisi pour vous'
  return {
    subject: `À approuver : « ${title} »`,
    body: [
      `${greeting.filter(Boolean).join(' ')},`,
      `${from} une réponse au recensement des innovations, au nom de ${row.association_name} : « ${title} ».`,
      'Pour dire que votre association s’y reconnaît, ouvrez ce lien et confirmez :',
      url,
      `Il ne sert qu’une fois, et vaut ${LINK_DAYS} jours. Sans réponse de votre part, la fédération reviendra vers vous avant de publier la fiche.`,
    ].join('\n\n'),
  }
}
