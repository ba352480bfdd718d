import { invalid, invalidParameter } from '../lib/problem.ts'
import type { Terms } from '../vocabularies/terms.ts'

const PARAMETERS = { region: 'regions', field: 'fields', category: 'essms-categories' } as const
const MEMBERS = { regions: 'regions', fields: 'fields', categories: 'essms-categories' } as const

/** Refuses a code of a query that its vocabulary does not have. */
export function checkCodes(terms: Terms, query: { [name in keyof typeof PARAMETERS]?: string[] | undefined }): void {
  for (const [parameter, vocabulary] of Object.entries(PARAMETERS) as [keyof typeof PARAMETERS, string][]) {
    const unknown = query[parameter]?.find((code) => !terms.has(vocabulary, code))
    if (unknown !== undefined)
      throw invalidParameter(
        parameter,
        'unknown',
        `Aucun terme n’a le code ${unknown}.`,
        `No term has the code ${unknown}.`,
      )
  }
}

/** Refuses a code of a body that its vocabulary does not have. */
export function checkTerms(terms: Terms, body: { [name in keyof typeof MEMBERS]?: string[] | undefined }): void {
  for (const [member, vocabulary] of Object.entries(MEMBERS) as [keyof typeof MEMBERS, string][]) {
    const at = body[member]?.findIndex((code) => !terms.has(vocabulary, code)) ?? -1
    if (at >= 0) throw invalid(`/${member}/${at}`, 'unknown', 'Aucun terme n’a ce code.', 'No term has this code.')
  }
}
