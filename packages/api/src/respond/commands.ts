import type { InvitationAnswer, OwnInvitation } from '@essaim/shared/own-invitations.ts'
import type { Trx } from '../db/database.ts'
import { type Caller, callerName, recordEvent, timeOf } from '../events/commands.ts'

type Invitation = { id: string; association_id: string; version: number }

/** Writes what was answered to a locked invitation, with its event. */
export async function recordAnswer(
  trx: Trx,
  caller: Caller,
  { id, association_id, version }: Invitation,
  transition: InvitationAnswer,
  { from, reason }: { from: OwnInvitation['state']; reason?: string | null | undefined },
): Promise<void> {
  const back = transition === 'take_back'
  await trx
    .updateTable('invitation')
    .set({
      nothing_declared_at: transition === 'declare_nothing' ? timeOf(caller) : null,
      declined_at: transition === 'decline' ? timeOf(caller) : null,
      answered_by: back ? null : callerName(caller),
      answer_reason: back ? null : (reason ?? null),
      version: version + 1,
      updated_at: timeOf(caller),
    })
    .where('id', '=', id)
    .execute()
  await recordEvent(trx, caller, {
    action: `invitation.${transition}`,
    subject: { kind: 'invitation', id },
    association_id,
    detail: { from, ...(reason && { reason }) },
  })
}

/** Who begins an answer has something to declare after all: takes back what was said instead of one, if anything was. */
export async function takeBackForAnswer(trx: Trx, caller: Caller, invitation: string): Promise<void> {
  const row = await trx.selectFrom('invitation').selectAll().where('id', '=', invitation).forUpdate().executeTakeFirst()
  if (!row || (row.nothing_declared_at === null && row.declined_at === null)) return
  await recordAnswer(trx, caller, row, 'take_back', { from: row.declined_at ? 'declined' : 'nothing_to_declare' })
}
