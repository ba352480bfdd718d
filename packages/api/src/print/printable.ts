const UNKNOWN = '\u25a1'
const BREAK = '\u200b'
/** A word as long as this may be cut anywhere, at the end of a line; an address of the web and a hash keep whole, to be copied. */
const LONG_WORD = /\S{46,}/gu
const COPIED = /^(https?:\/\/\S{1,80}|[0-9a-f]{64})$/

/** Makes text such that a page can be set from it: what the font cannot draw is a square, and no word runs off the page. */
export const printableWith =
  (covered: (code: number) => boolean) =>
  (text: string): string =>
    [...text.toWellFormed().normalize('NFC').replaceAll('\t', ' ').replaceAll(/\r\n?/g, '\n')]
      .map((sign) => {
        if (sign === '\n' || sign === BREAK) return sign
        if (/\p{Cc}/u.test(sign)) return ''
        if (covered(sign.codePointAt(0) as number)) return sign
        return /\p{Default_Ignorable_Code_Point}/u.test(sign) ? '' : UNKNOWN
      })
      .join('')
      .replace(LONG_WORD, (word) =>
        COPIED.test(word) ? word : [...word].map((sign, i) => (i > 0 && i % 20 === 0 ? BREAK + sign : sign)).join(''),
      )

/** Text that XML may hold (1.0, §2.2), for a file that a word processor opens. */
export const xmlText = (text: string): string =>
  [...text.toWellFormed().normalize('NFC')]
    .filter((sign) => sign === '\n' || !/[\p{Cc}\ufffe\uffff]/u.test(sign))
    .join('')

/** The same data with every text in it passed through. */
export function eachText(data: unknown, through: (text: string) => string): unknown {
  if (typeof data === 'string') return through(data)
  if (Array.isArray(data)) return data.map((one) => eachText(one, through))
  if (typeof data !== 'object' || data === null) return data
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, eachText(value, through)]))
}
