import type { CorrectionPoint, CorrectionPointList } from '@essaim/shared/corrections.ts'
import { call } from './api.ts'

const points = (id: string) => `/v1/respond/submissions/${encodeURIComponent(id)}/points`

/** What the association is asked to correct in an answer, and has not handed in again yet. */
export const fetchOpenPoints = async (id: string): Promise<CorrectionPoint[]> =>
  (await call<CorrectionPointList>('GET', points(id))).data.items.filter(({ state }) => state === 'open')

/** Says why an answer stays as it is; null takes that back. */
export const keepAnswer = async (id: string, point: string, kept_because: string | null): Promise<CorrectionPoint> =>
  (await call<CorrectionPoint>('POST', `${points(id)}/${encodeURIComponent(point)}/answer`, { body: { kept_because } }))
    .data
