import type {
  DraftCheck,
  OptionMapping,
  QuestionnaireDraft,
  QuestionnaireVersionCard,
  VersionDiff,
} from '@essaim/shared/questionnaires/drafts.ts'
import type { QuestionnaireContent } from '@essaim/shared/questionnaires/model.ts'
import type { Questionnaire, QuestionnaireVersion } from '@essaim/shared/questionnaires/resources.ts'
import type { Static } from '@sinclair/typebox'
import { queryOptions } from '@tanstack/react-query'
import { type Answer, call, get, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

export type Change = Static<typeof VersionDiff>['items'][number]
type Page<T> = { items: T[]; next: string | null }

const path = (id: string) => `/v1/questionnaires/${id}`

/** The questionnaires, each with the version that new answers are written to. */
export const questionnaires = queryOptions({
  queryKey: ['questionnaires'],
  queryFn: async ({ signal }) =>
    (await get<Page<Questionnaire>>('/v1/questionnaires', { limit: 200 }, signal)).data.items,
})

/** The versions that were published, the newest first. */
export const versions = (id: string) =>
  queryOptions({
    queryKey: ['questionnaires', id, 'versions'],
    queryFn: async ({ signal }) =>
      (await get<Page<QuestionnaireVersionCard>>(`${path(id)}/versions`, { limit: 200 }, signal)).data.items,
  })

/** What changed between two versions; `b` may be `draft`. */
export const difference = (id: string, a: number, b: string) =>
  queryOptions({
    queryKey: ['questionnaires', id, 'difference', a, b],
    gcTime: b === 'draft' ? 0 : 300_000,
    queryFn: async ({ signal }) =>
      (await get<{ items: Change[] }>(`${path(id)}/versions/${a}/diff/${b}`, {}, signal)).data.items,
  })

/** The draft with its ETag: kept apart from every other reading, since it is written. */
export const draft = (id: string) =>
  queryOptions({
    queryKey: ['questionnaire-draft', id],
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => get<QuestionnaireDraft>(`${path(id)}/draft`, {}, signal),
  })

export const readDraft = (id: string) => get<QuestionnaireDraft>(`${path(id)}/draft`)

/** Begins the next version, as a copy of the current one. */
export async function beginDraft(id: string): Promise<Answer<QuestionnaireDraft>> {
  const answer = await post<QuestionnaireDraft>(`${path(id)}/draft`, undefined)
  await forget()
  return answer
}

export const writeDraft = (
  id: string,
  body: { content: QuestionnaireContent; mappings: OptionMapping[] },
  etag: string | null,
) => call<QuestionnaireDraft>('PUT', `${path(id)}/draft`, { body, etag })

/** Gives the draft up as it is now: who confirmed saw which one. */
export async function giveUpDraft(id: string): Promise<void> {
  await remove(`${path(id)}/draft`, (await readDraft(id)).etag)
  await forget()
}

export const checkDraft = async (id: string): Promise<DraftCheck> =>
  (await post<DraftCheck>(`${path(id)}/draft/check`, undefined)).data

export async function publishDraft(id: string, acceptWarnings: boolean): Promise<QuestionnaireVersion> {
  const { data } = await post<QuestionnaireVersion>(`${path(id)}/draft/transitions`, {
    transition: 'publish',
    ...(acceptWarnings && { accept_warnings: true }),
  })
  await forget()
  return data
}

export async function retireVersion(id: string, number: number): Promise<void> {
  await post(`${path(id)}/versions/${number}/transitions`, { transition: 'retire' })
  await forget()
}

const forget = () => queryClient.invalidateQueries({ queryKey: ['questionnaires'] })
