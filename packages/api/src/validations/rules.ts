import { checkIdentifier } from '@essaim/shared/identifiers.ts'
import { SharedRecord } from '@essaim/shared/validations.ts'
import { LICENSE_CODES } from '../innovations/licenses.ts'
import { pointerPart } from '../lib/json-pointer.ts'
import type { Bilingual } from '../lib/problem.ts'

/** What is wrong, or could be better, at one place of a record. */
export type Finding = { pointer: string; code: string; detail: Bilingual }
type Members = Record<string, unknown>

const finding = (pointer: string, code: string, fr: string, en: string): Finding => ({
  pointer,
  code,
  detail: { fr, en },
})
export const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const nameOf = (value: unknown) => (isObject(value) && typeof value.name === 'string' ? value.name.trim() : '')

/** What the form alone does not say: who bears the record, and under which licence it can be taken over. */
export function ruleFaults(record: unknown): Finding[] {
  if (!isObject(record)) return []
  const { association, bearer, license } = record
  const faults: Finding[] = []
  if (!nameOf(association) && !nameOf(bearer))
    faults.push(
      finding(
        '/association',
        'required',
        'Nommez qui porte l’innovation : `association` ou `bearer`, avec son nom.',
        'Name who bears the innovation: `association` or `bearer`, with its name.',
      ),
    )
  if (isObject(license) && typeof license.code === 'string' && !LICENSE_CODES.includes(license.code) && !license.url)
    faults.push(
      finding(
        '/license/url',
        'required',
        `La licence « ${license.code} » n’est pas de celles que nous connaissons (${LICENSE_CODES.join(', ')}) : donnez l’adresse de son texte.`,
        `The licence “${license.code}” is none of those that we know (${LICENSE_CODES.join(', ')}): give the address of its text.`,
      ),
    )
  return faults
}

/** What nobody refuses, and what whoever takes the record over would like to be otherwise. */
export function advice(record: unknown): Finding[] {
  if (!isObject(record)) return []
  const found: Finding[] = []
  for (const name of Object.keys(record))
    if (!(name in SharedRecord.properties))
      found.push(
        finding(
          `/${pointerPart(name)}`,
          'unknown',
          'Ce membre n’est pas connu : il ne sera pas repris.',
          'This member is not known: it will not be taken over.',
        ),
      )
  if (!record.updated_at)
    found.push(
      finding(
        '/updated_at',
        'advised',
        'Sans date de modification, on ne sait pas si une copie est à jour.',
        'Without a date of change nobody knows whether a copy is up to date.',
      ),
    )
  if (!record.attribution)
    found.push(finding('/attribution', 'advised', 'Dites la mention à reprendre.', 'Say which credit is to be shown.'))
  if (isObject(record.contact) && Object.values(record.contact).some(Boolean))
    found.push(
      finding(
        '/contact',
        'personal-data',
        'Une fiche ouverte à tous ne contient les coordonnées de personne : elles ne seront pas reprises.',
        'A record that is open to all holds nobody’s contact: it will not be taken over.',
      ),
    )
  for (const name of ['title', 'pitch', 'summary'])
    if (/<\/?[a-z][^>]*>/i.test(String(record[name] ?? '')))
      found.push(
        finding(
          `/${name}`,
          'markup',
          'Ce texte contient des balises : elles seront retirées.',
          'This text holds markup: it will be taken out.',
        ),
      )
  const siren = isObject(record.bearer) ? record.bearer.siren : null
  if (typeof siren === 'string' && siren !== '' && checkIdentifier('siren', siren).level !== 'ok')
    found.push(
      finding(
        '/bearer/siren',
        'check-digit',
        'Ce n’est pas un numéro SIREN valable.',
        'This is not a valid SIREN number.',
      ),
    )
  return found
}

type Item = { state?: unknown; id?: unknown; modified?: unknown; data?: unknown }

/** What the form of a feed’s item does not say (RPDE 1.0): a record where there is one and nowhere else, in order. */
export function itemFaults(item: Item, last: number): Finding[] {
  const faults: Finding[] = []
  if (item.state === 'updated' && item.data === undefined)
    faults.push(
      finding(
        '/data',
        'required',
        'Une fiche mise à jour est là, entière.',
        'A record that is updated is there, whole.',
      ),
    )
  if (item.state === 'deleted' && item.data !== undefined)
    faults.push(
      finding('/data', 'not-allowed', 'Une fiche supprimée n’est plus là.', 'A record that is deleted is not there.'),
    )
  if (isObject(item.data) && item.data.id !== undefined && item.data.id !== item.id)
    faults.push(
      finding(
        '/data/id',
        'other-id',
        'Ce n’est pas l’identifiant de l’élément.',
        'This is not the identifier of the item.',
      ),
    )
  if (typeof item.modified === 'number' && item.modified <= last)
    faults.push(
      finding(
        '/modified',
        'order',
        `Les éléments vont par \`modified\` croissant : celui d’avant a ${last}.`,
        `Items come in ascending order of \`modified\`: the one before has ${last}.`,
      ),
    )
  return faults
}
