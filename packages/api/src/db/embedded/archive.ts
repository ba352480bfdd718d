import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writePrivate } from './files.ts'

const FILE = 'archive.json'

/** The folder that the write-ahead log of these data goes to as it is written; null where nobody has made a backup yet. */
export async function archiveOf(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, FILE), 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as { folder: string }).folder
}

/** Has the log go there from the next start, or from the next time that the server reads its settings again. */
export async function archiveInto(dataDir: string, folder: string): Promise<void> {
  await writePrivate(join(dataDir, FILE), JSON.stringify({ folder }))
  await writeArchiveSettings(join(dataDir, 'cluster'))
}

// within a word of the shell, and within the words of archive_command
const quoted = (path: string) => `'${path.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`

/** Keeps a finished segment, packed, under its own name: whole, on disk, or not at all. */
export const archiveCommand = (folder: string): string => {
  const at = (name: string) => `${quoted(folder)}/${name}`
  return `test -d ${at('wal')} && gzip -1 < "%p" > ${at('wal/%f.part')} && sync ${at('wal/%f.part')} && mv -f ${at('wal/%f.part')} ${at('wal/%f.gz')}`
}

/** Brings a segment back. */
export const restoreCommand = (folder: string): string =>
  `test -f ${quoted(folder)}/wal/%f.gz && gzip -dc ${quoted(folder)}/wal/%f.gz > "%p"`

/** A value as postgresql.conf takes it. */
export const configValue = (value: string | number): string => `'${String(value).replaceAll("'", "''")}'`

/** A segment that is never full is sent all the same: what a lost disk may cost at most. */
const AT_LEAST_EVERY = '300s'

/** Says to the server of that cluster where its log goes. */
export async function writeArchiveSettings(clusterDir: string): Promise<void> {
  const folder = await archiveOf(dirname(clusterDir))
  const lines =
    folder === null
      ? []
      : [`archive_command = ${configValue(archiveCommand(folder))}`, `archive_timeout = '${AT_LEAST_EVERY}'`]
  await writePrivate(join(clusterDir, 'archive.conf'), `${lines.join('\n')}\n`)
}
