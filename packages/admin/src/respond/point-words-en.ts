import type { Messages } from './messages-fr.ts'

/** What is said of points to correct, in English. */
export const pointWords: Messages['points'] = {
  title: (n) => (n === 1 ? '1 point to correct' : `${n} points to correct`),
  all_done: 'Every point has an answer',
  lead: 'At each question marked, correct your answer, or say why you keep it.',
  send: 'Review and send again',
  kinds: { incomplete: 'Incomplete', incorrect: 'To be revised', update: 'To be updated' },
  answers: { changed: '✓ Corrected', taken_over: '✓ Taken over', kept: '✓ Kept' },
  asked: (question) => `Correction asked for: ${question}`,
  proposed: 'Proposed wording',
  take_over: 'Take over this wording',
  keep: 'Keep my answer',
  keep_why: 'Why keep it?',
  keep_save: 'Save',
  keep_back: 'Change my mind',
  kept: (because) => `You keep your answer: “${because}”`,
}
