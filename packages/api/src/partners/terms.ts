import type { AcceptedTerms, PartnerPatch } from '@essaim/shared/partners.ts'
import { invalid } from '../lib/problem.ts'

/** The terms as they will stand: accepted now unless it is said when, and not anew when they were before. */
export function acceptedTerms(
  { version, accepted_by, accepted_at }: NonNullable<PartnerPatch['terms']>,
  before: AcceptedTerms | null,
  now = new Date(),
): AcceptedTerms {
  const at = accepted_at === undefined ? now : new Date(accepted_at)
  if (at > now) throw invalid('/terms/accepted_at', 'future', 'Cet instant est à venir.', 'This instant is to come.')
  const same = before?.version === version && before.accepted_by === accepted_by
  return {
    version,
    accepted_by,
    accepted_at: same && accepted_at === undefined ? before.accepted_at : at.toISOString(),
  }
}

/** As the table keeps them. */
export const columnsOfTerms = (terms: AcceptedTerms | null) => ({
  terms_version: terms?.version ?? null,
  terms_accepted_at: terms && new Date(terms.accepted_at),
  terms_accepted_by: terms?.accepted_by ?? null,
})
