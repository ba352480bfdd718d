import {
  CONSENT_QUESTION,
  type Dossier,
  type DossierCreation,
  type DossierPatch,
  type DossierSummary,
} from '@essaim/shared/dossiers.ts'
import type { Problem } from '@essaim/shared/problem.ts'
import { questionsOf } from '@essaim/shared/questionnaires/questions.ts'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { type Answer, call, get, patch, post, type Query, remove } from '../lib/http.ts'
import { labelOf } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { currentVersion } from '../submissions/queries.ts'

const at = (id: string) => `/v1/dossiers/${id}`

/** A page of the dossiers, the last made first. */
export const dossiers = (query: Query) =>
  queryOptions({
    queryKey: ['dossiers', 'list', query],
    queryFn: async ({ signal }) =>
      (await get<{ items: DossierSummary[]; next: string | null }>('/v1/dossiers', query, signal)).data,
  })

/** A dossier with the version that is changed. */
export const dossier = (id: string) =>
  queryOptions({
    queryKey: ['dossiers', 'one', id],
    queryFn: ({ signal }) => get<Dossier>(at(id), {}, signal),
  })

/** To whom associations may agree that their record be proposed, as the current questionnaire asks. */
const kinds = queryOptions({
  queryKey: ['dossiers', 'recipient-kinds'],
  staleTime: 600_000,
  queryFn: async () => {
    const version = await currentVersion()
    return (
      questionsOf(version?.content ?? { sections: [] }).find(({ code }) => code === CONSENT_QUESTION)?.options ?? []
    )
  },
})

/** The same as choices of a list. */
export function useRecipientKinds(): { value: string; label: string }[] {
  return (useQuery(kinds).data ?? []).map(({ code, label }) => ({ value: code, label: labelOf(label) }))
}

const refresh = () => queryClient.invalidateQueries({ queryKey: ['dossiers'] })

async function keep(answer: Answer<Dossier>): Promise<Dossier> {
  queryClient.setQueryData(dossier(answer.data.id).queryKey, answer)
  await queryClient.invalidateQueries({ queryKey: ['dossiers', 'list'] })
  return answer.data
}

export const createDossier = async (body: DossierCreation): Promise<Dossier> =>
  keep(await post<Dossier>('/v1/dossiers', body))

export const changeDossier = async (id: string, body: DossierPatch, etag: string | null): Promise<Dossier> =>
  keep(await patch<Dossier>(at(id), body, etag))

export async function deleteDossier(id: string, etag: string | null): Promise<void> {
  await remove(at(id), etag)
  queryClient.removeQueries({ queryKey: dossier(id).queryKey })
  await queryClient.invalidateQueries({ queryKey: ['dossiers', 'list'] })
}

type Added = { id: string; status: number; problem?: Problem }

/** Adds records one by one; answers why some were refused. */
export async function addRecords(id: string, ids: string[]): Promise<{ added: number; refusals: string[] }> {
  const { items } = (await post<{ items: Added[] }>(`${at(id)}/items`, { ids })).data
  await refresh()
  return {
    added: items.filter(({ status }) => status < 400).length,
    refusals: items.flatMap(({ problem }) => (problem ? [problem.errors?.[0]?.detail ?? problem.detail ?? ''] : [])),
  }
}

export const removeRecord = async (id: string, innovation: string, etag: string | null): Promise<Dossier> =>
  keep(await call<Dossier>('DELETE', `${at(id)}/items/${innovation}`, { etag }))

export const orderRecords = async (id: string, ids: string[], etag: string | null): Promise<Dossier> =>
  keep(await call<Dossier>('PUT', `${at(id)}/order`, { body: { ids }, etag }))

export const noteRecord = async (
  id: string,
  innovation: string,
  note: string | null,
  etag: string | null,
): Promise<Dossier> => keep(await patch<Dossier>(`${at(id)}/items/${innovation}`, { note }, etag))

/** Sends the dossier: from then on it is frozen. */
export async function sendDossier(id: string): Promise<Dossier> {
  const sent = await keep(await post<Dossier>(`${at(id)}/transitions`, { transition: 'send' }))
  await queryClient.invalidateQueries({ queryKey: ['events'] })
  return sent
}
