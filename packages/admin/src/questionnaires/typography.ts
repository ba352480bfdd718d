/** The spaces that French puts before two-part signs, which must not break a line. */
export const frenchSpaces = (text: string): string =>
  text.replace(/ ([:;?!»€%])/g, '\u00a0$1').replace(/« /g, '«\u00a0')

/** A catalogue of messages (texts, lists, functions that give texts) with French spaces. */
export function withFrenchSpaces<T>(catalogue: T): T {
  return spaced(catalogue) as T
}

function spaced(message: unknown): unknown {
  if (typeof message === 'string') return frenchSpaces(message)
  if (typeof message === 'function') return (...values: unknown[]) => spaced(message(...values))
  if (Array.isArray(message)) return message.map(spaced)
  if (typeof message === 'object' && message !== null)
    return Object.fromEntries(Object.entries(message).map(([key, one]) => [key, spaced(one)]))
  return message
}
