import type { Session, SessionUser } from '@essaim/shared/sessions.ts'
import { useSyncExternalStore } from 'react'
import { authenticateWith, Refusal, read, send } from './http.ts'

export type SessionState = { status: 'unknown' | 'out' | 'ended' | 'in'; user: SessionUser | null }

let state: SessionState = { status: 'unknown', user: null }
let token: string | null = null
let runsOut = 0
let timer: ReturnType<typeof setTimeout> | undefined
let renewing: Promise<string | null> | null = null
const listeners = new Set<() => void>()
const otherTabs = new BroadcastChannel('essaim.session')
otherTabs.onmessage = () => leave('out')

/** The session, live: a component that asks is drawn again when it changes. */
export const useSession = (): SessionState => useSyncExternalStore(listen, () => state)

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function become(next: SessionState): void {
  state = next
  for (const listener of listeners) listener()
}

function enter(session: Session): string {
  token = session.access_token
  runsOut = Date.now() + session.expires_in * 1000
  clearTimeout(timer)
  timer = setTimeout(() => void renew(), Math.max(session.expires_in - 60, 5) * 1000)
  become({ status: 'in', user: session.user })
  return token
}

function leave(status: 'out' | 'ended'): void {
  token = null
  clearTimeout(timer)
  // Who signs in again after an ended session finds the page as it was; after a sign-out nothing stays.
  become({ status, user: status === 'ended' ? state.user : null })
}

/** A new token from the refresh cookie. One at a time, over all tabs: a cookie serves once. */
function renew(): Promise<string | null> {
  renewing ??= navigator.locks
    .request('essaim.refresh', refresh)
    .catch((cause) => {
      // Without network the session may still be good: the next call tells.
      if (cause instanceof Refusal && (cause.status === 0 || cause.status >= 500 || cause.status === 429)) return null
      leave(state.status === 'in' || state.status === 'ended' ? 'ended' : 'out')
      return null
    })
    .finally(() => {
      renewing = null
    })
  return renewing
}

const refresh = async (): Promise<string> =>
  enter((await read<Session>(await send('POST', '/v1/session/refresh', {}, null))).data)

/** Takes up the session of the cookie, if there is one; called once at start. */
export async function resumeSession(): Promise<void> {
  authenticateWith({ bearer: async () => (token && runsOut - Date.now() < 5000 ? renew() : token), renew })
  await renew()
  if (state.status === 'unknown') leave('out')
}

/** Signs in; a refusal says why not. */
export async function signIn(email: string, password: string): Promise<void> {
  enter((await read<Session>(await send('POST', '/v1/session', { body: { email, password } }, null))).data)
}

/** Signs in by the token of a one-time link. */
export async function signInByLink(linkToken: string): Promise<void> {
  enter((await read<Session>(await send('POST', '/v1/session/link', { body: { token: linkToken } }, null))).data)
}

/** Ends the session here at once, and on the server. */
export async function signOut(): Promise<void> {
  const ended = token
  leave('out')
  otherTabs.postMessage('out')
  await send('DELETE', '/v1/session', {}, ended).catch(() => undefined)
}

/** Whether the caller has one of these roles; `admin` may all that a moderator may. */
export function hasRole(user: SessionUser | null, ...roles: SessionUser['roles']): boolean {
  if (!user) return false
  return user.roles.some((role) => roles.includes(role) || (role === 'admin' && roles.includes('moderator')))
}
