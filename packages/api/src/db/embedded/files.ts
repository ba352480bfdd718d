import { randomBytes } from 'node:crypto'
import { chown, lstat, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Tells whether something lies at that path. */
export async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}

/** Makes a rename in that directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Writes a file whole or not at all, readable by its owner only; root leaves it to the owner of the directory. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    if (process.getuid?.() === 0) {
      const owner = await stat(dirname(path))
      await chown(draft, owner.uid, owner.gid)
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
