/** The parameters of an address, typed: what is not known is left out, so that an old link never breaks a page. */
export type Search = Record<string, unknown>

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')

/** One value, or none. */
export const one = (search: Search, name: string): string | undefined => texts(search[name])[0]

/** Several values of a known list (or any), or none. */
export function many<const T extends string = string>(
  search: Search,
  name: string,
  allowed?: readonly T[],
): T[] | undefined {
  const kept = texts(search[name]).filter(
    (value): value is T => !allowed || (allowed as readonly string[]).includes(value),
  )
  return kept.length > 0 ? kept : undefined
}

/** One value of a known list, or none. */
export const oneOf = <const T extends string>(search: Search, name: string, allowed: readonly T[]): T | undefined =>
  many(search, name, allowed)?.[0]

/** `?state=submitted&state=endorsed`, the way the API writes it, instead of JSON. */
export function parseSearch(text: string): Search {
  const parameters = new URLSearchParams(text)
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [
      name,
      parameters.getAll(name).length > 1 ? parameters.getAll(name) : parameters.get(name),
    ]),
  )
}

/** The inverse of `parseSearch`. */
export function stringifySearch(search: Search): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) for (const each of texts(value)) parameters.append(name, each)
  const written = parameters.toString()
  return written ? `?${written}` : ''
}
