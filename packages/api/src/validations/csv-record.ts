type Kind = 'text' | 'integer' | 'code' | 'codes' | 'json'

/** The columns of our own table that are members of a record, and where each stands in it. */
const COLUMNS: Record<string, [pointer: string, kind: Kind]> = {
  id: ['/id', 'text'],
  url: ['/url', 'text'],
  canonical_url: ['/canonical_url', 'text'],
  version: ['/version', 'integer'],
  title: ['/title', 'text'],
  pitch: ['/pitch', 'text'],
  summary: ['/summary', 'text'],
  nature: ['/nature', 'code'],
  main_theme: ['/main_theme', 'code'],
  themes: ['/themes', 'codes'],
  publics: ['/publics', 'codes'],
  stage: ['/stage', 'code'],
  scale: ['/scale', 'code'],
  departments: ['/departments', 'codes'],
  regions: ['/regions', 'codes'],
  started_on: ['/started_on', 'text'],
  association_id: ['/association/id', 'text'],
  association_name: ['/association/name', 'text'],
  bearer_name: ['/bearer/name', 'text'],
  bearer_siren: ['/bearer/siren', 'text'],
  bearer_commune: ['/bearer/commune', 'code'],
  regional_delegation_id: ['/regional_delegation/id', 'text'],
  regional_delegation_name: ['/regional_delegation/name', 'text'],
  contact_name: ['/contact/name', 'text'],
  contact_function: ['/contact/function', 'text'],
  contact_email: ['/contact/email', 'text'],
  contact_telephone: ['/contact/telephone', 'text'],
  license: ['/license', 'code'],
  license_url: ['/license/url', 'text'],
  attribution: ['/attribution', 'text'],
  origin: ['/origin', 'json'],
  published_at: ['/published_at', 'text'],
  updated_at: ['/updated_at', 'text'],
  confirmed_at: ['/confirmed_at', 'text'],
  stale_since: ['/stale_since', 'text'],
}

/** Beside the members: labels for reading, addresses of files, the answers under their own code. */
const PASSED_OVER = /^(details_.+|.+_label|files)$/

/** What none of our tables has. */
export const isKnownColumn = (name: string): boolean => Object.hasOwn(COLUMNS, name) || PASSED_OVER.test(name)

/** Without these no row can be a record: any one of each group. */
export const NEEDED_COLUMNS = [['id'], ['canonical_url'], ['title'], ['license'], ['association_name', 'bearer_name']]

/** Items of a list in one cell: a backslash takes the sign behind it as it is. */
const itemsOf = (cell: string): string[] =>
  [...cell.matchAll(/((?:\\.|[^|\\])+)/gs)].map(([item]) => item.replaceAll(/\\(.)/gs, '$1').trim()).filter(Boolean)

function readCell(cell: string, kind: Kind): unknown {
  switch (kind) {
    case 'integer':
      return /^\d{1,15}$/.test(cell) ? Number(cell) : cell
    case 'code':
      return { code: cell }
    case 'codes':
      return itemsOf(cell).map((code) => ({ code }))
    case 'json':
      try {
        return JSON.parse(cell)
      } catch {
        return cell
      }
    default:
      return cell
  }
}

/** The record that a row says: an empty cell is unknown. */
export function recordOf(header: string[], cells: string[]): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  header.forEach((name, i) => {
    const cell = cells[i]?.trim() ?? ''
    const column = COLUMNS[name]
    if (cell === '' || !column) return
    const [pointer, kind] = column
    const [, member = '', inner] = pointer.split('/')
    const value = readCell(cell, kind)
    if (inner !== undefined) record[member] = { ...asObject(record[member]), [inner]: value }
    // a licence is a code and, in a column of its own, the address of its text
    else record[member] = kind === 'code' ? { ...asObject(record[member]), ...asObject(value) } : value
  })
  return record
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

const PLACES = Object.entries(COLUMNS).map(([name, [pointer]]) => ({ name, pointer }))

/** The column in which what is at this place of the record would stand; the closest one. */
export function columnOf(pointer: string): string | null {
  const holds = PLACES.filter((one) => pointer === one.pointer || pointer.startsWith(`${one.pointer}/`))
  const within = PLACES.filter((one) => one.pointer.startsWith(`${pointer}/`))
  const named = within.find((one) => one.pointer === `${pointer}/name`) ?? within[0]
  return holds.sort((a, b) => b.pointer.length - a.pointer.length)[0]?.name ?? named?.name ?? null
}
