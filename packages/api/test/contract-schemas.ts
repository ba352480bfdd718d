import type { Schema } from '../src/plugins/openapi/document.ts'

/** Who writes the value: what a caller sends may only be taken more widely, what is answered may only be read more safely. */
export type Side = 'request' | 'response'
type Schemas = Record<string, Schema>
type Form = { nullable: boolean; options: Schema[] }

const UPPER = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'] as const
const LOWER = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'] as const
const EXACT = ['pattern', 'format', 'multipleOf'] as const

const refOf = (schema: Schema): string | undefined => (schema.$ref as string | undefined)?.split('/').at(-1)
const say = (value: unknown) => JSON.stringify(value)

/** Null and the other forms apart, whichever way the schema says that it may be null. */
function formOf(schema: Schema): Form {
  const union = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined
  if (union) {
    const forms = union.map(formOf)
    return { nullable: forms.some(({ nullable }) => nullable), options: forms.flatMap(({ options }) => options) }
  }
  if (schema.const !== undefined) return { nullable: false, options: [{ ...schema, enum: [schema.const] }] }
  if (schema.type === 'null') return { nullable: true, options: [] }
  if (!Array.isArray(schema.type)) return { nullable: false, options: [schema] }
  const types = schema.type.filter((type) => type !== 'null')
  const values = (schema.enum as unknown[] | undefined)?.filter((value) => value !== null)
  return {
    nullable: schema.type.includes('null'),
    options: types.map((type) => ({ ...schema, type, ...(values && { enum: values }) })),
  }
}

/**
 * Makes the comparison of two schemas, which adds what breaks to the list. A component that many operations use is told
 * of once for each side, where it is met first.
 */
export function schemaBreaks(released: Schemas, today: Schemas, found: string[]) {
  const seen = new Set<string>()

  function compare(where: string, side: Side, before: Schema, now: Schema, into = found, met = seen): void {
    const [beforeName, nowName] = [refOf(before), refOf(now)]
    if (beforeName !== undefined || nowName !== undefined) {
      const key = `${side} ${beforeName ?? say(before)} ${nowName ?? say(now)}`
      if (met.has(key)) return
      met.add(key)
    }
    const old = formOf(beforeName === undefined ? before : (released[beforeName] ?? {}))
    const young = formOf(nowName === undefined ? now : (today[nowName] ?? {}))
    if (side === 'request' && old.nullable && !young.nullable) into.push(`${where} may not be null any more`)
    if (side === 'response' && young.nullable && !old.nullable) into.push(`${where} may now be null`)
    const [one, other] = [old.options[0], young.options[0]]
    if (old.options.length === 1 && young.options.length === 1 && one && other) {
      if (refOf(one) !== undefined || refOf(other) !== undefined) compare(where, side, one, other, into, met)
      else compareOne(where, side, one, other, into, met)
      return
    }
    // each form that may come has to fit one of the forms that are waited for
    const [coming, awaited] = side === 'request' ? [old.options, young.options] : [young.options, old.options]
    for (const form of coming) {
      const fits = awaited.some((wanted) => {
        const trial: string[] = []
        const [a, b] = side === 'request' ? [form, wanted] : [wanted, form]
        compare(where, side, a, b, trial, new Set(met))
        return trial.length === 0
      })
      if (!fits)
        into.push(
          `${where}: the form ${say(form).slice(0, 120)} is ${side === 'request' ? 'not taken any more' : 'new to readers'}`,
        )
    }
  }

  function compareOne(where: string, side: Side, before: Schema, now: Schema, into: string[], met: Set<string>): void {
    if (!sameType(side, before.type, now.type)) {
      into.push(`${where} was ${before.type ?? 'anything'} and is ${now.type ?? 'anything'}`)
      return
    }
    compareValues(where, side, before, now, into)
    if (side === 'request') compareLimits(where, before, now, into)
    else if (before.format !== undefined && before.format !== now.format)
      into.push(`${where} had the format ${before.format} and has ${now.format ?? 'none'}`)
    if (before.default !== undefined && say(before.default) !== say(now.default))
      into.push(`${where} had the default ${say(before.default)} and has ${say(now.default) ?? 'none'}`)
    if (before.items && now.items) compare(`${where}[]`, side, before.items as Schema, now.items as Schema, into, met)
    compareMembers(where, side, before, now, into, met)
  }

  function compareMembers(where: string, side: Side, before: Schema, now: Schema, into: string[], met: Set<string>) {
    const [old, young] = [before.properties ?? {}, now.properties ?? {}] as [Schemas, Schemas]
    const required = [before.required ?? [], now.required ?? []] as [string[], string[]]
    const isOpen = (schema: Schema) => schema.additionalProperties !== false
    for (const [name, schema] of Object.entries(old)) {
      const same = young[name]
      if (same) compare(`${where}.${name}`, side, schema, same, into, met)
      else if (side === 'response' || !isOpen(now)) into.push(`${where}.${name} is gone`)
    }
    if (side === 'request') {
      for (const name of required[1])
        if (!required[0].includes(name))
          into.push(`${where}.${name} ${old[name] ? 'has become required' : 'is new and required'}`)
      if (isOpen(before) && !isOpen(now) && before.type === 'object')
        into.push(`${where} takes no other members any more`)
    } else {
      for (const name of required[0])
        if (!required[1].includes(name) && young[name]) into.push(`${where}.${name} may now be missing`)
    }
    const [loose, looser] = [before.additionalProperties, now.additionalProperties]
    if (typeof loose === 'object' && typeof looser === 'object')
      compare(`${where}.*`, side, loose as Schema, looser as Schema, into, met)
  }

  return compare
}

function sameType(side: Side, before: unknown, now: unknown): boolean {
  if (before === now) return true
  const [coming, awaited] = side === 'request' ? [before, now] : [now, before]
  return awaited === undefined || (coming === 'integer' && awaited === 'number')
}

function compareValues(where: string, side: Side, before: Schema, now: Schema, into: string[]): void {
  const [old, young] = [before.enum, now.enum] as [unknown[] | undefined, unknown[] | undefined]
  if (side === 'request' && young && !old) into.push(`${where} takes only ${say(young)} now`)
  if (side === 'response' && old && !young) into.push(`${where} was one of ${say(old)} and may be anything now`)
  for (const value of old ?? [])
    if (young && !young.includes(value))
      into.push(`${where}: ${say(value)} is ${side === 'request' ? 'not taken' : 'not answered'} any more`)
}

function compareLimits(where: string, before: Schema, now: Schema, into: string[]): void {
  const told = (name: string) => `${where} had ${name} ${say(before[name]) ?? 'none'} and has ${say(now[name])}`
  for (const name of UPPER)
    if (now[name] !== undefined && Number(now[name]) < Number(before[name] ?? Infinity)) into.push(told(name))
  for (const name of LOWER)
    if (
      now[name] !== undefined &&
      Number(now[name]) > Number(before[name] ?? (/^min(L|I|P)/.test(name) ? 0 : -Infinity))
    )
      into.push(told(name))
  for (const name of EXACT) if (now[name] !== undefined && now[name] !== before[name]) into.push(told(name))
  if (now.uniqueItems === true && before.uniqueItems !== true) into.push(told('uniqueItems'))
}
