import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, defused } from './csv-writer.ts'

describe('a line of CSV', () => {
  it.each([',', ';'] as const)('is read back as it was by another reader (%s)', (delimiter) => {
    const cells = fc.array(fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\r', '\n', ' ', '=', 'é') }), {
      minLength: 2,
      maxLength: 6,
    })
    fc.assert(
      fc.property(cells, (line) => {
        expect(parse(csvLine(line, delimiter), { delimiter, record_delimiter: '\r\n' })).toEqual([line])
      }),
    )
  })
})

describe('a defused text', () => {
  it.each(['=1+1', '+33', '-2', '@x', '\tx', '\rx', '＝1'])('is no formula: %j', (text) => {
    expect(defused(text)).toBe(`'${text}`)
  })
  it.each(['', 'x=1', 'a-b', ' =1', '5', 'é'])('is as it was where nothing had to be done: %j', (text) => {
    expect(defused(text)).toBe(text)
  })
})
