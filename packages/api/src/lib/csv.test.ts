import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvLimits, type CsvRow, readCsv } from './csv.ts'
import { NotTextError } from './text-lines.ts'

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function rowsOf(input: string | Uint8Array, limits: CsvLimits = {}, size = 7): Promise<CsvRow[]> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  const rows: CsvRow[] = []
  for await (const row of readCsv(inChunks(bytes, size), limits)) rows.push(row)
  return rows
}

const cellsOf = async (input: string | Uint8Array): Promise<string[][]> => (await rowsOf(input)).map((row) => row.cells)

describe('readCsv', () => {
  it.each([
    ['semicolons', 'a;b,c\n1;2'],
    ['commas', 'a,"b,c"\n1,2'],
    ['tabs', 'a\tb,c\n1\t2'],
    ['a separator named by Excel', 'sep=;\r\na;b,c\r\n1;2'],
    ['CR LF', '\r\n\r\na;b,c\r\n1;2\r\n'],
    ['CR alone', 'a;b,c\r1;2\r'],
    ['a byte order mark', '\ufeffa;b,c\n1;2'],
    ['spaces around quotes', 'a, "b,c" \n 1, 2'],
  ])('reads %s', async (_, text) => {
    const cells = await cellsOf(text)
    expect(cells.map((row) => row.map((cell) => cell.trim()))).toEqual([
      ['a', 'b,c'],
      ['1', '2'],
    ])
  })

  it('gives the line on which a row begins, whatever its cells hold', async () => {
    const rows = await rowsOf('a;b\r\n"x\r\n\r\ny";2\r\n\r\n;\r\n3;4\r\n"""cité"" ";5')
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'], fault: null },
      { line: 2, cells: ['x\n\ny', '2'], fault: null },
      { line: 7, cells: ['3', '4'], fault: null },
      { line: 8, cells: ['"cité" ', '5'], fault: null },
    ])
  })

  it.each([1, 2, 3, 5, 64])('finds the encoding out in chunks of %i bytes', async (size) => {
    const text = 'prénom;ville\nZoé;Bâle – 10 €\n'
    const expected = [
      ['prénom', 'ville'],
      ['Zoé', 'Bâle – 10 €'],
    ]
    const windows1252 = Buffer.from(
      [...text].map((char) => (char === '–' ? 0x96 : char === '€' ? 0x80 : (char.codePointAt(0) ?? 0))),
    )
    const little = Buffer.from(`\ufeff${text}`, 'utf16le')
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      windows1252,
      little,
      Buffer.from(little).swap16(),
    ]) {
      expect((await rowsOf(bytes, {}, size)).map((row) => row.cells)).toEqual(expected)
    }
  })

  it('reads a file glued together from two encodings', async () => {
    const glued = Buffer.concat([Buffer.from('nom;ville\nZoé;Brest\n'), Buffer.from('Zo\xe9;Brest\n', 'latin1')])
    expect(await cellsOf(glued)).toEqual([
      ['nom', 'ville'],
      ['Zoé', 'Brest'],
      ['Zoé', 'Brest'],
    ])
  })

  it.each([
    ['a workbook', Buffer.from('PK\u0003\u0004rest of an archive')],
    ['an old workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3])],
    ['binary', Buffer.from([1, 0, 2, 0, 3])],
  ])('refuses %s', async (_, bytes) => {
    await expect(rowsOf(bytes)).rejects.toThrow(NotTextError)
  })

  it('reads nothing from nothing', async () => {
    expect(await rowsOf('')).toEqual([])
    expect(await rowsOf('\ufeff')).toEqual([])
    expect(await rowsOf('\n \r\n')).toEqual([])
    expect(await rowsOf('a')).toEqual([{ line: 1, cells: ['a'], fault: null }])
  })

  it('reports rows of another width and goes on', async () => {
    expect(await rowsOf('a;b;\n1;2\n1\n1;2;;;\n1;2;3;4\n5;6;')).toEqual([
      { line: 1, cells: ['a', 'b', ''], fault: null },
      { line: 2, cells: ['1', '2'], fault: null },
      { line: 3, cells: ['1'], fault: 'too-few-cells' },
      { line: 4, cells: ['1', '2', ''], fault: null },
      { line: 5, cells: ['1', '2', '3', '4'], fault: 'too-many-cells' },
      { line: 6, cells: ['5', '6', ''], fault: null },
    ])
  })

  it.each([
    ['up to another quote', 'a;b\n1;"deux\n"3";4\n5;6', ['1', '"deux'], 2],
    ['up to the end of the file', 'a;b\n1;"deux\n3;4\n5;6', ['1', '"deux'], 2],
    ['up to the limit of a row', `a;b\n1;"deux\n3;4\n5;6\n${'7;8\n'.repeat(40)}`, ['1', '"deux'], 42],
  ])('loses only its own row to a quote that never closes, %s', async (_, text, cells, others) => {
    const rows = await rowsOf(text, { maxRowChars: 60 })
    expect(rows.filter((row) => row.fault)).toEqual([{ line: 2, cells, fault: 'unclosed-quote' }])
    expect(rows.slice(2)).toHaveLength(others)
    expect(rows.slice(2, 4)).toEqual([
      { line: 3, cells: ['3', '4'], fault: null },
      { line: 4, cells: ['5', '6'], fault: null },
    ])
  })

  it('keeps a stray quote inside a quoted cell', async () => {
    expect(await cellsOf('a;b\n"le "Pont" ici";2\nl"autre";4')).toEqual([
      ['a', 'b'],
      ['le "Pont" ici', '2'],
      ['l"autre"', '4'],
    ])
  })

  it('cuts off what is too large and goes on', async () => {
    const limits = { maxCellChars: 10, maxRowChars: 40, maxCells: 3 }
    const rows = await rowsOf(`a;b\n${'x'.repeat(11)};1\n${'é'.repeat(500)};2\n3;4`, limits)
    expect(rows.map((row) => [row.line, row.fault])).toEqual([
      [1, null],
      [2, 'cell-too-large'],
      [3, 'row-too-large'],
      [4, null],
    ])
    expect((await rowsOf('a;b;c;d\n1;2;3;4', limits))[0]?.fault).toBe('too-many-cells')
  })

  it('reads well-formed files as csv-parse does', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ';', ',', '\n', ' ', '€', '0'), maxLength: 8 })
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      )
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 9 }),
        async (cells, end, size) => {
          const header = cells[0]?.map((_, index) => `"h${index}"`) ?? []
          const body = cells.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`))
          const text = [header, ...body].map((row) => row.join(';') + end).join('')
          const expected: string[][] = parse(text, { delimiter: ';' })
          const found = await rowsOf(`sep=;${end}${text}`, {}, size)
          expect(found.map((row) => row.cells)).toEqual(
            expected.filter((row) => row.some((value) => value.trim() !== '')),
          )
          expect(found.every((row) => row.fault === null)).toBe(true)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('never throws on text, and reads each line of it once at most', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', ';', '\n', '\r', ' ', '""', 'é'), maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (input, size) => {
        const lines = (await rowsOf(input, { maxRowChars: 20 }, size)).map((row) => row.line)
        expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b))
      }),
      { numRuns: 500 },
    )
  })

  it('holds no more than a row, and is not slowed by quotes that never close', async () => {
    let sent = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('a;b\n')
      for (; sent < 2_000_000; sent += 16) yield Buffer.from('"a\n""b;1\n2;3\n\n\n')
    }
    let seen = 0
    let furthest = 0
    for await (const row of readCsv(endless())) {
      seen++
      furthest = Math.max(furthest, sent / 16 - row.line / 5)
    }
    expect(seen).toBeGreaterThan(300_000)
    expect(furthest * 16).toBeLessThan(200_000)
  })
})
