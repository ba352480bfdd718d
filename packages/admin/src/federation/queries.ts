import type { Federation, FederationPatch } from '@essaim/shared/federation.ts'
import { queryOptions } from '@tanstack/react-query'
import { type Answer, call, get, getFile, patch } from '../lib/http.ts'
import { queryClient } from '../lib/query-client.ts'

const PATH = '/v1/federation'

/** The federation with its version. */
export const federation = () =>
  queryOptions({ queryKey: ['federation'], queryFn: ({ signal }) => get<Federation>(PATH, {}, signal) })

/** The logo as an address that an image takes; the version is that of the federation. */
export const federationLogo = (version: string | null) =>
  queryOptions({
    queryKey: ['federation', 'logo', version],
    queryFn: async () => {
      const bytes = await getFile(`${PATH}/logo`)
      return new Promise<string>((resolve, reject) => {
        const reader = new FileReader()
        reader.onload = () => resolve(String(reader.result))
        reader.onerror = () => reject(reader.error)
        reader.readAsDataURL(bytes)
      })
    },
  })

async function kept(answer: Answer<Federation>): Promise<Answer<Federation>> {
  queryClient.setQueryData(['federation'], answer)
  // letters show it
  await queryClient.invalidateQueries({ queryKey: ['letters'] })
  return answer
}

export const changeFederation = async (body: FederationPatch, etag: string | null) =>
  kept(await patch<Federation>(PATH, body, etag))

export const putLogo = async (file: Blob, etag: string | null) =>
  kept(await call<Federation>('PUT', `${PATH}/logo`, { file, fileType: file.type, etag }))
