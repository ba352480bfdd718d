import type { CorrectionPoint } from '@essaim/shared/corrections.ts'
import type { Submission } from '@essaim/shared/submissions.ts'
import { fetchOpenPoints } from './points-api.ts'

/** The points to correct, and the parts of the page that only they need. */
export type Corrections = { points: CorrectionPoint[]; parts: typeof import('./points.tsx') }

/** What an answer is to be corrected in, null: nothing point by point. Few answers have any: their part of the page is fetched with them. */
export async function findCorrections({ id, state }: Submission): Promise<Corrections | null> {
  if (state !== 'changes_requested') return null
  const [points, parts] = await Promise.all([fetchOpenPoints(id), import('./points.tsx')])
  return points.length > 0 ? { points, parts } : null
}
