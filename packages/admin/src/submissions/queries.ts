import type { PREVIEW_AUDIENCES, Preview, SimilarList } from '@essaim/shared/own-records.ts'
import type { Problem } from '@essaim/shared/problem.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import type { Questionnaire, QuestionnaireVersion } from '@essaim/shared/questionnaires/resources.ts'
import type { SubmissionReading } from '@essaim/shared/readings.ts'
import type { QueueCounts } from '@essaim/shared/saved-views.ts'
import type {
  Revision,
  Submission,
  SubmissionCard,
  SubmissionCreation,
  SubmissionTransitionRequest,
} from '@essaim/shared/submissions.ts'
import { queryOptions } from '@tanstack/react-query'
import { type Answer, call, get, patch, post, type Query, queryString } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

type PreviewAudience = (typeof PREVIEW_AUDIENCES)[number]
export type Page<T> = { items: T[]; next: string | null; total?: number }

/** A page of the submissions that the caller may see. */
export const submissions = (query: Query) =>
  queryOptions({
    queryKey: ['submissions', 'list', query],
    queryFn: async ({ signal }) => (await get<Page<SubmissionCard>>('/v1/moderation/submissions', query, signal)).data,
  })

/** The page of the queue that an address names: the list, the pane beside a submission and its neighbours share it. */
export const queued = (search: Query) => ({
  ...submissions({ ...search, limit: 50, count: 'exact' }),
  staleTime: 60_000,
  // who works on what changes by the minute
  refetchInterval: 45_000,
})

/** Where all of the view that an address names is taken into a spreadsheet. */
export const exportOf = (search: Query): string =>
  `/v1/moderation/submissions/export${queryString({ ...search, cursor: undefined })}`

/** How much is in each view. */
export const queueCounts = () =>
  queryOptions({
    queryKey: ['submissions', 'list', 'counts'],
    queryFn: async ({ signal }) => (await get<QueueCounts>('/v1/moderation/submissions/counts', {}, signal)).data,
  })

/** Works on a submission for a quarter of an hour; what another holds is taken over with a reason only. */
export async function claimSubmission(id: string, takeOver?: string): Promise<void> {
  keep(await post<Submission>(`/v1/moderation/submissions/${id}/claim`, takeOver ? { take_over: takeOver } : {}))
}

/** Stops working on it. */
export async function releaseSubmission(id: string): Promise<void> {
  keep(await post<Submission>(`/v1/moderation/submissions/${id}/release`, {}))
}

/** Says who follows it; null: nobody in particular. */
export async function assignSubmission(id: string, assignee: string | null): Promise<void> {
  keep(await post<Submission>(`/v1/moderation/submissions/${id}/assignment`, { assignee }))
}

/** What became of each of several, in the order asked. */
export type Outcomes = { id: string; status: number; problem?: Problem }[]

/** The same transition for several: each is taken or refused by itself. */
export async function takeTransitions(ids: string[], body: SubmissionTransitionRequest): Promise<Outcomes> {
  const { data } = await post<{ items: Outcomes }>('/v1/moderation/submissions/transitions', { ids, ...body })
  await refreshed()
  return data.items
}

/** Works on several for a quarter of an hour. */
export async function claimSubmissions(ids: string[]): Promise<Outcomes> {
  const { data } = await post<{ items: Outcomes }>('/v1/moderation/submissions/claims', { ids })
  await refreshed()
  return data.items
}

/** Says who follows several. */
export async function assignSubmissions(ids: string[], assignee: string | null): Promise<Outcomes> {
  const { data } = await post<{ items: Outcomes }>('/v1/moderation/submissions/assignments', { ids, assignee })
  await refreshed()
  return data.items
}

async function refreshed(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['submissions'] }),
    queryClient.invalidateQueries({ queryKey: ['innovations'] }),
    queryClient.invalidateQueries({ queryKey: ['events'] }),
  ])
}

/** One submission with its ETag. */
export const submission = (id: string) =>
  queryOptions({
    queryKey: ['submissions', 'one', id],
    queryFn: ({ signal }) => get<Submission>(`/v1/moderation/submissions/${id}`, {}, signal),
  })

/** A hand-in, which never changes. */
export const revision = (id: string, number: number) =>
  queryOptions({
    queryKey: ['submissions', 'revision', id, number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await get<Revision>(`/v1/moderation/submissions/${id}/revisions/${number}`, {}, signal)).data,
  })

/** The hand-in up to which one has read; asked once for a visit, since reading itself moves it. */
export const reading = (id: string) =>
  queryOptions({
    queryKey: ['readings', id],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      (await get<SubmissionReading>(`/v1/moderation/submissions/${id}/reading`, {}, signal)).data,
  })

/** Says that one has read up to this hand-in. */
export const markAsRead = (id: string, revision: number) =>
  call<SubmissionReading>('PUT', `/v1/moderation/submissions/${id}/reading`, { body: { revision } })

/** What is known under a like title. */
export const similar = (id: string) =>
  queryOptions({
    queryKey: ['submissions', 'similar', id],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await get<SimilarList>(`/v1/moderation/submissions/${id}/similar`, {}, signal)).data,
  })

/** The record as an audience would read it; null: it would not. */
export const preview = (id: string, audience: PreviewAudience) =>
  queryOptions({
    queryKey: ['submissions', 'preview', id, audience],
    queryFn: async ({ signal }) =>
      (await get<Preview>(`/v1/moderation/submissions/${id}/preview`, { audience }, signal)).data,
  })

/** A questionnaire's version, which never changes once published. */
export const questionnaireVersion = (id: string, number: number) =>
  queryOptions({
    queryKey: ['questionnaires', id, number],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      (await get<QuestionnaireVersion>(`/v1/questionnaires/${id}/versions/${number}`, {}, signal)).data,
  })

/** The version that new answers are written to: of the questionnaires' current ones, the last published. */
export async function currentVersion(): Promise<QuestionnaireVersion | null> {
  const { items } = (await get<{ items: Questionnaire[] }>('/v1/questionnaires', { limit: 200 })).data
  const versions = await Promise.all(
    items.flatMap(({ id, current_version: number }) =>
      number === null ? [] : [queryClient.fetchQuery(questionnaireVersion(id, number))],
    ),
  )
  return versions.reduce<QuestionnaireVersion | null>(
    (last, one) => (last && (last.published_at ?? '') >= (one.published_at ?? '') ? last : one),
    null,
  )
}

/** Takes one of the open transitions. */
export async function takeTransition(id: string, body: SubmissionTransitionRequest): Promise<Submission> {
  const answer = await post<Submission>(`/v1/moderation/submissions/${id}/transitions`, body)
  keep(answer)
  return answer.data
}

/** Takes a rejected submission up again, in a draft of its own. */
export async function copySubmission(id: string): Promise<Submission> {
  const answer = await post<Submission>(`/v1/moderation/submissions/${id}/copy`, {})
  keep(answer)
  void queryClient.invalidateQueries({ queryKey: submission(id).queryKey })
  return answer.data
}

/** Writes answers; each value is replaced whole, null removes it. */
export async function writeAnswers(id: string, answers: Answers, etag: string | null): Promise<Answer<Submission>> {
  const answer = await patch<Submission>(`/v1/moderation/submissions/${id}`, { answers }, etag)
  keep(answer)
  return answer
}

export async function createSubmission(body: SubmissionCreation): Promise<Submission> {
  const answer = await post<Submission>('/v1/moderation/submissions', body)
  keep(answer)
  return answer.data
}

// A transition may answer without an ETag: then the next read brings it.
function keep(answer: Answer<Submission>): void {
  const { queryKey } = submission(answer.data.id)
  queryClient.setQueryData(queryKey, answer)
  void queryClient.invalidateQueries({ queryKey: ['submissions', 'points', answer.data.id] })
  if (!answer.etag) void queryClient.invalidateQueries({ queryKey })
  void queryClient.invalidateQueries({ queryKey: ['submissions', 'list'] })
  void queryClient.invalidateQueries({ queryKey: ['innovations'] })
  void queryClient.invalidateQueries({ queryKey: ['events'] })
}
