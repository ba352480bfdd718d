import { mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { newId } from '../lib/id.ts'
import { KEY, type Storage } from './storage.ts'

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** Files on the local disk, under names of their content; whoever reads one never finds half of it. */
export function diskStorage(folder: string): Storage {
  const pathOf = (key: string) => {
    if (!KEY.test(key)) throw new Error('not a key of the storage')
    return join(folder, key.slice(0, 2), key)
  }
  const namesIn = (path: string) =>
    readdir(path).catch((error) => (isMissing(error) ? [] : Promise.reject(error as Error)))

  return {
    async put(key, content) {
      const path = pathOf(key)
      const now = new Date()
      const known = await utimes(path, now, now).then(
        () => true,
        () => false,
      )
      if (known) return
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const temporary = `${path}.${newId()}`
      try {
        const file = await open(temporary, 'wx', 0o600)
        try {
          for await (const chunk of content.open()) await file.appendFile(chunk)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(temporary, path)
      } catch (error) {
        await rm(temporary, { force: true })
        throw error
      }
      const around = await open(dirname(path), 'r')
      await around.sync().finally(() => around.close())
    },
    async read(key, range) {
      const file = await open(pathOf(key), 'r').catch((error) =>
        isMissing(error) ? null : Promise.reject(error as Error),
      )
      return file?.createReadStream(range) ?? null
    },
    async *list() {
      for (const group of await namesIn(folder)) {
        for (const name of await namesIn(join(folder, group))) {
          const found = await stat(join(folder, group, name)).catch(() => null)
          // what a stop left half written is listed too, under the temporary name that it has
          if (found?.isFile() && KEY.test(name.slice(0, 64))) yield { key: name, modified: found.mtime }
        }
      }
    },
    async remove(key) {
      await rm(join(folder, key.slice(0, 2), key.replaceAll('/', '')), { force: true })
    },
  }
}
