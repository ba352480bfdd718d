import type { Grid, GridContent, GridTransition, GridVersion } from '@essaim/shared/evaluation-grids.ts'
import { queryOptions } from '@tanstack/react-query'
import { call, get, post } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const PATH = '/v1/evaluation-grids'

/** The grids, by code. */
export const grids = queryOptions({
  queryKey: ['evaluation-grids', 'list'],
  queryFn: async ({ signal }) => (await get<{ items: Grid[] }>(PATH, { limit: 200 }, signal)).data.items,
})

export const grid = (id: string) =>
  queryOptions({
    queryKey: ['evaluation-grids', 'one', id],
    queryFn: async ({ signal }) => (await get<Grid>(`${PATH}/${id}`, {}, signal)).data,
  })

/** A version with its ETag. */
export const gridVersion = (id: string, number: number) =>
  queryOptions({
    queryKey: ['evaluation-grids', 'version', id, number],
    queryFn: ({ signal }) => get<GridVersion>(`${PATH}/${id}/versions/${number}`, {}, signal),
  })

const refresh = () => queryClient.invalidateQueries({ queryKey: ['evaluation-grids'] })

export async function createGrid(code: string, content: GridContent): Promise<Grid> {
  const { data } = await post<Grid>(PATH, { code, content })
  await refresh()
  return data
}

/** Writes the draft of the next version; without a tag there must be none yet. */
export async function writeGridDraft(id: string, content: GridContent, etag: string | null): Promise<GridVersion> {
  const { data } = await call<GridVersion>('PUT', `${PATH}/${id}/draft`, {
    body: { content },
    etag,
    fresh: etag === null,
  })
  await refresh()
  return data
}

export async function transitionGrid(id: string, number: number, transition: GridTransition): Promise<GridVersion> {
  const { data } = await post<GridVersion>(`${PATH}/${id}/versions/${number}/transitions`, { transition })
  await refresh()
  return data
}
