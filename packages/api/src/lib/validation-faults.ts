import type { FastifySchemaValidationError } from 'fastify'
import { pointerPart } from './json-pointer.ts'
import type { Bilingual, Fault } from './problem.ts'

type Words = { code: string; detail: Bilingual }
const words = (code: string, fr: string, en: string): Words => ({ code, detail: { fr, en } })

const FORMATS: Record<string, [string, string]> = {
  uuid: ['un identifiant (UUID)', 'an id (UUID)'],
  email: ['une adresse électronique', 'an e-mail address'],
  date: ['une date AAAA-MM-JJ', 'a date YYYY-MM-DD'],
  'date-time': ['un instant RFC 3339', 'an RFC 3339 instant'],
  uri: ['une adresse web', 'a URL'],
}

/** What Ajv found, in words; `name` is the member or parameter that is missing or too many. */
function describe(error: FastifySchemaValidationError): Words & { name?: string } {
  const p = error.params as Record<string, unknown>
  switch (error.keyword) {
    case 'required':
      return {
        ...words('required', 'Ce membre est obligatoire.', 'This member is required.'),
        name: String(p.missingProperty),
      }
    case 'additionalProperties':
      return {
        ...words('unknown', 'Ce nom n’est pas connu ici.', 'This name is not known here.'),
        name: String(p.additionalProperty),
      }
    case 'type':
      return words(
        'type',
        `Type attendu : ${[p.type].flat().join(', ')}.`,
        `Expected type: ${[p.type].flat().join(', ')}.`,
      )
    case 'enum':
    case 'const': {
      const values = ((p.allowedValues ?? [p.allowedValue]) as unknown[]).filter((value) => value !== null).join(', ')
      return words('not-allowed', `Valeurs possibles : ${values}.`, `Possible values: ${values}.`)
    }
    case 'format': {
      const [fr, en] = FORMATS[String(p.format)] ?? [String(p.format), String(p.format)]
      return words('format', `Format attendu : ${fr}.`, `Expected format: ${en}.`)
    }
    case 'minLength':
      return words('too-short', `${p.limit} caractères au moins.`, `At least ${p.limit} characters.`)
    case 'maxLength':
      return words('too-long', `${p.limit} caractères au plus.`, `At most ${p.limit} characters.`)
    case 'minimum':
    case 'exclusiveMinimum':
      return words('too-small', `Au moins ${p.limit}.`, `At least ${p.limit}.`)
    case 'maximum':
    case 'exclusiveMaximum':
      return words('too-large', `Au plus ${p.limit}.`, `At most ${p.limit}.`)
    case 'minItems':
      return words('too-few', `${p.limit} au moins.`, `At least ${p.limit}.`)
    case 'maxItems':
    case 'maxProperties':
      return words('too-many', `${p.limit} au plus.`, `At most ${p.limit}.`)
    case 'uniqueItems':
      return words('duplicate', 'Une valeur est répétée.', 'A value is repeated.')
    default:
      return words(
        error.keyword === 'pattern' ? 'format' : error.keyword,
        'Cette valeur est refusée.',
        'This value is refused.',
      )
  }
}

const isJustNotNull = (error: FastifySchemaValidationError) => error.keyword === 'type' && error.params.type === 'null'
const tellsMore = (other: FastifySchemaValidationError, error: FastifySchemaValidationError) =>
  other !== error && other.keyword !== 'anyOf' && `${other.instancePath}/`.startsWith(`${error.instancePath}/`)

/** All the faults at once: pointers into a body, names of parameters elsewhere. */
export function faultsOf(errors: FastifySchemaValidationError[], context: string): Fault[] {
  const faults = errors
    // what merely says that an alternative failed is already said by the alternative
    .filter((error) => !['anyOf', 'oneOf', 'allOf', 'if'].includes(error.keyword))
    // and that a value which has faults of its own could have been null helps nobody
    .filter((error) => !isJustNotNull(error) || !errors.some((other) => tellsMore(other, error)))
    .map((error): Fault => {
      const { name, code, detail } = describe(error)
      if (context === 'body')
        return { pointer: error.instancePath + (name === undefined ? '' : `/${pointerPart(name)}`), code, detail }
      const parameter = name ?? error.instancePath.split('/')[1] ?? ''
      return { parameter, code: code === 'unknown' ? 'unknown-parameter' : code, detail }
    })
  const seen = new Set<string>()
  return faults.filter((fault) => {
    const key = JSON.stringify([fault.pointer, fault.parameter, fault.code])
    return !seen.has(key) && seen.add(key)
  })
}
