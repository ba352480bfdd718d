import type { LetterKind } from '@essaim/shared/campaigns.ts'
import type { Letter, LetterPreview, LetterPreviewRequest, LetterPut, LetterTest } from '@essaim/shared/letters.ts'
import { queryOptions } from '@tanstack/react-query'
import { type Answer, call, get, post, Refusal } from '../lib/http.ts'
import { t } from '../lib/i18n.ts'
import { queryClient } from '../lib/query-client.ts'
import { saveFile } from '../lib/save-file.ts'

const at = (campaign: string, kind: LetterKind) => `/v1/campaigns/${campaign}/letters/${kind}`

export const letters = (campaign: string) =>
  queryOptions({
    queryKey: ['letters', campaign, 'list'],
    queryFn: async ({ signal }) =>
      (await get<{ items: Letter[] }>(`/v1/campaigns/${campaign}/letters`, {}, signal)).data.items,
  })

/** One letter with its version: what was changed meanwhile is not written over unseen. */
export const letter = (campaign: string, kind: LetterKind) =>
  queryOptions({
    queryKey: ['letters', campaign, kind],
    queryFn: ({ signal }) => get<Letter>(at(campaign, kind), {}, signal),
  })

/** The letter as it would be received, in the words given or in those that are kept. */
export const letterPreview = (campaign: string, kind: LetterKind, body: LetterPreviewRequest) =>
  queryOptions({
    queryKey: ['letters', campaign, kind, 'preview', body],
    gcTime: 0,
    queryFn: async ({ signal }) => (await post<LetterPreview>(`${at(campaign, kind)}/previews`, body, { signal })).data,
  })

export async function writeLetter(
  campaign: string,
  kind: LetterKind,
  body: LetterPut,
  etag: string | null,
): Promise<Answer<Letter>> {
  const answer = await call<Letter>('PUT', at(campaign, kind), { body, etag })
  await queryClient.invalidateQueries({ queryKey: ['letters', campaign] })
  return answer
}

/** Sends the letter to who is signed in; answers the address. */
export async function tryLetter(campaign: string, kind: LetterKind): Promise<string> {
  return (await post<LetterTest>(`${at(campaign, kind)}/tests`, undefined)).data.recipient
}

/** Keeps the letters of those whom no mail reaches as a PDF; from then on they count as printed. */
export async function printLetters(campaign: string, kind: LetterKind, name: string): Promise<void> {
  try {
    await saveFile(`${at(campaign, kind)}/print`, name)
  } catch (cause) {
    throw cause instanceof Refusal && cause.status === 404 ? new Error(t('letter.print.nobody')) : cause
  }
  await queryClient.invalidateQueries({ queryKey: ['campaigns'] })
}
