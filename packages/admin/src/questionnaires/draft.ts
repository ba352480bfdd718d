import type { Answers } from '@essaim/shared/questionnaires/model.ts'
import { sameValue } from '@essaim/shared/questionnaires/same-value.ts'
import { cleaned } from './values.ts'

export type StoredAnswer = { question: string; value: unknown; etag: string }

export type SaveOutcome =
  | { outcome: 'saved'; value: unknown; etag: string }
  /** Somebody else wrote this answer since. */
  | { outcome: 'conflict'; theirs: unknown; etag: string }
  /** No use trying again: the words say why. */
  | { outcome: 'refused'; message: string }
  /** No network, or a server in trouble: tried again. */
  | { outcome: 'failed' }

/** Writes one answer on the version named by `etag` (`"0"`: there was none); `keepalive` when the page may be closing. */
export type SaveAnswer = (question: string, value: unknown, etag: string, keepalive: boolean) => Promise<SaveOutcome>

export type SaveState =
  | { status: 'stored' }
  | { status: 'waiting' | 'saving' | 'retrying' }
  | { status: 'saved'; at: number }
  | { status: 'refused'; message: string }
  | { status: 'conflict'; theirs: unknown }

/** What was written on this device and not yet on the server, with the version that it was written on. */
export type Unsaved = Record<string, { value: unknown; etag: string }>
export type Keep = { read(): Unsaved; write(unsaved: Unsaved): void }

export type Overall = { status: 'idle' | 'saving' | 'saved' | 'retrying' | 'attention'; at: number | null }
export type DraftSnapshot = { answers: Answers; saves: Record<string, SaveState>; overall: Overall }

export type DraftOptions = {
  stored: StoredAnswer[]
  save: SaveAnswer
  /** A value as it is to be kept: what was typed, mended. */
  tidy?: (question: string, value: unknown) => unknown
  /** Why a value cannot be kept at all (a word for a number), null when it can. */
  fault?: (question: string, value: unknown) => string | null
  keep?: Keep
  /** How long after the last key an answer is sent, in milliseconds. */
  idle?: number
  now?: () => number
}

export type AnswersDraft = {
  subscribe(listener: () => void): () => void
  snapshot(): DraftSnapshot
  change(question: string, value: unknown): void
  /** The person left the question: what is unsaved is sent at once. */
  leave(question: string): void
  /** Sends all that is unsaved; true when nothing is left. */
  flush(keepalive?: boolean): Promise<boolean>
  /** Ends a conflict. */
  settle(question: string, choice: 'mine' | 'theirs'): void
  /** Stops the clocks. */
  close(): void
}

const RETRIES = [2000, 5000, 15_000, 30_000]

type Line = {
  etag: string
  /** What the server holds. */
  stored: unknown
  /** What was on the screen when the server took it: it may have trimmed or mended it. */
  sent: unknown
  tries: number
  timer?: ReturnType<typeof setTimeout> | undefined
  running?: Promise<void> | undefined
  theirs?: { value: unknown; etag: string } | undefined
}

/** The answers being written: each question is saved by itself, in order, tried again after a failure, and never over somebody else's. */
export function openDraft({
  stored,
  save,
  tidy = (_, value) => value,
  fault = () => null,
  keep,
  idle = 800,
  now = Date.now,
}: DraftOptions): AnswersDraft {
  const lines = new Map<string, Line>(
    stored.map(({ question, value, etag }) => [question, { etag, stored: value, sent: value, tries: 0 }]),
  )
  const listeners = new Set<() => void>()
  let answers: Answers = Object.fromEntries(stored.map(({ question, value }) => [question, value]))
  let saves: Record<string, SaveState> = {}
  let snapshot: DraftSnapshot = { answers, saves, overall: overallOf(saves) }
  let closed = false

  const lineOf = (question: string): Line => {
    const line = lines.get(question) ?? { etag: '"0"', stored: null, sent: null, tries: 0 }
    lines.set(question, line)
    return line
  }
  const isUnsaved = (question: string) => !sameValue(cleaned(answers[question]), cleaned(lineOf(question).sent))
  const kept = (question: string) => tidy(question, cleaned(answers[question]))
  const unsaved = () => [...lines.keys()].filter(isUnsaved)
  const publish = () => {
    snapshot = { answers, saves, overall: overallOf(saves) }
    for (const listener of listeners) listener()
  }
  const mark = (question: string, state: SaveState) => {
    saves = { ...saves, [question]: state }
    publish()
  }
  const show = (question: string, value: unknown) => {
    answers = { ...answers, [question]: value }
  }
  const keepUnsaved = () =>
    keep?.write(
      Object.fromEntries(
        unsaved().map((question) => [question, { value: answers[question], etag: lineOf(question).etag }]),
      ),
    )

  const push = (question: string, keepalive = false): Promise<void> => {
    const line = lineOf(question)
    clearTimeout(line.timer)
    line.timer = undefined
    line.running ??= send(question, line, keepalive).finally(() => {
      line.running = undefined
    })
    return line.running
  }
  const schedule = (question: string, delay: number) => {
    const line = lineOf(question)
    clearTimeout(line.timer)
    if (!closed) line.timer = setTimeout(() => void push(question), delay)
  }

  const send = async (question: string, line: Line, keepalive: boolean): Promise<void> => {
    while (isUnsaved(question) && !line.theirs) {
      const typed = cleaned(answers[question])
      const value = tidy(question, typed)
      if (fault(question, value) !== null) return
      mark(question, { status: 'saving' })
      const answer = await save(question, value, line.etag, keepalive).catch((): SaveOutcome => ({ outcome: 'failed' }))
      // A save whose answer was lost on the way comes back as a conflict with ourselves.
      const ours = answer.outcome === 'conflict' && sameValue(answer.theirs, value)
      if (answer.outcome === 'saved' || (answer.outcome === 'conflict' && ours)) {
        Object.assign(line, {
          etag: answer.etag,
          stored: answer.outcome === 'saved' ? answer.value : value,
          sent: typed,
          tries: 0,
        })
        keepUnsaved()
        mark(question, isUnsaved(question) ? { status: 'waiting' } : { status: 'saved', at: now() })
      } else if (answer.outcome === 'conflict') {
        line.theirs = { value: answer.theirs, etag: answer.etag }
        mark(question, { status: 'conflict', theirs: answer.theirs })
      } else if (answer.outcome === 'refused') {
        mark(question, { status: 'refused', message: answer.message })
        return
      } else {
        mark(question, { status: 'retrying' })
        schedule(question, RETRIES[Math.min(line.tries, RETRIES.length - 1)] ?? 30_000)
        line.tries += 1
        return
      }
    }
  }

  const change = (question: string, value: unknown) => {
    const line = lineOf(question)
    show(question, value)
    keepUnsaved()
    if (line.theirs) return publish()
    const wrong = fault(question, kept(question))
    clearTimeout(line.timer)
    if (wrong !== null) return mark(question, { status: 'refused', message: wrong })
    if (!isUnsaved(question)) return mark(question, { status: 'stored' })
    mark(question, { status: 'waiting' })
    schedule(question, idle)
  }

  const draft: AnswersDraft = {
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    snapshot: () => snapshot,
    change,
    leave(question) {
      if (isUnsaved(question)) return void push(question)
      const { stored, sent } = lineOf(question)
      // Lines without content yet stay on the screen.
      if (sameValue(stored, sent) || (Array.isArray(stored) && stored.some((item) => typeof item === 'object'))) return
      lineOf(question).sent = stored
      show(question, stored)
      publish()
    },
    async flush(keepalive = false) {
      await Promise.all(unsaved().map((question) => push(question, keepalive)))
      return unsaved().length === 0
    },
    settle(question, choice) {
      const line = lineOf(question)
      if (!line.theirs) return
      const { value, etag } = line.theirs
      Object.assign(line, { etag, stored: value, sent: value, theirs: undefined })
      if (choice === 'theirs') show(question, value)
      keepUnsaved()
      mark(question, { status: 'stored' })
      if (choice === 'mine') void push(question)
    },
    close() {
      closed = true
      for (const line of lines.values()) clearTimeout(line.timer)
    },
  }

  for (const [question, { value, etag }] of Object.entries(keep?.read() ?? {})) {
    const line = lineOf(question)
    if (sameValue(tidy(question, cleaned(value)), line.stored)) continue
    show(question, value)
    saves[question] = { status: 'waiting' }
    if (etag === line.etag) schedule(question, 0)
    else {
      line.theirs = { value: line.stored, etag: line.etag }
      saves[question] = { status: 'conflict', theirs: line.stored }
    }
  }
  keepUnsaved()
  publish()
  return draft
}

/** One line for the whole form: the most pressing state of its questions. */
function overallOf(saves: Record<string, SaveState>): Overall {
  const states = Object.values(saves)
  const last = Math.max(0, ...states.map((state) => (state.status === 'saved' ? state.at : 0)))
  const has = (...wanted: SaveState['status'][]) => states.some(({ status }) => wanted.includes(status))
  const status = has('retrying')
    ? 'retrying'
    : has('conflict', 'refused')
      ? 'attention'
      : has('waiting', 'saving')
        ? 'saving'
        : last > 0
          ? 'saved'
          : 'idle'
  return { status, at: last || null }
}
