import { afterAll, expect, test } from 'vitest'
import { pdfText } from '../../test/pdf-text.ts'
import type { PageJob } from './jobs.ts'
import { eachText, printableWith, xmlText } from './printable.ts'
import { openPrinter } from './printer.ts'

const printer = openPrinter()
afterAll(() => printer.close())
const page = (text: string, template = '= #d.title\n#d.text'): PageJob => ({
  kind: 'pdf',
  template,
  data: { title: 'Une page', author: 'Fédération d’exemple', text },
  mostPages: 60,
})

test('a page is an accessible PDF in French with its title, the same bytes each time', async () => {
  const pdf = await printer.print(page('Bonjour'))
  const text = pdf.toString('latin1')
  expect(text.slice(0, 5)).toBe('%PDF-')
  expect(text).toContain('pdfuaid')
  expect(text).toMatch(/\/Lang\s*\(fr-FR\)/)
  expect(pdf.toString('utf8')).toContain('Une page')
  expect((await printer.print(page('Bonjour'))).equals(pdf)).toBe(true)
})

test.each([
  [
    'markup',
    '#import "@preview/a:1.0.0" #read("/etc/passwd") ] \\ \\u{41} $x$ `code` *gras* = titre //note /* */ <ancre> @ref',
  ],
  ['a very long word', 'x'.repeat(20_000)],
  ['what the font has no picture for', '漢字 \u0007 مرحبا 😀 \ue000 \ud83d'],
  ['twenty thousand characters', 'Lorem ipsum '.repeat(1700)],
])('%s is words', async (_, text) => {
  const pdf = await printer.print(page(text))
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  const bare = (words: string) => words.replaceAll(/\s/g, '')
  const drawn = text.replace('\u0007', '').replace(/[漢字مرحبا😀\ue000\ud83d]/gu, '□')
  expect(bare(pdfText(pdf)) === bare(`Une page ${drawn}`)).toBe(true)
})

test('what cannot be drawn is a square, what cannot be seen is left out, and long words may be cut', () => {
  const printable = printableWith((code) => code < 0x250)
  expect(printable('é e\u0301 漢 a\u0007b a\ufe0fb\tc\r\nd\ud83d')).toBe('é é □ ab ab c\nd□')
  expect(printable('a'.repeat(50))).toBe(['a'.repeat(20), 'a'.repeat(20), 'a'.repeat(10)].join('\u200b'))
  expect(printable('a'.repeat(45))).toBe('a'.repeat(45))
  const address = `https://essaim.example/v1/innovations/${'0'.repeat(36)}`
  expect(printable(address)).toBe(address)
  expect(xmlText('a\u0000\u0008b\n\ufffe漢')).toBe('ab\n漢')
  expect(eachText({ a: ['x', 1, null, { b: 'y' }] }, (text) => `${text}!`)).toEqual({ a: ['x!', 1, null, { b: 'y!' }] })
})

test('what fails, or has too many pages, is refused, and the next is made', async () => {
  await expect(printer.print(page('', '= #d.title\n#d.nothing'))).rejects.toThrow('printing failed')
  await expect(printer.print(page('', '= #d.title\n#for i in range(61) { pagebreak() }'))).rejects.toMatchObject({
    slug: 'too-large',
  })
  // not even begun
  await expect(printer.print(page('a '.repeat(400_000)))).rejects.toMatchObject({ slug: 'too-large' })
  await expect(printer.print(page('Encore'))).resolves.toBeInstanceOf(Buffer)
})

test('a page that takes too long is given up, those that wait are made, and nobody else waits meanwhile', async () => {
  const hasty = openPrinter({ milliseconds: 4000, waiting: 1 })
  // so that the thread is there
  await hasty.print(page('a')).catch(() => undefined)
  let ticks = 0
  const clock = setInterval(() => {
    ticks += 1
  }, 10)
  const endless = hasty.print(page('', '= #d.title\n#lorem(3000000)'))
  const waits = hasty.print(page('b'))
  const sentAway = hasty.print(page('c'))
  await expect(sentAway).rejects.toMatchObject({ slug: 'overloaded' })
  await expect(endless).rejects.toMatchObject({ slug: 'overloaded' })
  expect(ticks).toBeGreaterThan(40)
  clearInterval(clock)
  await waits.catch((error) => expect(error).toMatchObject({ slug: 'overloaded' }))
  await hasty.close()
  await expect(hasty.print(page('d'))).rejects.toMatchObject({ slug: 'overloaded' })
}, 60_000)
