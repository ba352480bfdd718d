import { formatLevel, isRealDate, normalUrl } from '@essaim/shared/questionnaires/formats.ts'
import type { IssueCode } from './import-issues.ts'

/** What a cell says. `value` null: nothing, or nothing that can be kept; `code` tells when something is to be reported. */
export interface Reading<T> {
  value: T | null
  code: IssueCode | null
}

const read = <T>(value: T | null, code: IssueCode | null = null): Reading<T> => ({ value, code })

// What spreadsheets and databases write when they have nothing to say.
const NOTHING = /^(?:null|n\/?a|#n\/a|#ref!|#valeur!|#value!|#nom\?|#name\?|néant|nc|n\.c\.|nsp|[-–—_.?]+)$/i

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

// Longer than any fact: what follows is not looked at, so that no pattern is run over a book.
const LONGEST = 1000

/** The text of a cell, without what spreadsheets put around it; empty when it says nothing. */
export function cleanCell(cell: string): string {
  const text = cell
    .toWellFormed()
    .normalize('NFC')
    .replace(INVISIBLE, '')
    .replace(/[^\S\n]+/gu, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim()
  // ="01053" and '01053 are how people keep Excel from eating a zero.
  const bare = /^="([^"]*)"$/.exec(text)?.[1] ?? text.replace(/^'+(?=[\d+])/, '')
  return NOTHING.test(bare) ? '' : bare.trim().slice(0, LONGEST + 1)
}

/** One line of text. */
export function readText(cell: string, max: number): Reading<string> {
  const text = cell.replace(/\n+/g, ' ')
  return text.length > max ? read<string>(null, 'too-long') : read(text || null)
}

/** Text that keeps its line breaks. */
export function readLines(cell: string, max: number): Reading<string> {
  const text = cell.replace(/\n{2,}/g, '\n')
  return text.length > max ? read<string>(null, 'too-long') : read(text || null)
}

const MONTHS = ['jan', 'fev', 'mar', 'avr', 'mai', 'juin', 'juil', 'aou', 'sep', 'oct', 'nov', 'dec']

/** A day as `YYYY-MM-DD`: ISO, French figures or words, or the serial number by which a spreadsheet keeps it. */
export function readDate(cell: string): Reading<string> {
  if (cell === '') return read<string>(null)
  const text = cell
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[t ]\d{1,2}[:h]\d{2}.*$/, '')
    .replace(/^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|le)[ ,]+/, '')
    .trim()
  const day = fromFigures(text) ?? fromWords(text) ?? fromSerial(text)
  return day !== null && isRealDate(day) && day >= '1800' && day < '2200' ? read(day) : read<string>(null, 'bad-date')
}

function fromFigures(text: string): string | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ?? /^([12]\d{3})(\d{2})(\d{2})$/.exec(text)
  if (iso) return dayOf(iso[1], iso[2], iso[3])
  const french = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})$/.exec(text)
  return french && dayOf(french[3], french[2], french[1])
}

function fromWords(text: string): string | null {
  const words = /^(\d{1,2})(?:er)?[ -]([a-z]{3,9})\.?[ -](\d{4}|\d{2})$/.exec(text)
  if (!words) return null
  const month = MONTHS.findIndex((name) => words[2]?.startsWith(name))
  return month < 0 ? null : dayOf(words[3], String(month + 1), words[1])
}

function fromSerial(text: string): string | null {
  // From 1954 to 2064: what has five figures in a column of dates is one.
  if (!/^[2-5]\d{4}(?:[.,]\d+)?$/.test(text)) return null
  const milliseconds = Date.UTC(1899, 11, 30) + Number.parseInt(text, 10) * 86_400_000
  return new Date(milliseconds).toISOString().slice(0, 10)
}

function dayOf(year = '', month = '', day = ''): string {
  const century = year.length === 4 ? '' : Number(year) < 50 ? '20' : '19'
  return `${century}${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

/** An e-mail address; the first where a cell holds several. */
export function readEmail(cell: string): Reading<string> {
  if (cell === '') return read<string>(null)
  const candidates = cell.split(/[\s;,/<>()]+/).map((part) => part.replace(/^mailto:/i, '').replace(/[.:]+$/, ''))
  const [first, ...others] = candidates.filter((part) => part.includes('@'))
  if (first === undefined || formatLevel('email', first) !== 'ok') return read<string>(null, 'bad-email')
  const at = first.lastIndexOf('@')
  return read(first.slice(0, at) + first.slice(at).toLowerCase(), others.length > 0 ? 'several-values' : null)
}

/** A telephone number, French ones in pairs of figures; the first where a cell holds several. */
export function readTelephone(cell: string): Reading<string> {
  const [first = '', ...others] = cell.split(/\s*(?:[/;,\n]|\bou\b|\bet\b)\s*/i).filter((part) => part !== '')
  if (first === '') return read<string>(null)
  const figures = first
    .replace(/\(0\)/g, '')
    .replace(/^(?:t[ée]l[a-zé]*|port[a-z]*|fixe)?[ .:]*/i, '')
    .replace(/[\s.()-]/gu, '')
    .replace(/^00/, '+')
    .replace(/^\+(?:33|262|590|594|596)0?(?=\d{9}$)/, '0')
    .replace(/^(?=[1-9]\d{8}$)/, '0')
  const code: IssueCode | null = others.some((part) => part.replace(/\D/g, '').length > 3) ? 'several-values' : null
  if (/^0[1-9]\d{8}$/.test(figures) || /^0{10}$/.test(figures))
    return read(figures.replace(/\B(?=(?:\d\d)+$)/g, ' '), code)
  if (/^(?:\+[1-9]\d{6,14}|1\d\d|3\d{3}|116\d{3})$/.test(figures)) return read(figures, code)
  return read<string>(null, 'bad-telephone')
}

/** The address of a site, with its scheme. */
export function readWebsite(cell: string): Reading<string> {
  if (cell === '') return read<string>(null)
  const url = normalUrl(cell.split(/[\s;]+/)[0] ?? '')
  return url.length <= 500 && formatLevel('url', url) === 'ok' ? read(url) : read<string>(null, 'bad-url')
}

/** A number of people. */
export function readHeadcount(cell: string): Reading<number> {
  if (cell === '') return read<number>(null)
  const figures = cell.replace(/\s*(?:salari[ée]\S*|personnes?|agents?)$/i, '')
  if (!/^(?:\d+|\d{1,3}(?:[ .\u2009]\d{3})+)(?:[.,]0{1,2})?$/.test(figures)) return read<number>(null, 'bad-number')
  const count = Number(figures.replace(/[.,]0{1,2}$/, '').replace(/\D/g, ''))
  return count <= 1_000_000 ? read(count) : read<number>(null, 'bad-number')
}

/** Whether an establishment is closed: the national file writes A and I. */
export function readClosed(cell: string): Reading<boolean> {
  if (cell === '') return read<boolean>(null)
  if (/^(?:a|o|actif|active|ouvert|ouverte|en activité|open)$/i.test(cell)) return read(false)
  if (/^(?:i|f|c|inactif|inactive|fermé|fermée|ferme|cessé|cessée|closed)$/i.test(cell)) return read(true)
  return read<boolean>(null, 'unknown-state')
}
