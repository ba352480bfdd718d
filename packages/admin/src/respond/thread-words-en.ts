import type { threadWords as fr } from './thread-words-fr.ts'

/** English: the exchange with the federation. */
export const threadWords: typeof fr = {
  title: 'Messages',
  lead: 'A question about this answer? Your federation reads it here, and answers here and by mail.',
  count: (n) => (n === 1 ? '1 message' : `${n} messages`),
  federation: 'Your federation',
  mine: 'you',
  body: 'Your message',
  send: 'Send',
  sent: 'Message sent.',
  locked: 'Your federation has closed this exchange. For any other question, ask for help at the foot of the page.',
}
