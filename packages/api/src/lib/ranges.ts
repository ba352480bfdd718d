/** Bytes of a representation, the last one included. */
export type Range = { start: number; end: number }

/**
 * The one range that a request asks for (RFC 9110 §14.2); null where everything is to be sent: none, several, one that
 * cannot be read, or one of another version than `If-Range` names (§13.1.5: by a strong tag, or not at all).
 */
export function rangeOf(
  headers: { range?: string | undefined; 'if-range'?: string | string[] | undefined },
  size: number,
  tag: string,
): Range | 'unsatisfiable' | null {
  const asked = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(headers.range ?? '')
  if (!asked || (headers['if-range'] !== undefined && headers['if-range'] !== tag)) return null
  const [, first = '', last = ''] = asked
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return null
  return start >= size ? 'unsatisfiable' : { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}
