import type { SaveAnswer, SaveOutcome } from '../questionnaires/draft.ts'
import { fetchAnswer, putAnswer, Refusal } from './api.ts'

export type SavingOptions = {
  submission: string
  /** The answer may not be written any more: its state is read again. */
  onMoved: () => void
  /** The question is asked no longer: what was written for it is to be kept elsewhere. */
  onGone: (question: string, value: unknown) => void
  onError: (error: unknown) => string
}

/** How this page writes one answer: with its own tag, so that colleagues never overwrite each other unseen. */
export function savingTo(options: SavingOptions): SaveAnswer {
  const { submission, onGone, onMoved } = options
  const gone = new Set<string>()
  return async (question, value, etag, keepalive) => {
    if (gone.has(question)) return { outcome: 'refused', message: '' }
    try {
      const saved = await putAnswer(submission, question, value, etag, keepalive)
      return { outcome: 'saved', value: saved.data.value, etag: saved.etag ?? '"0"' }
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) {
        gone.add(question)
        onGone(question, value)
        onMoved()
      }
      return outcomeOf(error, question, options)
    }
  }
}

async function outcomeOf(
  error: unknown,
  question: string,
  { submission, onMoved, onError }: SavingOptions,
): Promise<SaveOutcome> {
  if (!(error instanceof Refusal) || isPassing(error.status)) return { outcome: 'failed' }
  if (error.status === 412) {
    const theirs = await fetchAnswer(submission, question)
    return { outcome: 'conflict', theirs: theirs.data.value, etag: theirs.etag ?? '"0"' }
  }
  if (error.status === 409) onMoved()
  return { outcome: 'refused', message: error.problem?.errors?.[0]?.detail ?? onError(error) }
}

// No network, too fast, or a server in trouble: the same write may pass in a moment.
const isPassing = (status: number): boolean => status === 0 || status === 408 || status === 429 || status >= 500
