import type {
  ErasureReason,
  InnovationTransitionRequest,
  InnovationVersion,
  InnovationVersionPatch,
  ModeratedInnovation,
} from '@essaim/shared/innovations.ts'
import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { queryOptions } from '@tanstack/react-query'
import { type Answer, get, patch, post, type Query, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const at = (id: string) => `/v1/moderation/innovations/${id}`

/** A page of the records that the caller may see. */
export const moderatedInnovations = (query: Query) =>
  queryOptions({
    queryKey: ['innovations', 'list', query],
    queryFn: async ({ signal }) =>
      (
        await get<{ items: ModeratedInnovation[]; next: string | null; total?: number }>(
          '/v1/moderation/innovations',
          query,
          signal,
        )
      ).data,
  })

export const moderatedInnovation = (id: string) =>
  queryOptions({
    queryKey: ['innovations', 'one', id],
    queryFn: ({ signal }) => get<ModeratedInnovation>(at(id), {}, signal),
  })

export const innovationVersion = (id: string, number: number) =>
  queryOptions({
    queryKey: ['innovations', 'version', id, number],
    queryFn: ({ signal }) => get<InnovationVersion>(`${at(id)}/versions/${number}`, {}, signal),
  })

/** Takes one of the open transitions. */
export async function takeInnovationTransition(
  id: string,
  body: InnovationTransitionRequest,
): Promise<ModeratedInnovation> {
  const { data } = await post<ModeratedInnovation>(`${at(id)}/transitions`, body)
  await changed()
  return data
}

/** Makes a second record out of one, with the same answers. */
export async function splitInnovation(id: string, comment: string): Promise<ModeratedInnovation> {
  const { data } = await post<ModeratedInnovation>(`${at(id)}/split`, comment ? { comment } : {})
  await changed()
  return data
}

/** Erases a record for good, as it was last read. */
export async function eraseInnovation(id: string, reason: ErasureReason): Promise<void> {
  const read = queryClient.getQueryData(moderatedInnovation(id).queryKey)
  await remove(`${at(id)}?reason=${reason}`, read?.etag ?? null)
}

/** What was left behind by an erasure is forgotten here too, once its page is left. */
export async function forgetInnovation(id: string): Promise<void> {
  for (const name of ['one', 'version']) queryClient.removeQueries({ queryKey: ['innovations', name, id] })
  queryClient.removeQueries({ queryKey: ['submissions'] })
  await changed()
}

/** Writes answers into a draft version; each value is replaced whole, null removes it. */
export async function writeVersion(
  id: string,
  number: number,
  answers: Answers,
  etag: string | null,
): Promise<Answer<InnovationVersion>> {
  const answer = await patch<InnovationVersion>(`${at(id)}/versions/${number}`, { answers }, etag)
  queryClient.setQueryData(innovationVersion(id, number).queryKey, answer)
  return answer
}

/** Edits a draft version, as it was last read, on the association's behalf: with the nature of the edit and its reason. */
export async function editVersion(
  { innovation_id, number }: InnovationVersion,
  body: InnovationVersionPatch,
): Promise<void> {
  const read = queryClient.getQueryData(innovationVersion(innovation_id, number).queryKey)
  await patch<InnovationVersion>(`${at(innovation_id)}/versions/${number}`, body, read?.etag ?? null)
  await changed()
}

/** Takes back an edit that the association has not decided on. */
export async function withdrawEdit({ innovation_id, number }: InnovationVersion, edit: string): Promise<void> {
  await post<InnovationVersion>(`${at(innovation_id)}/versions/${number}/edits/${edit}/withdrawal`, undefined)
  await changed()
}

async function changed(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['innovations'] })
  await queryClient.invalidateQueries({ queryKey: ['events'] })
}
