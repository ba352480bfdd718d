import type { Reply, ReplyTemplate, ReplyUse } from '@essaim/shared/reply-templates.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, patch, post, remove } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const PATH = '/v1/reply-templates'

/** Every template, with its variables as they are written. */
export const replyTemplates = queryOptions({
  queryKey: ['reply-templates', 'all'],
  queryFn: async ({ signal }) => (await get<{ items: ReplyTemplate[] }>(PATH, { limit: 200 }, signal)).data.items,
})

/** The templates of these uses as they read for a submission. */
export const replies = (submission: string, uses: readonly ReplyUse[]) =>
  queryOptions({
    queryKey: ['reply-templates', submission, uses],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      (await get<{ items: Reply[] }>(`/v1/moderation/submissions/${submission}/replies`, { use: [...uses] }, signal))
        .data.items,
  })

type Words = Pick<ReplyTemplate, 'use' | 'name' | 'body'>
const changed = () => queryClient.invalidateQueries({ queryKey: ['reply-templates'] })

export async function saveTemplate(known: ReplyTemplate | null, words: Words): Promise<void> {
  if (known) await patch(`${PATH}/${known.id}`, words, (await get(`${PATH}/${known.id}`)).etag)
  else await post(PATH, words)
  await changed()
}

export async function removeTemplate({ id }: ReplyTemplate): Promise<void> {
  await remove(`${PATH}/${id}`, (await get(`${PATH}/${id}`)).etag)
  await changed()
}
