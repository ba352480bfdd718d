import type { QuestionnaireDraft } from '@essaim/shared/questionnaires/drafts.ts'
import { meaningful, type Written } from './renaming.ts'
import { sendable } from './structure.ts'
import { type Unfinished, unfinishedIn } from './unfinished.ts'

export type SaveOutcome =
  | { outcome: 'saved'; etag: string | null }
  /** Somebody else wrote it since. */
  | { outcome: 'conflict'; theirs: QuestionnaireDraft; etag: string | null }
  /** It was published or given up. */
  | { outcome: 'gone' }
  | { outcome: 'refused'; message: string }
  /** No network, or a server in trouble: tried again. */
  | { outcome: 'failed' }

export type SaveState =
  | { status: 'stored' | 'changed' | 'saving' | 'retrying' | 'gone' }
  | { status: 'saved'; at: number }
  | { status: 'unfinished'; places: Unfinished[] }
  | { status: 'refused'; message: string }
  | { status: 'conflict'; theirs: QuestionnaireDraft; etag: string | null }

export type Snapshot = { written: Written; state: SaveState; isSaved: boolean }

export type Editing = {
  subscribe(listener: () => void): () => void
  snapshot(): Snapshot
  change(edit: (written: Written) => Written): void
  /** Sends what is unsaved; true when nothing is left. */
  save(): Promise<boolean>
  /** Ends a conflict: mine is written over theirs, or theirs takes the place of mine. */
  settle(choice: 'mine' | 'theirs'): Promise<void>
  /** Stops the clock. */
  close(): void
}

type Options = {
  stored: Written
  etag: string | null
  save: (written: Written, etag: string | null) => Promise<SaveOutcome>
  /** How long after the last change it is sent, in milliseconds. */
  idle?: number
  retry?: number
  now?: () => number
}

/** What is sent of what is written: whole, without what is empty or says nothing more. */
export function asSent({ content, mappings }: Written): Written {
  const sent = sendable(content)
  return { content: sent, mappings: meaningful({ content: sent, mappings }) }
}

/** A draft being written: saved by itself, whole, one save after the other, and never over somebody else's. */
export function openEditing({
  stored,
  etag: first,
  save,
  idle = 1500,
  retry = 5000,
  now = Date.now,
}: Options): Editing {
  let etag = first
  let written = stored
  let kept = stored
  let state: SaveState = { status: 'stored' }
  let snapshot: Snapshot = { written, state, isSaved: true }
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | undefined
  let closed = false
  const listeners = new Set<() => void>()
  const publish = (next: SaveState) => {
    state = next
    snapshot = { written, state, isSaved: kept === written }
    for (const listener of listeners) listener()
  }
  const schedule = (delay: number) => {
    clearTimeout(timer)
    if (!closed) timer = setTimeout(() => void push(), delay)
  }
  const push = (): Promise<boolean> => {
    clearTimeout(timer)
    running ??= send().finally(() => {
      running = undefined
    })
    return running
  }
  const send = async (): Promise<boolean> => {
    while (kept !== written) {
      if (state.status === 'conflict' || state.status === 'gone') return false
      const places = unfinishedIn(written.content)
      if (places.length > 0) {
        publish({ status: 'unfinished', places })
        return false
      }
      const sent = written
      publish({ status: 'saving' })
      const answer = await save(asSent(sent), etag).catch((): SaveOutcome => ({ outcome: 'failed' }))
      if (answer.outcome === 'saved') {
        etag = answer.etag
        kept = sent
        publish(kept === written ? { status: 'saved', at: now() } : { status: 'changed' })
      } else if (answer.outcome === 'conflict') {
        publish({ status: 'conflict', theirs: answer.theirs, etag: answer.etag })
      } else if (answer.outcome === 'failed') {
        publish({ status: 'retrying' })
        schedule(retry)
        return false
      } else {
        publish(answer.outcome === 'gone' ? { status: 'gone' } : { status: 'refused', message: answer.message })
        return false
      }
    }
    return true
  }
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => snapshot,
    change(edit) {
      const next = edit(written)
      if (next.content === written.content && next.mappings === written.mappings) return
      written = next
      const stands = state.status === 'conflict' || state.status === 'gone' || state.status === 'saving'
      publish(stands ? state : { status: 'changed' })
      schedule(idle)
    },
    save: push,
    async settle(choice) {
      if (state.status !== 'conflict') return
      const { theirs } = state
      etag = state.etag
      if (choice === 'theirs') {
        written = { content: theirs.content, mappings: theirs.mappings }
        kept = written
        publish({ status: 'stored' })
      } else {
        publish({ status: 'changed' })
        await push()
      }
    },
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
