import { getFile } from './http.ts'

/** Keeps a file of the API on the device, under a name. */
export async function saveFile(path: string, name: string): Promise<void> {
  const address = URL.createObjectURL(await getFile(path))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
