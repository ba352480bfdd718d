import { hashToken } from '../lib/secrets.ts'

/** A code as it was meant, however it was typed: capitals, no spaces or hyphens, and no sign that is taken for another. */
export const normaliseCode = (typed: string): string =>
  typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')

/** What is stored of a typed code. */
export const hashCode = (typed: string): Buffer => hashToken(normaliseCode(typed))
