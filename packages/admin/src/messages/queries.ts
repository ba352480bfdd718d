import type { Message, MessageCreation, Thread, ThreadTransition } from '@essaim/shared/messages.ts'
import { queryOptions } from '@tanstack/react-query'
import { get, post } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const base = (submission: string) => `/v1/moderation/submissions/${submission}`

/** What was written about a submission; looked at again while it is on screen, since the other side writes too. */
export const thread = (submission: string) =>
  queryOptions({
    queryKey: ['threads', submission],
    refetchInterval: 60_000,
    queryFn: async ({ signal }) => (await get<Thread>(`${base(submission)}/thread`, {}, signal)).data,
  })

// what is answered, set aside or closed changes whose turn it is
async function moved(submission: string): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: thread(submission).queryKey })
  void queryClient.invalidateQueries({ queryKey: ['submissions'] })
}

export async function writeMessage(submission: string, message: MessageCreation): Promise<void> {
  await post<Message>(`${base(submission)}/messages`, message)
  await moved(submission)
}

export async function takeBack(submission: string, message: string): Promise<void> {
  await post<Thread>(`${base(submission)}/messages/${message}/transitions`, { transition: 'take_back' })
  await moved(submission)
}

export async function moveThread(submission: string, transition: ThreadTransition): Promise<void> {
  await post<Thread>(`${base(submission)}/thread/transitions`, { transition })
  await moved(submission)
}
