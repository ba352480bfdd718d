import type { CIVILITIES } from '@essaim/shared/associations.ts'
import { type Reading, readEmail, readTelephone } from './import-cells.ts'

export type Civility = (typeof CIVILITIES)[number]

/** What a cell that names somebody may say besides the name. */
export interface Person {
  civility: Civility | null
  name: string | null
  email: string | null
  telephone: string | null
}

const WOMAN = /^(?:mmes?|mlles?|madame|mademoiselle|mrs|ms|f|femme)(?![\p{L}])\.?|^la |^présidente$|^directrice/iu
const MAN = /^(?:m|mr|messieurs|monsieur|h|homme)(?![\p{L}])\.?|^le |^président$|^directeur/iu
const BOTH = /\b(?:madame|mme)\b.*\b(?:monsieur|m\.|mr)(?![\p{L}])|\b(?:monsieur|m\.|mr) .*\b(?:madame|mme)\b/iu

/** « Madame la Présidente », « M. », « Mme » … */
export function readCivility(cell: string): Reading<Civility> {
  if (cell === '') return { value: null, code: null }
  if (BOTH.test(cell)) return { value: null, code: 'unknown-civility' }
  if (WOMAN.test(cell)) return { value: 'madame', code: null }
  if (MAN.test(cell)) return { value: 'monsieur', code: null }
  return { value: null, code: 'unknown-civility' }
}

const CIVILITY = /^(?:mme|mlle|madame|mademoiselle|m\.|mr\.?|m(?= )|monsieur)(?![\p{L}])\.?\s*/iu
const OFFICE = /^(?:(?:la|le)\s+)?(?:présidente?|direct(?:eur|rice)(?:\s+générale?)?)(?![\p{L}])[\s,:-]*/iu

/** A cell in which a name, and perhaps a civility, an address and a number, were put together. */
export function readPerson(cell: string): Person {
  const address = /[^\s<>();,:]+@[^\s<>();,]+/.exec(cell)?.[0] ?? ''
  const number = /(?:\+|00)?\d(?:[ .-]?\(?\d\)?){8,13}/.exec(cell.replace(address, ' '))?.[0] ?? ''
  const words = cell
    .replace(address, ' ')
    .replace(number, ' ')
    .replace(/[<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:/()-]+|[\s,;:/()-]+$/g, '')
  const civility = CIVILITY.test(words) ? readCivility(words).value : null
  const name = words
    .replace(CIVILITY, '')
    .replace(OFFICE, '')
    .replace(/[\s,;:/(-]*(?:t[ée]l|mail|courriel|e-mail)\.?[\s:]*$/iu, '')
    .trim()
  return {
    civility,
    name: name === '' || name.length > 200 ? null : name,
    email: readEmail(address).value,
    telephone: readTelephone(number).value,
  }
}
