import { diffArrays } from 'diff'

export type Piece = { text: string; kind: 'same' | 'added' | 'removed' }

const segmenter = new Intl.Segmenter('fr', { granularity: 'word' })

/** What became of a text, by whole words; another apostrophe or another space is no difference. */
export function differenceOf(before: string, after: string): Piece[] {
  return diffArrays(wordsOf(before), wordsOf(after), {
    comparator: (a, b) => a.trim() === b.trim(),
  }).map(({ value, added, removed }) => ({
    text: value.join(''),
    kind: added ? 'added' : removed ? 'removed' : 'same',
  }))
}

// Each word with the space that follows it: a space by itself would be taken for something that stayed.
function wordsOf(text: string): string[] {
  const words: string[] = []
  for (const { segment } of segmenter.segment(levelled(text))) {
    if (segment.trim() === '' && words.length > 0) words.push(`${words.pop()}${segment}`)
    else words.push(segment)
  }
  return words
}

/** How much two texts have in common, from 0 to 1: below a third, reading one after the other is easier. */
export function sharedBy(pieces: readonly Piece[]): number {
  const length = (kinds: readonly Piece['kind'][]) =>
    pieces.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { text }) => sum + text.trim().length, 0)
  const all = length(['same', 'added', 'removed'])
  return all === 0 ? 1 : length(['same']) / all
}

const levelled = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll("'", '’')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
