const LIMIT = { _: 60, '-': 80 } as const

/** A code made from a label: « Où ça ? » is `ou_ca` for a question, `ou-ca` for an option; a number is added where it is taken. */
export function codeFrom(label: string, joiner: '_' | '-', taken: Iterable<string> = []): string {
  const words = label
    .replaceAll(/[œŒ]/g, 'oe')
    .replaceAll(/[æÆ]/g, 'ae')
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  // The code of a question begins with a letter.
  if (joiner === '_' && !/^[a-z]/.test(words[0] ?? '')) words.unshift('q')
  const whole = shortened(words.length > 0 ? words : ['choix'], joiner)
  const others = new Set(taken)
  if (!others.has(whole)) return whole
  for (let number = 2; ; number += 1) {
    const numbered = `${whole}${joiner}${number}`
    if (!others.has(numbered)) return numbered
  }
}

// Whole words, with room for a number.
function shortened(words: string[], joiner: '_' | '-'): string {
  const room = LIMIT[joiner] - 5
  let code = (words[0] ?? '').slice(0, room)
  for (const word of words.slice(1)) {
    if (code.length + 1 + word.length > room) break
    code += joiner + word
  }
  return code
}

/** Whether a code is still the one that was made from this label. */
export function isMadeFrom(code: string, label: string, joiner: '_' | '-'): boolean {
  const made = codeFrom(label, joiner)
  return code === made || (code.startsWith(made + joiner) && /^\d+$/.test(code.slice(made.length + 1)))
}
