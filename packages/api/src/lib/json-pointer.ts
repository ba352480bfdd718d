/** A name as a part of a JSON Pointer (RFC 6901 §3). */
export const pointerPart = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')
