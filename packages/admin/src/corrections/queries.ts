import type {
  CorrectionPoint,
  CorrectionPointList,
  CorrectionPointPatch,
  CorrectionPointRequest,
} from '@essaim/shared/corrections.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const at = (submission: string) => `/v1/moderation/submissions/${submission}/points`

export type ListedPoint = CorrectionPointList['items'][number]

/** The points of a submission: those noted, those asked and what became of them. */
export const points = (submission: string) =>
  queryOptions({
    queryKey: ['submissions', 'points', submission],
    queryFn: async ({ signal }) => (await get<CorrectionPointList>(at(submission), {}, signal)).data,
  })

async function changed(submission: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: points(submission).queryKey })
  void queryClient.invalidateQueries({ queryKey: ['events'] })
}

/** Notes a point, for staff alone until a request for changes sends it. */
export async function notePoint(submission: string, body: CorrectionPointRequest): Promise<void> {
  await post<CorrectionPoint>(at(submission), body)
  await changed(submission)
}

export async function changeNote(submission: string, point: ListedPoint, body: CorrectionPointPatch): Promise<void> {
  await patch<CorrectionPoint>(`${at(submission)}/${point.id}`, body, point.etag)
  await changed(submission)
}

export async function dropNote(submission: string, point: ListedPoint): Promise<void> {
  await remove(`${at(submission)}/${point.id}`, point.etag)
  await changed(submission)
}

/** Says that a point is settled. */
export async function closePoint(submission: string, point: ListedPoint): Promise<void> {
  await post<CorrectionPoint>(`${at(submission)}/${point.id}/closing`, undefined)
  await changed(submission)
}

/** Says for the association, on the telephone, why its answer stays as it is. */
export async function keepFor(submission: string, point: ListedPoint, kept_because: string): Promise<void> {
  await post<CorrectionPoint>(`${at(submission)}/${point.id}/answer`, { kept_because })
  await changed(submission)
}
