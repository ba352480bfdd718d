/** The longest text that any answer may hold, whatever its question says. */
export const LONGEST_TEXT = 20_000
/** The longest list that any answer may hold. */
export const LONGEST_LIST = 200

// NUL and lone surrogates cannot be stored; overrides and isolates of direction make a text read otherwise than it is;
// the other control characters have no place in a text but line breaks and tabs.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u202a-\u202e\u2066-\u2069]/

/** Whether a text holds nothing that breaks storage or deceives the reader. */
export function isSoundText(text: string): boolean {
  return text.isWellFormed() && !FORBIDDEN.test(text)
}

/** One line, without spaces around or doubled. */
export function oneLine(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').trim()
}

/** Several lines with plain line breaks, without spaces at their ends. */
export function manyLines(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
}

/** The length that people and databases count: characters, not UTF-16 halves. */
export function lengthOf(text: string): number {
  let length = 0
  for (const _ of text) length++
  return length
}
