import type { Absence, AbsenceCreation, StaffColleague } from '@essaim/shared/absences.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const PATH = '/v1/absences'

/** The absences that are not over, the ones that end last first. */
export const absences = () =>
  queryOptions({
    queryKey: ['absences'],
    queryFn: async ({ signal }) =>
      (await get<{ items: Absence[] }>(PATH, { over: 'false', limit: 200 }, signal)).data.items,
  })

/** Who moderates, by name, and who of them is away today. */
export const colleagues = () =>
  queryOptions({
    queryKey: ['colleagues'],
    queryFn: async ({ signal }) => (await get<{ items: StaffColleague[] }>('/v1/colleagues', {}, signal)).data.items,
  })

// Who is in charge of what may have changed with it.
const changed = () =>
  Promise.all(
    ['absences', 'colleagues', 'submissions'].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  )

export async function createAbsence(body: AbsenceCreation): Promise<void> {
  await post(PATH, body)
  await changed()
}

export async function changeAbsence(
  id: string,
  body: Pick<AbsenceCreation, 'stand_in' | 'starts_on' | 'ends_on'>,
): Promise<void> {
  await patch(`${PATH}/${id}`, body, (await get(`${PATH}/${id}`)).etag)
  await changed()
}

export async function deleteAbsence(id: string): Promise<void> {
  await remove(`${PATH}/${id}`, (await get(`${PATH}/${id}`)).etag)
  await changed()
}
