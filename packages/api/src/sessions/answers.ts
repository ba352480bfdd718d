import type { StaffActor } from '@essaim/shared/actors.ts'
import type { SessionUser } from '@essaim/shared/sessions.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Trx } from '../db/database.ts'
import { callerFor, recordEvent } from '../events/commands.ts'
import { requireOwnOrigin } from '../plugins/origins.ts'
import { ACCESS_SECONDS } from '../signing-keys/ages.ts'
import { ownOrigins, refreshCookie } from './cookie.ts'
import { insertRefreshToken, insertSession, type Member, type SessionRow } from './queries.ts'

export type Started = { member: Member; session: SessionRow; token: string }

/** The member as an answer shows it. */
export const userOf = ({ id, name, email, roles, regional_delegations }: Member): SessionUser => ({
  id,
  name,
  email,
  roles,
  regional_delegations,
})

/** How a session begins and is answered, whichever way the member signed in. */
export function sessionAnswers(app: FastifyInstance, adminOrigin: string | null) {
  const cookie = refreshCookie(app.publicUrl, adminOrigin)
  return {
    cookie,
    /** Refuses what another site causes. */
    requireOwn: (request: FastifyRequest): void =>
      requireOwnOrigin(request.headers, ownOrigins(app.publicUrl(), adminOrigin)),
    /** Begins a session; the trail names the member, though the request was nobody's until now. */
    async start(trx: Trx, request: FastifyRequest, member: Member, by: 'password' | 'link' | 'oidc'): Promise<Started> {
      const session = await insertSession(trx, member.id)
      const { id, name, roles } = member
      const actor: StaffActor = {
        kind: 'staff',
        id,
        name,
        roles,
        regional_delegations: [],
        departments: [],
        session: session.id,
      }
      await recordEvent(trx, callerFor(request, actor), {
        action: 'session.start',
        subject: { kind: 'session', id: session.id },
        detail: { by },
      })
      return { member, session, token: await insertRefreshToken(trx, session) }
    },
    /** Answers the access token, and the refresh token in its cookie; typed as never, so that any handler may return it. */
    async send(reply: FastifyReply, { member, session, token }: Started): Promise<never> {
      cookie.write(reply, token, session.expires_at)
      return reply.send({
        access_token: await app.signingKeys.sign('staff', member.id, { sid: session.id }),
        token_type: 'Bearer',
        expires_in: ACCESS_SECONDS,
        user: userOf(member),
      }) as never
    },
  }
}
export type SessionAnswers = ReturnType<typeof sessionAnswers>
