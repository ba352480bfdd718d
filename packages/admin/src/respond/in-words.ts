import { Refusal } from './api.ts'
import type { Messages } from './messages-fr.ts'

/** An error in words for people. */
export function inWords(error: unknown, m: Messages): string {
  if (!(error instanceof Refusal)) return m.failed
  if (error.status === 0) return m.offline
  if (error.status === 429) return m.too_many
  return error.problem?.detail ?? m.failed
}
