/** What Excel and its like take for a formula (OWASP, "CSV Injection"), full-width signs included. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/

/** Text that no spreadsheet takes for a formula: what looks like one begins with an apostrophe. */
export const defused = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** A line of cells, each quoted where it has to be (RFC 4180 §2). */
export const csvLine = (cells: readonly string[], delimiter: ',' | ';'): string =>
  `${cells.map((text) => (QUOTED[delimiter].test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(delimiter)}\r\n`

const QUOTED = { ',': /[",\r\n]/, ';': /[";\r\n]/ }
