/** A commune's name as somebody in a hurry types it: no accents, hyphens or apostrophes, "st" for "saint". */
export function typedName(text: string): string {
  return text
    .replace(/œ/gi, 'oe')
    .replace(/æ/gi, 'ae')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/(^| )st(?= )/g, '$1saint')
    .replace(/(^| )ste(?= )/g, '$1sainte')
}

/** Tells a postal code, or its beginning, from the name that may follow it. */
export function readCommuneSearch(text: string): { postal: string | null; name: string } {
  const [, postal = null, rest = text] = /^\s*(\d{2,5})(?!\d)\s*(.*)$/.exec(text) ?? []
  return { postal, name: typedName(rest) }
}
