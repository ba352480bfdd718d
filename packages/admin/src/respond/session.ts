import type { RespondentSession } from '@essaim/shared/respond.ts'
import type { Keep, Unsaved } from '../questionnaires/draft.ts'

type Kept = Pick<RespondentSession, 'access_token' | 'association' | 'contact'>

// For this tab only, and gone with it; the link opens another one.
const name = 'essaim.respond.session'

export function keptSession(): Kept | null {
  const text = sessionStorage.getItem(name)
  return text ? (JSON.parse(text) as Kept) : null
}

export const accessToken = (): string | null => keptSession()?.access_token ?? null

export const keepSession = ({ access_token, association, contact }: RespondentSession): void =>
  sessionStorage.setItem(name, JSON.stringify({ access_token, association, contact }))

export const forgetSession = (): void => sessionStorage.removeItem(name)

/** What follows `#` in the personal link, null when the address has none. */
export const linkToken = (hash: string): string | null => {
  const token = hash.replace(/^#/, '').trim()
  return /^[\w.~-]{20,200}$/.test(token) ? token : null
}

/** Whether the link is that of an approval: `?approuver#token`. */
export const isApproval = (search: string): boolean => new URLSearchParams(search).has('approuver')

/** What this device keeps at a place; nothing where it keeps nothing, or nothing readable. */
export function readKept<T extends object>(place: string): T {
  try {
    return JSON.parse(localStorage.getItem(place) ?? '{}') as T
  } catch {
    return {} as T
  }
}

export function writeKept(place: string, kept: object): void {
  try {
    if (Object.keys(kept).length === 0) localStorage.removeItem(place)
    else localStorage.setItem(place, JSON.stringify(kept))
  } catch {
    // A full or closed storage takes nothing from the form: the server is where answers are kept.
  }
}

/** The answers that this device has and the server has not: kept until they are saved, whatever happens to the page. */
export function unsavedOn(submission: string): Keep {
  const place = `essaim.respond.unsaved.${submission}`
  return { read: () => readKept<Unsaved>(place), write: (unsaved) => writeKept(place, unsaved) }
}
