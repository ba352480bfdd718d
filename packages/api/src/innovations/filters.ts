import { FILTER_VOCABULARIES, InnovationFilters } from '@essaim/shared/documents.ts'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type { Db, Trx } from '../db/database.ts'
import { type Fault, problem } from '../lib/problem.ts'

/** Which records are asked for, once its codes are known. */
export type Filter = {
  /** As it stands in an address, sorted: equal for equal questions, and empty where nothing is asked. */
  text: string
  /** A record has to have a facet of each group. */
  groups: string[][]
  /** Equal for filters that choose the same records: what is kept of an answer is kept under it. */
  key: string
}

const NAMES = Object.keys(InnovationFilters).sort() as (keyof InnovationFilters)[]
/** Each filter that looks for facets of its own name; a delegation is looked for by the départements it covers. */
const FACETS = NAMES.filter((name) => name !== 'regional_delegation')

const distinct = (values: string[]) => [...new Set(values)].sort()
// RFC 9562 §4: an id in capitals is the same
const plain = (name: string, value: string) =>
  name === 'association' || name === 'regional_delegation' ? value.toLowerCase() : value

/** Whether facets of this name are what a filter looks for: others serve the directory alone. */
export const isFilterable = (facet: string): boolean => FACETS.some((name) => facet.startsWith(`${name}:`))

/** The filter that leaves nothing out. */
export const EVERYTHING: Filter = { text: '', groups: [], key: '' }

/** The filter that a query asks for; `departments` are those that its delegations cover today. */
export function filterOf(query: InnovationFilters, departments: string[] = []): Filter {
  const asked = NAMES.flatMap((name) => {
    const values = query[name]
    return values ? [{ name, values: distinct(values.map((value) => plain(name, value))) }] : []
  })
  const groups = asked.map(({ name, values }) =>
    name === 'regional_delegation'
      ? distinct(departments).map((code) => `department:${code}`)
      : values.map((value) => `${name}:${value}`),
  )
  const keys = distinct(groups.map((group) => JSON.stringify(group)))
  return {
    text: new URLSearchParams(
      asked.flatMap(({ name, values }) => values.map((value): [string, string] => [name, value])),
    ).toString(),
    groups: keys.map((group) => JSON.parse(group) as string[]),
    key: keys.join(' '),
  }
}

/** The filter as conditions over a column of facets; `put` writes a group as an array, by a parameter or as `literal`. */
export const matching = ({ groups }: Filter, column: string, put: (group: string[]) => string): string[] =>
  groups.map((group) => `${column} && ${put(group)}::text[]`)

/** Stands among the facets that a feed remembers for every facet there is: see feed-entries.ts. */
export const EVERY = '*'

/** The filter over what a record was ever known by, so that those who may have it are told when it leaves. */
export const everMatching = ({ groups, ...filter }: Filter): Filter => ({
  ...filter,
  groups: groups.map((group) => [...group, EVERY]),
})

/** A group written into a statement that takes no parameters. */
export const literal = (group: string[]): string => `array[${group.map((facet) => pg.escapeLiteral(facet)).join()}]`

/** The filter of a request: refuses unknown codes, and finds what the delegations cover. */
export async function readFilter(app: FastifyInstance, query: InnovationFilters): Promise<Filter> {
  const faults = await unknownCodes(app, query)
  if (faults.length > 0) throw problem('validation', { errors: faults })
  return filterToday(app.db, query)
}

/** The filter as it stands today: a delegation is what it covers. */
export const filterToday = async (db: Db | Trx, query: InnovationFilters): Promise<Filter> =>
  filterOf(query, query.regional_delegation && (await departmentsOf(db, query.regional_delegation)))

/** The codes of a filter that nobody knows, by the filter that names them. */
export async function unknownCodes(app: FastifyInstance, query: InnovationFilters): Promise<Fault[]> {
  const terms = await app.terms.current()
  const faults: Fault[] = []
  for (const [parameter, vocabulary] of Object.entries(FILTER_VOCABULARIES)) {
    for (const code of query[parameter as keyof typeof FILTER_VOCABULARIES] ?? []) {
      if (!terms.has(vocabulary, code) && !(await isOfferedCode(app.pool, parameter, code)))
        faults.push({
          parameter,
          code: 'unknown-code',
          detail: { fr: `Code inconnu : ${code}.`, en: `Unknown code: ${code}.` },
        })
    }
  }
  return faults
}

const BINDINGS: Record<string, string[]> = {
  theme: ['main_theme', 'themes'],
  public: ['publics'],
  stage: ['stage'],
  category: ['categories'],
}

/** Whether a questionnaire offers this code of its own, without a vocabulary, in a question that a filter looks at. */
export async function isOfferedCode(pool: pg.Pool, parameter: string, code: string): Promise<boolean> {
  const bindings = BINDINGS[parameter]
  if (!bindings) return false
  const { rows } = await pool.query({
    name: 'offered-code',
    text: `select from questionnaire_version v, jsonb_path_query(v.content, '$.sections[*].questions[*]') as asked
     where v.state <> 'draft' and asked ->> 'binding' = any ($1) and asked -> 'options' @> jsonb_build_array(jsonb_build_object('code', $2::text)) limit 1`,
    values: [bindings, code],
  })
  return rows.length > 0
}

async function departmentsOf(db: Db | Trx, delegations: string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('regional_delegation_department')
    .select('department')
    .where('regional_delegation_id', 'in', delegations)
    .execute()
  return rows.map((row) => row.department)
}
