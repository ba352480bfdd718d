import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { digestOf } from './digest.ts'

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')

describe('the digest of a record', () => {
  it('is that of the example of RFC 8785 §3.2.4, byte for byte', () => {
    const example = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`) as object
    const bytes = `7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72
      75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
      5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31
      65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
      5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30
      30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`
    expect(digestOf(example).toString('hex')).toBe(sha256(Buffer.from(bytes.replaceAll(/\s/g, ''), 'hex')))
  })

  it('sorts members as RFC 8785 §3.2.3 does, numbers among them', () => {
    const example = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
      '10': 'Ten',
      '2': 'Two',
    }
    const sorted = ['\r', '1', '10', '2', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'] as const
    const text = `{${sorted.map((key) => `${JSON.stringify(key)}:${JSON.stringify(example[key])}`).join()}}`
    expect(digestOf(example).toString('hex')).toBe(sha256(text))
  })

  it('does not look at the order of members, and looks at everything else', () => {
    const digest = (value: object) => digestOf(value).toString('hex')
    expect(digest({ a: 1, b: { c: 2, d: 3 } })).toBe(digest({ b: { d: 3, c: 2 }, a: 1 }))
    const others = [{ a: [1, 2] }, { a: [2, 1] }, { a: ['1', 2] }, { a: [1, 2], b: null }, { a: null }, {}]
    expect(new Set(others.map(digest)).size).toBe(others.length)
  })
})
