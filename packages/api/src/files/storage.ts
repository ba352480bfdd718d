import { Readable } from 'node:stream'
import type { Range } from '../lib/ranges.ts'
import { diskStorage } from './disk-storage.ts'
import { type S3Settings, s3Storage } from './s3-storage.ts'

/** An object as the storage lists it. */
export type StoredObject = { key: string; modified: Date }

/** Bytes to be stored: opened anew for each try, and never in memory whole unless they are there anyway. */
export type Content = { bytes: number; open(): Readable }

export const inMemory = (data: Buffer): Content => ({ bytes: data.length, open: () => Readable.from([data]) })

/** Where the bytes of files lie. A key is made by the server from the content: the same bytes are kept once. */
export type Storage = {
  /** Ends when the bytes are there to stay; what is there already becomes as young as new. */
  put(key: string, content: Content, mediaType: string): Promise<void>
  /** All of it, or the bytes of a range; null when there is no such object. */
  read(key: string, range?: Range): Promise<Readable | null>
  list(): AsyncIterable<StoredObject>
  remove(key: string): Promise<void>
}

export type StorageSettings = { kind: 'disk'; folder: string } | ({ kind: 's3' } & S3Settings)

/** The storage that the configuration names. */
export const openStorage = (settings: StorageSettings): Storage =>
  settings.kind === 'disk' ? diskStorage(settings.folder) : s3Storage(settings)

/** What a key looks like: nothing else in the storage is ours. */
export const KEY = /^[0-9a-f]{64}$/
