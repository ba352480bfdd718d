import { type Fault, problem } from '../lib/problem.ts'

type Placed = { code: string; parent: string | null; replaced_by: string | null }

/** Refuses a place in the list that its other terms do not allow: an unknown parent or successor, or a circle. */
export function checkPlace(term: Placed, others: readonly Placed[]): void {
  const byCode = new Map(others.filter(({ code }) => code !== term.code).map((other) => [other.code, other]))
  const errors: Fault[] = []
  for (const member of ['parent', 'replaced_by'] as const) {
    const pointer = `/${member}`
    const named = term[member]
    if (named === null) continue
    if (named !== term.code && !byCode.has(named)) {
      errors.push({
        pointer,
        code: 'unknown',
        detail: {
          fr: `Le terme « ${named} » n’existe pas dans cette nomenclature.`,
          en: `This vocabulary has no term “${named}”.`,
        },
      })
      continue
    }
    const met = new Set([term.code])
    for (let at: string | null = named; at !== null; at = byCode.get(at)?.[member] ?? null) {
      if (met.has(at)) {
        errors.push({
          pointer,
          code: 'circle',
          detail: { fr: 'Le terme se retrouverait au-dessus de lui-même.', en: 'The term would come above itself.' },
        })
        break
      }
      met.add(at)
    }
  }
  if (errors.length > 0) throw problem('validation', { errors })
}
