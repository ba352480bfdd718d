import { describe, expect, it } from 'vitest'
import { differenceOf, sharedBy } from './text-difference.ts'

const inMarks = (before: string, after: string) =>
  differenceOf(before, after)
    .map(({ text, kind }) => (kind === 'added' ? `{+${text}+}` : kind === 'removed' ? `[-${text}-]` : text))
    .join('')

describe('what became of a text', () => {
  it('is told by whole French words', () => {
    expect(inMarks('Il commence aujourd’hui.', 'Il commence demain.')).toBe('Il commence [-aujourd’hui-]{+demain+}.')
    expect(inMarks('Douze élèves.', 'Douze élèves et leurs parents.')).toBe('Douze élèves {+et leurs parents+}.')
  })
  it('is nothing where only the apostrophe or a space is set otherwise', () => {
    expect(inMarks("l'école : oui", 'l’école\u00a0: oui')).toBe('l’école : oui')
  })
  it('loses no word of either side', () => {
    const [before, after] = [
      'Un café tenu par des élèves.\n\nOuvert le lundi.',
      'Le café, tenu par les élèves.\n\nOuvert !',
    ]
    const side = (kind: string) =>
      differenceOf(before, after)
        .filter((piece) => piece.kind === 'same' || piece.kind === kind)
        .map(({ text }) => text)
        .join('')
        .replaceAll(/\s+/g, '')
    expect(side('removed')).toBe(before.replaceAll(/\s+/g, ''))
    expect(side('added')).toBe(after.replaceAll(/\s+/g, ''))
  })
  it('tells how much stayed', () => {
    expect(sharedBy(differenceOf('abc', 'abc'))).toBe(1)
    expect(sharedBy(differenceOf('', ''))).toBe(1)
    expect(sharedBy(differenceOf('un deux', 'trois quatre'))).toBe(0)
  })
})
