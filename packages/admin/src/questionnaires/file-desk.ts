import type { File as StoredFile } from '@essaim/shared/files.ts'
import { apiUrl } from '../lib/config.ts'

export type { StoredFile }

/** Why a file was not taken, in the words of the API; `again`: the same file may be sent once more. */
export class FileRefusal extends Error {
  readonly again: boolean
  constructor(message: string, again: boolean) {
    super(message)
    this.again = again
  }
}

export type Sending = { type: string; onProgress: (share: number) => void; signal: AbortSignal }

/** Where the files of a submission are sent to and read from. */
export type FileDesk = {
  send(file: Blob, name: string, sending: Sending): Promise<StoredFile>
  /** What is known of a file that an answer names. */
  find(id: string): Promise<StoredFile | null>
  /** An image as an address of its own: pages show none but theirs. */
  picture(id: string): Promise<string | null>
  /** Keeps a file on the device; false when it could not be read. */
  save(file: StoredFile): Promise<boolean>
}

/** The desk of one submission; `headers` identify the caller, each time anew. */
export function openFileDesk(path: string, headers: () => Promise<Record<string, string>>): FileDesk {
  const known = new Map<string, StoredFile>()
  let listed: Promise<void> | null = null
  const read = async (at: string): Promise<Response | null> => {
    const answer = await fetch(apiUrl(at), { headers: await headers() }).catch(() => null)
    return answer?.ok ? answer : null
  }
  const list = async () => {
    const body = (await (await read(path))?.json()) as { items: StoredFile[] } | undefined
    for (const file of body?.items ?? []) known.set(file.id, file)
  }
  return {
    async send(file, name, sending) {
      const stored = await post(apiUrl(`${path}?name=${encodeURIComponent(name)}`), file, await headers(), sending)
      known.set(stored.id, stored)
      return stored
    },
    async find(id) {
      if (!known.has(id)) {
        listed ??= list()
        await listed
      }
      return known.get(id) ?? null
    },
    async picture(id) {
      const blob = await (await read(`${path}/${id}`))?.blob()
      return blob ? addressOf(blob) : null
    },
    async save({ id, name }) {
      const blob = await (await read(`${path}/${id}`))?.blob()
      if (!blob) return false
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
      return true
    },
  }
}

const addressOf = (blob: Blob): Promise<string | null> =>
  new Promise((resolve) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => resolve(null)
    reader.readAsDataURL(blob)
  })

/** Not fetch: only this tells how much has left. */
function post(
  url: string,
  file: Blob,
  headers: Record<string, string>,
  { type, onProgress, signal }: Sending,
): Promise<StoredFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url)
    for (const [name, value] of Object.entries({ ...headers, 'content-type': type }))
      request.setRequestHeader(name, value)
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onload = () => {
      if (request.status === 201) resolve(request.response as StoredFile)
      else reject(new FileRefusal(wordsOf(request.response), request.status >= 500 || request.status === 429))
    }
    request.onerror = () => reject(new FileRefusal('', true))
    request.onabort = () => reject(signal.reason)
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

const wordsOf = (problem: { detail?: string; errors?: { detail?: string }[] } | null): string =>
  problem?.errors?.[0]?.detail ?? problem?.detail ?? ''
