import type { Evaluation, EvaluationList, EvaluationPut, EvaluationTransition } from '@essaim/shared/evaluations.ts'
import { queryOptions } from '@tanstack/react-query'
import { call, get, post } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

/** What reviewers say of a submission, and one's own. */
export const evaluations = (submission: string) =>
  queryOptions({
    queryKey: ['evaluations', 'submission', submission],
    queryFn: async ({ signal }) =>
      (await get<EvaluationList>(`/v1/moderation/submissions/${submission}/evaluations`, {}, signal)).data,
  })

/** What reviewers said of the answers behind a record. */
export const recordEvaluations = (innovation: string) =>
  queryOptions({
    queryKey: ['evaluations', 'innovation', innovation],
    queryFn: async ({ signal }) =>
      (await get<EvaluationList>(`/v1/moderation/innovations/${innovation}/evaluations`, {}, signal)).data,
  })

const at = (submission: string, grid: string) => `/v1/moderation/submissions/${submission}/evaluations/${grid}`
const refresh = () => queryClient.invalidateQueries({ queryKey: ['evaluations'] })

/** Writes one's own; without a tag it is begun. */
export async function writeEvaluation(
  submission: string,
  grid: string,
  body: EvaluationPut,
  etag: string | null,
): Promise<void> {
  await call<Evaluation>('PUT', at(submission, grid), { body, etag, fresh: etag === null })
  await refresh()
}

export async function transitionEvaluation(
  submission: string,
  grid: string,
  transition: EvaluationTransition,
): Promise<void> {
  await post<Evaluation>(`${at(submission, grid)}/transitions`, { transition })
  await refresh()
}
